import { GRADES, type Certificate, type Scalar } from '../../model/evidence.ts';
import type { Scheme } from '../../model/scheme.ts';
import type { Considered, Lens, Scope } from '../case.ts';
import type { UnknownReason } from '../decision.ts';
import { mayDecide, staleSince } from '../facts/known-fact.ts';
import { textOf } from '../facts/scalar.ts';
import { and, finding, truthOf, type Finding } from '../truth.ts';

/** What a test asks of a certificate, with its values found. */
export interface Demand {
  readonly scheme: string;
  /** Position of the lowest level that does; 0 when any level does. */
  readonly level: number;
  readonly dimension: Readonly<Record<string, string>>;
  /** Services that the scope must cover. */
  readonly services: readonly Scalar[];
  /** A kind that gives a level to certificates that state none: one with a level and no kind isn't of it. */
  readonly ofUnlevelledKind?: boolean;
}

/** One certificate against a demand. */
export interface Assessed {
  readonly certificate: Certificate;
  /** The position of the grade at which it counts; stale ones count below every grade. */
  readonly grade: number;
  readonly fit: Finding;
}

const STALE = -1;

/** The position of a level on a scheme's scale, other names included; -1 when it isn't on it. */
export function levelOf(scheme: Scheme | undefined, level: string): number {
  return scheme?.levels.indexOf(scheme.aliases[level] ?? level) ?? -1;
}

function missing(what: string): Finding {
  return finding('unknown', [{ kind: 'missing', what }]);
}

function levelFits(scheme: Scheme | undefined, demand: Demand, certificate: Certificate): Finding {
  if (demand.level === 0) return finding('true');
  const held = certificate.level === null ? -1 : levelOf(scheme, certificate.level);
  return held < 0 ? missing('level') : finding(truthOf(held >= demand.level));
}

function dimensionFits(scheme: Scheme | undefined, demand: Demand, certificate: Certificate): Finding {
  const parts = Object.entries(demand.dimension).map(([name, wanted]) => {
    const held = certificate.dimension[name];
    if (held === undefined)
      return demand.ofUnlevelledKind === true && certificate.level !== null
        ? finding('false')
        : missing(name);
    const scale = scheme?.dimensions[name] ?? [];
    const [position, lowest] = [scale.indexOf(held), scale.indexOf(wanted)];
    if (position >= 0 && lowest >= 0) return finding(truthOf(position >= lowest));
    return finding(truthOf(held === wanted));
  });
  return all(parts);
}

function all(parts: readonly Finding[]): Finding {
  const truth = and(parts.map((part) => part.truth));
  return finding(
    truth,
    parts.flatMap((part) => part.reasons),
  );
}

function scopeFits(demand: Demand, certificate: Certificate, offering: string | null): Finding {
  const { offerings, services, complete } = certificate.scope;
  const absent = complete ? finding('false') : missing('scope');
  const parts = demand.services.map((service) => {
    const name = textOf(service).toLowerCase();
    return services.some((covered) => covered.toLowerCase() === name) ? finding('true') : absent;
  });
  if (offering !== null) parts.push(offerings.includes(offering) ? finding('true') : absent);
  return all(parts);
}

/** Looks at a certificate that is in force; `null` for one that ended, is suspended or hasn't begun. */
export function assess(
  scope: Scope,
  demand: Demand,
  certificate: Certificate,
  offering: string | null,
): Assessed | null {
  const { world, question } = scope.case;
  const scheme = world.schemes.get(demand.scheme);
  const period = scope.case.index.period(certificate);
  const { asOf } = question;
  if (certificate.status !== 'held' && certificate.status !== 'conditional') return null;
  if (period.from !== null && period.from > asOf) return null;
  if (period.to !== null && period.to <= asOf) return null;
  const fit = all([
    levelFits(scheme, demand, certificate),
    dimensionFits(scheme, demand, certificate),
    scopeFits(demand, certificate, offering),
    // A conditional certificate may still be refused.
    certificate.status === 'held' ? finding('true') : missing('condition'),
  ]);
  const disputed: UnknownReason = { kind: 'contested', what: demand.scheme };
  return {
    certificate,
    grade: gradeOf(scope, certificate, scope.lens),
    fit: certificate.dispute?.status === 'open' ? finding('unknown', [disputed]) : fit,
  };
}

/** The position of the grade at which a certificate counts. */
export function gradeOf(scope: Scope, certificate: Certificate, lens: Lens): number {
  const { world, question } = scope.case;
  const position = GRADES.indexOf(certificate.grade);
  const period = scope.case.index.period(certificate);
  if (lens.aging && period.staleFrom !== null && period.staleFrom <= question.asOf) return STALE;
  const stale = lens.aging && staleSince(world, certificate, question.asOf) !== null;
  return position - (period.undated ? 1 : 0) - (stale ? 1 : 0);
}

/** A later or better statement that the certificate is no longer held. */
function isRevoked(certificate: Certificate, others: readonly Certificate[]): boolean {
  return others.some((other) => {
    if (other.status === 'held' || other.status === 'conditional') return false;
    const sameNumber =
      other.registerId === null ||
      certificate.registerId === null ||
      other.registerId === certificate.registerId;
    const sameLevel = other.level === null || other.level === certificate.level;
    const rank = GRADES.indexOf(other.grade) - GRADES.indexOf(certificate.grade);
    const later = (other.valid.from ?? '') > (certificate.valid.from ?? '');
    const recorded = other.recorded.from >= certificate.recorded.from;
    const starts = (other.valid.from ?? '') === (certificate.valid.from ?? '');
    return sameNumber && sameLevel && (rank > 0 || (rank === 0 && (later || (starts && recorded))));
  });
}

/** Leaves out what may never decide, and what a better statement has ended. */
export function standing(certificates: readonly Certificate[], scope: Scope): readonly Certificate[] {
  const { asOf } = scope.case.question;
  const deciding = certificates.filter((certificate) => mayDecide(certificate, scope.lens));
  const begun = deciding.filter(({ valid }) => valid.from === null || valid.from <= asOf);
  return deciding.filter((certificate) => !isRevoked(certificate, begun));
}

/** A certificate as explanations show it. */
export function consideredCertificate(scope: Scope, certificate: Certificate, used: boolean): Considered {
  const { world, question } = scope.case;
  const period = scope.case.index.period(certificate);
  const aged = period.staleFrom !== null && period.staleFrom <= question.asOf ? period.staleFrom : null;
  return {
    statement: certificate,
    attribute: `certificate:${certificate.scheme}`,
    value: certificate.level,
    complete: true,
    belowGrade: gradeOf(scope, certificate, scope.lens) < scope.lens.floor,
    staleSince: staleSince(world, certificate, question.asOf) ?? aged,
    contested: certificate.dispute?.status === 'open',
    superseded: !used,
  };
}
