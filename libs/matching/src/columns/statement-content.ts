import {
  covers,
  type Certificate,
  type CertificatePeriod,
  type Day,
  type Fact,
  type Statement,
} from '#domain';

/** What a statement says besides when: statements of equal content decide alike on days on which they hold. */
function said(statement: Statement): readonly unknown[] {
  const { grade, by, source, confidence, dispute } = statement;
  return [grade, by, source.feed ?? null, confidence, dispute?.status ?? null];
}

/** Objects with their keys in order, so that equal values are written alike. */
function inOrder(record: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function factSaid(fact: Fact): readonly unknown[] {
  return [fact.value, ...mannerSaid(fact)];
}

function mannerSaid({ complete, lowerBound, ...statement }: Fact): readonly unknown[] {
  return [complete, lowerBound ?? false, ...said(statement)];
}

/** How a fact is stated, whatever its value: facts stated alike differ only by what their values come to. */
export function factManner(fact: Fact): string {
  return JSON.stringify(mannerSaid(fact));
}

/** Everything that may make a fact differ from another of its attribute; `ranked` facts compete with others. */
export function factContent(fact: Fact, ranked: boolean): string {
  const { from, to } = fact.valid;
  return JSON.stringify([...factSaid(fact), from, to, ranked ? fact.recorded.from : null]);
}

/** What a single fact comes to on a day; `null` when it doesn't hold then. */
export function factOn(fact: Fact, day: Day): string | null {
  return covers(fact.valid, day) ? JSON.stringify(factSaid(fact)) : null;
}

function certificateSaid(certificate: Certificate, offering: string | null): readonly unknown[] {
  const { level, dimension, status, scope } = certificate;
  const named = offering !== null && scope.offerings.includes(offering);
  const covered = [scope.services, scope.complete, named];
  return [level, inOrder(dimension), status, covered, ...said(certificate)];
}

/** Everything that may make a certificate differ from another of its scheme, as seen from one offering. */
export function certificateContent(certificate: Certificate, offering: string | null): string {
  const { valid, issued, lastSurveillance, asOf, source, recorded, registerId } = certificate;
  const dates = [
    valid.from,
    valid.to,
    issued,
    lastSurveillance,
    asOf,
    source.published ?? null,
    source.retrieved ?? null,
  ];
  return JSON.stringify([...certificateSaid(certificate, offering), dates, recorded.from, registerId]);
}

/** What a single certificate comes to on a day: where it is in its life instead of its dates. */
export function certificateOn(
  certificate: Certificate,
  offering: string | null,
  { from, to, undated, staleFrom }: CertificatePeriod,
  day: Day,
): string {
  const begun = from === null || from <= day;
  const ended = to !== null && to <= day;
  const stale = staleFrom !== null && staleFrom <= day;
  return JSON.stringify([...certificateSaid(certificate, offering), begun, ended, undated, stale]);
}
