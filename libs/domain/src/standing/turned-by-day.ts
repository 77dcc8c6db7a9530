import { nextDay } from '../calendar/day.ts';
import { addDuration, parseDuration } from '../calendar/duration.ts';
import { closesUntil } from '../evaluation/certificates/register.ts';
import { periodOf } from '../evaluation/certificates/validity.ts';
import type { Decision, Evidence, Trace } from '../evaluation/decision.ts';
import { ownersAbove, relatedSubjects } from '../evaluation/related-subjects.ts';
import type { Certificate, Fact } from '../model/evidence.ts';
import type { RuleValidity } from '../model/regime.ts';
import type { Day, Interval } from '../model/time.ts';
import type { World } from '../model/world.ts';
import { turnedParts } from './turned-parts.ts';

/** What a day does to a thing: it begins, ends, is too old to count, or is reached. */
export type DayEffect = 'began' | 'ended' | 'stale' | 'reached';

/** What ended or began on a day, so that a verdict turned. */
export interface TurnedThing {
  readonly kind:
    'certificate' | 'fact' | 'regime' | 'requirement' | 'register' | 'offering' | 'holding' | 'date';
  readonly effect: DayEffect;
  /** Its id: of the statement, regime, requirement (`<regime>/<id>`), register, offering or holding; of a date the day. */
  readonly id: string;
  /** Whose it is, for statements and holdings. */
  readonly subject: string | null;
  /** Scheme of a certificate or register, attribute of a fact, version of a regime. */
  readonly what: string | null;
}

function effectOf(valid: Interval | RuleValidity, day: Day): DayEffect | null {
  return valid.to === day ? 'ended' : valid.from === day ? 'began' : null;
}

function ofStatement(world: World, statement: Fact | Certificate, day: Day): TurnedThing | null {
  const { id, subject } = statement;
  if (statement.kind === 'fact') {
    const effect = effectOf(statement.valid, day);
    return effect === null ? null : { kind: 'fact', effect, id, subject, what: statement.attribute };
  }
  const period = periodOf(statement, world.schemes.get(statement.scheme));
  const effect = effectOf(period, day) ?? (period.staleFrom === day ? 'stale' : null);
  return effect === null ? null : { kind: 'certificate', effect, id, subject, what: statement.scheme };
}

function evidenceOf(trace: Trace): readonly Evidence[] {
  return [...trace.evidence, ...trace.children.flatMap(evidenceOf)];
}

/** The regimes and requirements among changed gates whose own dates are the day. */
function rulesTurned(world: World, gates: ReturnType<typeof turnedParts>['gates'], day: Day): TurnedThing[] {
  return gates.flatMap(({ regime: id, requirement: name }): TurnedThing[] => {
    const versions = world.regimes.get(id) ?? [];
    for (const regime of versions) {
      const effect = effectOf(regime.valid, day);
      if (effect !== null) return [{ kind: 'regime', effect, id, subject: null, what: regime.version }];
      const requirement = regime.requirements.find((one) => one.id === name);
      const dates = [requirement?.valid, ...(requirement?.versions ?? []).map(({ valid }) => valid)];
      const own = dates.map((valid) => (valid === undefined ? null : effectOf(valid, day)));
      const found = own.find((one) => one !== null) ?? null;
      if (found !== null)
        return [
          { kind: 'requirement', effect: found, id: `${id}/${name}`, subject: null, what: regime.version },
        ];
    }
    const successor = [...world.regimes.values()]
      .flat()
      .find(({ supersedes }) => supersedes.some((older) => older.id === id && older.from === day));
    return successor === undefined
      ? []
      : [{ kind: 'regime', effect: 'began', id: successor.id, subject: null, what: successor.version }];
  });
}

function registersTurned(world: World, schemes: ReadonlySet<string>, day: Day): TurnedThing[] {
  return [...schemes].flatMap((scheme) =>
    (world.registers.get(scheme) ?? []).flatMap((reading): TurnedThing[] => {
      const closes = closesUntil(reading);
      const length = closes === null ? null : parseDuration(closes.for);
      const ends = closes === null || length === null ? null : nextDay(addDuration(closes.from, length));
      return ends === day
        ? [{ kind: 'register', effect: 'stale', id: reading.id, subject: null, what: scheme }]
        : [];
    }),
  );
}

/**
 * Names what ended or began on a day, so that a decision turned: first what the changed gates read, then what the
 * offering's other statements, its owners and its own dates say. Both decisions must carry their traces. A mere date
 * where nothing has its end or beginning there, such as an age that was reached.
 */
export function turnedByDay(
  world: World,
  before: Decision | null,
  after: Decision | null,
  day: Day,
): TurnedThing {
  const { gates } = turnedParts(before, after);
  const changed = new Set(gates.map(({ regime, requirement }) => `${regime}\n${requirement}`));
  const traces = [before, after]
    .flatMap((decision) => decision?.requirements ?? [])
    .filter(({ regime, requirement }) => changed.has(`${regime}\n${requirement}`))
    .flatMap(({ trace }) => (trace === null ? [] : [trace]));
  const read = new Set(traces.flatMap(evidenceOf).map(({ statement }) => statement));
  const offering = after?.offering ?? before?.offering ?? '';
  const subjects = relatedSubjects(world, offering);
  const statements = [...subjects].flatMap((subject) => [
    ...(world.certificates.get(subject) ?? []),
    ...(world.facts.get(subject) ?? []),
  ]);
  const schemes = new Set(traces.flatMap(schemesOf));
  const found = [
    ...statements.filter(({ id }) => read.has(id)).flatMap((one) => ofStatement(world, one, day) ?? []),
    ...statements
      .filter((one) => one.kind === 'certificate' && schemes.has(one.scheme))
      .flatMap((one) => ofStatement(world, one, day) ?? []),
    ...rulesTurned(world, gates, day),
    ...registersTurned(world, schemes, day),
    ...saleTurned(world, offering, day),
    ...statements.flatMap((one) => ofStatement(world, one, day) ?? []),
    ...holdingsTurned(world, offering, day),
  ];
  return found[0] ?? { kind: 'date', effect: 'reached', id: day, subject: null, what: null };
}

/** Schemes that the nodes of a trace ask for. */
function schemesOf(trace: Trace): readonly string[] {
  const { scheme } = trace.message.values;
  return [...(typeof scheme === 'string' ? [scheme] : []), ...trace.children.flatMap(schemesOf)];
}

function saleTurned(world: World, id: string, day: Day): TurnedThing[] {
  const available = world.offerings.get(id)?.available;
  const effect = available === undefined ? null : effectOf(available, day);
  return effect === null ? [] : [{ kind: 'offering', effect, id, subject: null, what: null }];
}

function holdingsTurned(world: World, offering: string, day: Day): TurnedThing[] {
  const vendor = world.offerings.get(offering)?.vendor;
  const entities = vendor === undefined ? [] : [...ownersAbove(world, [vendor])];
  return entities
    .flatMap((entity) => world.holdings.get(entity) ?? [])
    .flatMap(({ id, owned, owner, valid }): TurnedThing[] => {
      const effect = effectOf(valid, day);
      return effect === null ? [] : [{ kind: 'holding', effect, id, subject: owned, what: owner }];
    });
}
