import { isDay, nextDay } from '../../calendar/day.ts';
import { addDuration, parseDuration, type Duration } from '../../calendar/duration.ts';
import { nodesOf } from '../../language/measure.ts';
import type { Test } from '../../language/test.ts';
import type { Certificate, Fact } from '../../model/evidence.ts';
import type { Regime, RuleValidity } from '../../model/regime.ts';
import type { Day, Interval } from '../../model/time.ts';
import type { World } from '../../model/world.ts';
import type { Need } from '../../model/need.ts';
import type { CertificatePeriod } from '../certificates/validity.ts';
import { closesUntil } from '../certificates/register.ts';
import { listOf } from '../facts/scalar.ts';
import { prepareQuestion, testsOf, type Prepared } from '../prepare.ts';
import type { DecisionQuestion, MarketQuestion } from '../question.ts';
import { ownersAbove, relatedSubjects, vendorsAmong } from '../related-subjects.ts';
import { indexOf } from '../world-index.ts';
import type { Rule } from './rule.ts';

type Days = Set<Day>;

/** What makes days turn: days themselves, and dates from which ages and grace periods of some lengths run. */
interface Clock {
  readonly days: Days;
  readonly dates: Days;
  readonly lengths: Map<string, Duration>;
}

function newClock(): Clock {
  return { days: new Set(), dates: new Set(), lengths: new Map() };
}

function addBounds(days: Days, valid: RuleValidity | Interval): void {
  if (valid.from !== null && valid.from !== 'unknown') days.add(valid.from);
  if (valid.to !== null) days.add(valid.to);
}

/** Regimes that may ever hold in the market: its own, those of blocs it ever joins, the general ones, and frameworks. */
export function regimesOfMarket(world: World, market: string): readonly Regime[] {
  const blocs = [...world.groups.values()].filter(
    ({ id, bloc, members }) => bloc && (id === market || members.some(({ code }) => code === market)),
  );
  const places = new Set(['*', market, ...blocs.map(({ id }) => id)]);
  return [...world.regimes.values()]
    .flat()
    .filter((regime) => places.has(regime.market) || regime.framework !== null);
}

function addOwners(days: Days, world: World, vendors: readonly string[]): void {
  for (const entity of ownersAbove(world, vendors))
    for (const holding of world.holdings.get(entity) ?? []) addBounds(days, holding.valid);
}

function addRegime(clock: Clock, regime: Regime): void {
  addBounds(clock.days, regime.valid);
  for (const { from } of regime.supersedes) clock.days.add(from);
  for (const requirement of regime.requirements) {
    addBounds(clock.days, requirement.valid);
    addRule(clock, { regime, requirement });
  }
}

function addRule({ days, dates, lengths }: Clock, { regime, requirement }: Rule): void {
  for (const { valid } of requirement.versions) addBounds(days, valid);
  for (const { until } of requirement.substitutes) if (until !== null) days.add(nextDay(until));
  if (requirement.grace !== null) addLength(lengths, requirement.grace.for);
  const dated = [requirement.test, ...requirement.versions.map(({ test }) => test)].filter(
    (test) => test !== null,
  );
  const tests = [...testsOf(requirement, ''), ...dated];
  for (const test of regime.appliesWhen === null ? tests : [regime.appliesWhen, ...tests])
    addTest({ dates, lengths }, test);
}

function addTest({ dates, lengths }: Pick<Clock, 'dates' | 'lengths'>, test: Test): void {
  for (const node of nodesOf(test)) {
    if (node.node === 'age') for (const limit of [node.atLeast, node.atMost]) addLength(lengths, limit);
    if (node.node !== 'need' && node.node !== 'fact') continue;
    for (const condition of node.conditions) {
      if (condition.op === 'maxAge') addLength(lengths, condition.duration);
      if (!('value' in condition) || typeof condition.value === 'boolean') continue;
      const { value } = condition;
      if (value.kind === 'literal' && typeof value.value === 'string' && isDay(value.value))
        dates.add(value.value);
    }
  }
}

/** Conditions under which one certificate stands in for another. */
function addEquivalences(clock: Clock, world: World): void {
  for (const { when } of world.equivalences) if (when !== null) addTest(clock, when);
}

function addLength(lengths: Map<string, Duration>, text: string | null): void {
  const length = text === null ? null : parseDuration(text);
  if (text !== null && length !== null) lengths.set(text, length);
}

function addFact({ days, dates }: Pick<Clock, 'days' | 'dates'>, fact: Fact): void {
  addBounds(days, fact.valid);
  for (const value of listOf(fact.value)) if (typeof value === 'string' && isDay(value)) dates.add(value);
}

