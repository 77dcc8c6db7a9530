import type { SetValue, Test, Value } from '../../language/test.ts';
import { covers } from '../../model/time.ts';
import type { Equivalence, EquivalenceTerm } from '../../model/scheme.ts';
import { EVERY_GRADE, type Asked, type Considered, type Scope } from '../case.ts';
import type { UnknownReason } from '../decision.ts';
import { readFact } from '../facts/read-fact.ts';
import { textOf } from '../facts/scalar.ts';
import { resolveSet, valuesOf } from '../facts/value-set.ts';
import { and, finding, join, or, truthOf, type Finding } from '../truth.ts';
import { assess, consideredCertificate, levelOf, standing, type Demand } from './assess.ts';
import { holderOf, type CertificateHolder } from './holder.ts';
import { closingRegister, staleRegister } from './register.ts';

const HOLDERS = ['offering', 'provider', 'underlying', 'facility', 'personnel', 'component_vendor'] as const;

/** A test for a certificate, before its values are found. */
export interface CertificateTest {
  readonly scheme: string;
  readonly atLeast: Value | null;
  readonly dimension: Readonly<Record<string, string>>;
  readonly scope: SetValue | null;
  readonly on: Extract<Test, { readonly node: 'certificate' }>['on'];
}

/** Whether a certificate is held, on whose word, and which register says that it isn't. */
export interface CertificateFinding extends Finding {
  readonly asked: Asked | null;
  readonly considered: readonly Considered[];
  readonly register: string | null;
  /** Counting statements of other grades may change it. */
  readonly graded: boolean;
  /** The equivalence that stands in, if the certificate itself isn't shown. */
  readonly through: string | null;
}

function undecided(
  reasons: readonly UnknownReason[],
  considered: readonly Considered[] = [],
): CertificateFinding {
  return { truth: 'unknown', reasons, asked: null, considered, register: null, graded: false, through: null };
}

/** The positions of the levels asked for; none asked is the lowest. */
function levelsOf(
  scope: Scope,
  test: CertificateTest,
): { readonly level: number } | { readonly reasons: readonly UnknownReason[] } {
  if (test.atLeast === null) return { level: 0 };
  const { values, reasons } = valuesOf(scope, test.atLeast);
  if (reasons.length > 0) return { reasons };
  const scheme = scope.case.world.schemes.get(test.scheme);
  const positions = values.map((value) => levelOf(scheme, textOf(value)));
  if (!positions.includes(-1)) return { level: Math.max(0, ...positions) };
  // The lowest class of a need means "none of these": any level does.
  const { atLeast } = test;
  const lowest =
    atLeast.kind === 'need' ? scope.case.world.vocabulary.needs.get(atLeast.need)?.levels[0] : undefined;
  if (atLeast.kind === 'need' && atLeast.map === null && values.every((value) => value === lowest))
    return { level: 0 };
  return { reasons: [{ kind: 'missing', what: `level of ${test.scheme}` }] };
}

function demandOf(
  scope: Scope,
  test: CertificateTest,
): Demand | { readonly reasons: readonly UnknownReason[] } {
  const level = levelsOf(scope, test);
  if ('reasons' in level) return level;
  const services = test.scope === null ? null : resolveSet(scope, test.scope, scope.case.question.asOf);
  if (services !== null && services.open.length > 0) return { reasons: services.open };
  return {
    scheme: test.scheme,
    level: level.level,
    dimension: test.dimension,
    services: services?.members ?? [],
  };
}

function askedOf(demand: Demand, holder: CertificateHolder): Asked | null {
  const [subject] = holder.subjects;
  return subject === undefined ? null : { subject, attribute: `certificate:${demand.scheme}` };
}

/** Nothing is held: false only where a register closes the world. */
function absentFrom(scope: Scope, demand: Demand, holder: CertificateHolder): CertificateFinding {
  const base = { asked: askedOf(demand, holder), considered: [], through: null };
  const any = closingRegister({ ...scope, lens: EVERY_GRADE }, demand.scheme, holder.vendor);
  const register = any === null ? null : closingRegister(scope, demand.scheme, holder.vendor);
  return register === null
    ? {
        ...base,
        ...finding('unknown', [absenceOf(scope, demand, holder)]),
        register: null,
        graded: any !== null,
      }
    : { ...base, ...finding('false'), register: register.id, graded: true };
}

