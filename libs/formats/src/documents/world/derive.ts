import {
  compareText,
  type Certificate,
  type Fact,
  type Regime,
  type Register,
  type Vocabulary,
} from '#domain';
import type { DocumentKind } from '../document-kinds.ts';
import type { Held, Reading, ShelfValues } from './shelf.ts';

/** Sorts contributions by when they were learnt; equal instants by document, so that order of arrival never shows. */
export function inRecordingOrder<V>(held: readonly Held<V>[]): readonly Held<V>[] {
  if (held.length < 2) return held;
  return held.toSorted((left, right) =>
    left.recordedFrom === right.recordedFrom
      ? compareText(left.owner, right.owner)
      : compareText(left.recordedFrom, right.recordedFrom),
  );
}

/** The contribution that counts where only one can: from a document of its own kind, else the first one learnt. */
export function foremost<V>(held: readonly Held<V>[], own: DocumentKind): V | undefined {
  return (held.find(({ kind }) => kind === own) ?? held[0])?.value;
}

/** Which document speaks last about one statement when both were learnt at once. */
const PRECEDENCE: readonly DocumentKind[] = ['vendor', 'register', 'facts'];

/**
 * The statements about one subject that count: of several with one id the one learnt last, and a certificate that a
 * register lists under its number only as the register states it.
 */
export function currentStatements(
  stated: readonly Held<Fact | Certificate>[],
  readingsOf: (owner: string) => readonly Held<Reading>[],
): readonly (Fact | Certificate)[] {
  const held = stated.flatMap((one) =>
    one.kind === 'register' ? endedByLaterReading(one, stated, readingsOf(one.owner)) : [one],
  );
  const latest = new Map<string, Held<Fact | Certificate>>();
  for (const candidate of held) {
    const present = latest.get(candidate.value.id);
    if (present === undefined || isLater(candidate, present)) latest.set(candidate.value.id, candidate);
  }
  const listed = new Set(
    held.flatMap(({ kind, value }) => (kind === 'register' && isNumbered(value) ? [entryOf(value)] : [])),
  );
  return held
    .filter((candidate) => latest.get(candidate.value.id) === candidate)
    .filter(({ kind, value }) => kind !== 'vendor' || !isNumbered(value) || !listed.has(entryOf(value)))
    .map(({ value }) => value);
}

/**
 * An older reading speaks until a newer one of its register does: from then on the newer one states the entry itself,
 * or, being complete, shows that it is gone.
 */
function endedByLaterReading(
  one: Held<Fact | Certificate>,
  stated: readonly Held<Fact | Certificate>[],
  readings: readonly Held<Reading>[],
): readonly Held<Fact | Certificate>[] {
  const own = readings.find(({ owner }) => owner === one.owner)?.value.asOf ?? null;
  const later = readings
    .filter(({ value: { asOf } }) => own !== null && asOf !== null && asOf > own)
    .filter(
      ({ owner, value: { complete } }) =>
        complete || stated.some((other) => other.owner === owner && other.value.id === one.value.id),
    )
    .map(({ value: { asOf } }) => asOf ?? '')
    .toSorted();
  const [until] = later;
  const { valid, id } = one.value;
  if (own === null || until === undefined) return [one];
  const to = valid.to === null || until < valid.to ? until : valid.to;
  if (valid.from !== null && valid.from >= to) return [];
  return [{ ...one, value: { ...one.value, id: `${id}@${own}`, valid: { from: valid.from, to } } }];
}

function isLater<V>(candidate: Held<V>, present: Held<V>): boolean {
  if (candidate.recordedFrom !== present.recordedFrom) return candidate.recordedFrom > present.recordedFrom;
  return PRECEDENCE.indexOf(candidate.kind) >= PRECEDENCE.indexOf(present.kind);
}

function isNumbered(statement: Fact | Certificate): statement is Certificate {
  return statement.kind === 'certificate' && statement.registerId !== null;
}

function entryOf({ scheme, registerId }: Certificate): string {
  return `${scheme}\n${registerId}`;
}

/** The readings of a scheme's registers; the scheme says how long they stay fresh where they don't. */
export function currentRegisters(
  held: readonly Held<ShelfValues['register']>[],
  freshFor: string | null,
): readonly Register[] {
  return held.map(({ value: { register, statesFreshFor } }) =>
    statesFreshFor || freshFor === null ? register : { ...register, freshFor },
  );
}

/** The versions of a regime, oldest first. */
export function regimeVersions(held: readonly Held<Regime>[]): readonly Regime[] {
  return held
    .map(({ value }) => value)
    .toSorted(
      (left, right) => compareText(startOf(left), startOf(right)) || compareText(left.version, right.version),
    );
}

/** A version since always comes first, one whose date isn't known last. */
function startOf({ valid }: Regime): string {
  return valid.from ?? '';
}

/**
 * The vocabulary with everything that is added to it. A name means what the whole says, else what the first addition
 * by id says, so that the order of arrival doesn't matter.
 */
export function wholeVocabulary(held: readonly Held<Vocabulary>[]): Vocabulary | undefined {
  const [whole, ...additions] = held
    .toSorted((left, right) => compareText(left.owner, right.owner))
    .map(({ value }) => value);
  if (whole === undefined || additions.length === 0) return whole;
  const attributes = new Map(additions.toReversed().flatMap((one) => [...one.attributes]));
  const needs = new Map(additions.toReversed().flatMap((one) => [...one.needs]));
  return {
    ...whole,
    attributes: new Map([...attributes, ...whole.attributes]),
    needs: new Map([...needs, ...whole.needs]),
    relations: [...new Set([...whole.relations, ...additions.flatMap(({ relations }) => relations)])],
    added: new Set([...attributes.keys(), ...needs.keys()]),
  };
}