function addCertificate(
  { days, dates }: Pick<Clock, 'days' | 'dates'>,
  certificate: Certificate,
  period: CertificatePeriod,
): void {
  for (const day of [
    period.from,
    period.to,
    period.staleFrom,
    certificate.valid.from,
    certificate.valid.to,
  ]) {
    if (day !== null) days.add(day);
  }
  for (const day of [certificate.issued, certificate.lastSurveillance, certificate.valid.from]) {
    if (day !== null) dates.add(day);
  }
}

function addRegisters(days: Days, world: World): void {
  for (const readings of world.registers.values()) {
    for (const reading of readings) {
      const closes = closesUntil(reading);
      const from = closes?.from ?? reading.asOf;
      if (from !== null) days.add(from);
      const length = closes === null ? null : (parseDuration(closes.for) ?? { months: 0, days: 90 });
      if (closes !== null && length !== null) days.add(nextDay(addDuration(closes.from, length)));
    }
  }
}

/** Days on which a verdict may turn whatever is asked: of registers, equivalences, groups and broken promises. */
export function turningDaysOfWorld(world: World): ReadonlySet<Day> {
  const days: Days = new Set();
  addRegisters(days, world);
  for (const { valid } of world.equivalences) addBounds(days, valid);
  for (const { members } of world.groups.values()) for (const member of members) addBounds(days, member);
  for (const since of world.staleFeeds.values()) days.add(since);
  return days;
}

function addReached({ days, dates, lengths }: Clock): void {
  for (const date of dates) {
    days.add(date);
    days.add(nextDay(date));
    for (const length of lengths.values()) {
      const reached = addDuration(date, length);
      days.add(reached);
      days.add(nextDay(reached));
    }
  }
}

function addNeed(dates: Days, need: Need): void {
  for (const value of Object.values(need).flatMap(listOf)) {
    if (typeof value === 'string' && isDay(value)) dates.add(value);
  }
}

/**
 * Lists for offerings, one after the other and in order, every day after the asked one on which a verdict may turn:
 * starts and ends of all that a decision reads, ages reached, promises run out, deadlines passed. Between two of them
 * nothing changes. What all offerings have in common is gathered once.
 */
export function turningDaysOf(world: World, question: MarketQuestion): (offering: string) => readonly Day[] {
  const shared = newClock();
  const asked = prepareQuestion(world, question).regimes.filter(({ id }) => id === 'question');
  for (const regime of [...regimesOfMarket(world, question.market), ...asked]) addRegime(shared, regime);
  addEquivalences(shared, world);
  for (const day of turningDaysOfWorld(world)) shared.days.add(day);
  for (const { day } of question.rates ?? []) {
    shared.days.add(day);
    shared.days.add(nextDay(addDuration(day, { months: 12, days: 0 })));
  }
  addNeed(shared.dates, question.need);
  addReached(shared);
  const { lengths } = shared;
  const common = [...shared.days].filter((day) => day > question.asOf);
  return (offering) => {
    const own = { days: new Set(common), dates: new Set<Day>(), lengths };
    const { period } = indexOf(world);
    const subjects = relatedSubjects(world, offering, question.team);
    for (const subject of subjects) {
      for (const fact of world.facts.get(subject) ?? []) addFact(own, fact);
      for (const certificate of world.certificates.get(subject) ?? [])
        addCertificate(own, certificate, period(certificate));
    }
    addOwners(own.days, world, vendorsAmong(subjects));
    const available = world.offerings.get(offering)?.available;
    if (available !== undefined) addBounds(own.days, available);
    addReached(own);
    return [...own.days].filter((day) => day > question.asOf).toSorted();
  };
}

/** Lists every day after the asked one on which the verdict of one offering may turn; see {@link turningDaysOf}. */
export function turningDays(world: World, question: DecisionQuestion): readonly Day[] {
  return turningDaysOf(world, question)(question.offering);
}

/** Adds to days all those on which a rule may come out differently because of one of the statements that it reads. */
export type StatementClock = (days: Set<Day>, statement: Fact | Certificate) => void;

/**
 * The days on which a rule may come out differently, but for what is stated: of its own dates and those of the need; the
 * second part says which days a statement adds. Without a rule: for what only looks at statements.
 */
export function turningDaysOfRule(
  { world, question, index }: Pick<Prepared, 'world' | 'question' | 'index'>,
  rule: Rule | null,
): { readonly days: ReadonlySet<Day>; readonly ofStatement: StatementClock } {
  const own = newClock();
  if (rule !== null) addRule(own, rule);
  addEquivalences(own, world);
  addNeed(own.dates, question.need);
  addReached(own);
  const { lengths } = own;
  return {
    days: own.days,
    ofStatement: (days, statement) => {
      const stated = { days, dates: new Set<Day>(), lengths };
      if (statement.kind === 'fact') addFact(stated, statement);
      else addCertificate(stated, statement, index.period(statement));
      addReached(stated);
    },
  };
}