/** Why absence isn't known: a register that would show it has grown old, or there is none. */
function absenceOf(scope: Scope, { scheme }: Demand, { vendor }: CertificateHolder): UnknownReason {
  const register = staleRegister(scope, scheme, vendor);
  return register === null ? { kind: 'missing', what: scheme } : { kind: 'stale', what: register.id };
}

/** Certificates under the scheme itself; one that falls short says nothing against a better one besides it. */
function direct(scope: Scope, demand: Demand, holder: CertificateHolder): CertificateFinding {
  const { index } = scope.case;
  const absence = absentFrom(scope, demand, holder);
  const own = holder.subjects.map((subject) => ({ subject, offering: null as string | null }));
  const covering =
    holder.covering === null
      ? []
      : [{ subject: holder.covering.provider, offering: holder.covering.offering }];
  const places = [...own, ...covering];
  const stated = places.flatMap(({ subject }) => index.certificates(subject, demand.scheme));
  if (stated.length === 0) return absence;
  const assessed = places.flatMap(({ subject, offering }) =>
    standing(index.certificates(subject, demand.scheme), scope)
      .map((certificate) => assess(scope, demand, certificate, offering))
      .filter((one) => one !== null),
  );
  const considered = stated.map((certificate) =>
    consideredCertificate(
      scope,
      certificate,
      assessed.some((one) => one.certificate === certificate),
    ),
  );
  const base = { asked: absence.asked, considered, register: null, through: null, graded: true };
  const fits = assessed.filter(({ grade }) => grade >= scope.lens.floor).map(({ fit }) => fit);
  if (fits.some(({ truth }) => truth === 'true')) return { ...base, ...finding('true') };
  const open = fits.filter(({ truth }) => truth === 'unknown');
  if (open.length > 0) return { ...base, ...join(or, open) };
  // Found at a lower grade with a level or scope that isn't known: absence is not what the register shows.
  if (assessed.some(({ fit }) => fit.truth === 'unknown')) {
    return { ...base, ...finding('unknown', [{ kind: 'missing', what: demand.scheme }]) };
  }
  return { ...absence, considered, graded: true };
}

/** Says whether an equivalence is in force on the asked day and certain enough to decide. */
export function equivalenceCounts(scope: Scope, equivalence: Equivalence): boolean {
  const { status, valid, confidence } = equivalence;
  if (status !== 'in_force' && status !== 'adopted') return false;
  return confidence !== 'low' && covers(valid, scope.case.question.asOf);
}

/** What other certificates say, with the statements about them. */
interface Indirect extends Finding {
  readonly considered: readonly Considered[];
  readonly graded: boolean;
}

function holdsTerms(
  scope: Scope,
  equivalence: Equivalence,
  test: CertificateTest,
  level: Value | null,
  find: (term: EquivalenceTerm, test: CertificateTest) => CertificateFinding = (_, asked) =>
    held(scope, asked),
): Indirect {
  const terms = (equivalence.from?.terms ?? []).map((term) =>
    find(term, {
      scheme: term.scheme,
      atLeast: term.atLeast === null ? level : { kind: 'literal', value: term.atLeast },
      dimension: term.dimension,
      scope: test.scope,
      on: HOLDERS.find((on) => on === term.on) ?? null,
    }),
  );
  return {
    ...join(equivalence.from?.mode === 'any' ? or : and, terms),
    considered: terms.flatMap(({ considered }) => considered),
    graded: terms.some(({ graded }) => graded),
  };
}

/** A kind of certificate of the scheme itself, such as one from before its levels. */
function isOwnKind(term: EquivalenceTerm, { scheme }: Demand): boolean {
  return term.scheme === scheme && term.on === null && Object.keys(term.dimension).length > 0;
}

/** Equivalences that give what is asked: satisfied, implied or recognised, each with its own conditions. */
function through(
  scope: Scope,
  test: CertificateTest,
  demand: Demand,
  holder: CertificateHolder,
): readonly (Indirect & { readonly id: string })[] {
  const within: Scope = { ...scope, following: [...scope.following, demand.scheme] };
  const scheme = scope.case.world.schemes.get(demand.scheme);
  return scope.case.index.equivalencesTo(demand.scheme).flatMap((equivalence) => {
    const { effect, from, to, when } = equivalence;
    if (effect !== 'satisfies' && effect !== 'implies' && effect !== 'recognisedIn') return [];
    if (from === null || to === null || !equivalenceCounts(scope, equivalence)) return [];
    const others = from.terms.filter((term) => !isOwnKind(term, demand));
    if (others.some((term) => within.following.includes(term.scheme))) return [];
    if (demand.level > (to.level === null ? 0 : levelOf(scheme, to.level))) return [];
    const dimensions = Object.entries(demand.dimension).map(([name, wanted]) => {
      const given = to.dimension[name];
      return given === undefined
        ? finding('unknown', [{ kind: 'missing', what: name }])
        : finding(truthOf(given === wanted));
    });
    const condition = when === null ? [] : [scope.evaluate(scope, when)];
    const terms = holdsTerms(within, equivalence, test, null, (term, asked) => {
      // Within one scheme nothing else is followed, so that kinds can't stand in for each other in a circle.
      const own = isOwnKind(term, demand) ? demandOf(within, asked) : null;
      if (own === null) return held(within, asked);
      if ('reasons' in own) return undecided(own.reasons);
      return direct(within, { ...own, ofUnlevelledKind: true }, holder);
    });
    const found = join(and, [terms, ...condition, ...dimensions]);
    return [{ ...terms, ...found, id: equivalence.id }];
  });
}

/** Levels that the layer below limits: unknown, not absent, while that layer isn't stated and the model has one. */
function caps(scope: Scope, test: CertificateTest, demand: Demand): readonly Indirect[] {
  if (test.on !== null && test.on !== 'offering') return [];
  if (scope.following.includes(`caps ${demand.scheme}`)) return [];
  const within: Scope = { ...scope, following: [...scope.following, `caps ${demand.scheme}`] };
  const level = scope.case.world.schemes.get(demand.scheme)?.levels[demand.level] ?? null;
  return scope.case.index.equivalencesTo(demand.scheme).flatMap((equivalence) => {
    const { effect, when, from } = equivalence;
    if (effect !== 'caps' || from === null || !equivalenceCounts(scope, equivalence)) return [];
    const runsOn = scope.case.world.offerings.get(scope.offering)?.runsOn ?? null;
    if (runsOn === 'self') return [];
    const wanted: Value | null = level === null ? null : { kind: 'literal', value: level };
    const below =
      runsOn === null
        ? { ...finding('unknown', [{ kind: 'missing', what: 'runsOn' }]), considered: [], graded: false }
        : // What is bought runs on it; it is no service of that kind itself.
          holdsTerms(within, equivalence, { ...test, scope: null }, wanted);
    const layered = runsOn === null ? isLayered(scope) : finding('true');
    const condition = when === null ? [] : [scope.evaluate(scope, when)];
    const applies = join(and, [layered, ...condition]);
    const exempt = finding(
      applies.truth === 'true' ? 'false' : applies.truth === 'false' ? 'true' : 'unknown',
      applies.reasons,
    );
    return [{ ...below, ...join(or, [exempt, below]), graded: true }];
  });
}

/** PaaS and SaaS always have a layer below. */
function isLayered(scope: Scope): Finding {
  const { known } = readFact({ ...scope, lens: EVERY_GRADE }, 'offering.model', scope.case.question.asOf);
  if (known.status !== 'known') return finding('unknown', [{ kind: 'missing', what: 'offering.model' }]);
  return finding(truthOf(known.values.some((model) => model === 'PaaS' || model === 'SaaS')));
}

/**
 * Says whether a certificate is held: directly or through an equivalence, and not limited by the layer below. Cycles of
 * equivalences add nothing.
 */
export function held(scope: Scope, test: CertificateTest): CertificateFinding {
  const scheme = scope.case.world.schemes.get(test.scheme);
  const demand = demandOf(scope, test);
  if ('reasons' in demand) return undecided(demand.reasons);
  const found = holderOf(scope, test.on, scheme?.holder ?? 'offering');
  if ('unknown' in found) return undecided([found.unknown], found.considered);
  const { holder } = found;
  const own = direct(holder.scope, demand, holder);
  const others = through(holder.scope, { ...test, on: null }, demand, holder);
  const reached = join(or, [own, ...others]);
  // A layer below that isn't stated could only hold back what is shown to be held.
  const layer = scope.case.world.offerings.get(scope.offering)?.runsOn ?? null;
  const limits = layer === null && reached.truth !== 'true' ? [] : caps(scope, test, demand);
  const standsIn = own.truth === 'true' ? null : (others.find(({ truth }) => truth === 'true')?.id ?? null);
  const parts = [own, ...others, ...limits];
  return {
    ...own,
    ...join(and, [reached, ...limits]),
    considered: parts.flatMap((part) => part.considered),
    graded: parts.some((part) => part.graded),
    through: standsIn,
  };
}
