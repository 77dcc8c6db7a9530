import { isDay, nextDay } from '../../calendar/day.ts';
import { addDuration, parseDuration, type Duration } from '../../calendar/duration.ts';
import { nodesOf } from '../../language/measure.ts';
import type { Certificate, Fact } from '../../model/evidence.ts';
import type { Regime, RuleValidity } from '../../model/regime.ts';
import type { Day, Interval } from '../../model/time.ts';
import type { World } from '../../model/world.ts';
import { periodOf } from '../certificates/validity.ts';
import { closesUntil } from '../certificates/register.ts';
import { listOf } from '../facts/scalar.ts';
import { prepareQuestion, testsOf } from '../prepare.ts';
import type { DecisionQuestion } from '../question.ts';
import { ownersAbove, relatedSubjects, vendorsAmong } from '../related-subjects.ts';

type Days = Set<Day>;

function addBounds(days: Days, valid: RuleValidity | Interval): void {
  if (valid.from !== null && valid.from !== 'unknown') days.add(valid.from);
  if (valid.to !== null) days.add(valid.to);
}

/** Regimes that may ever hold in the market: its own, those of blocs it ever joins, the general ones, and frameworks. */
function regimesOfMarket(world: World, market: string): readonly Regime[] {
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

function addRegime(days: Days, lengths: Map<string, Duration>, dates: Days, regime: Regime): void {
  addBounds(days, regime.valid);
  for (const { from } of regime.supersedes) days.add(from);
  for (const requirement of regime.requirements) {
    addBounds(days, requirement.valid);
    for (const { valid } of requirement.versions) addBounds(days, valid);
    for (const { until } of requirement.substitutes) if (until !== null) days.add(nextDay(until));
    if (requirement.grace !== null) addLength(lengths, requirement.grace.for);
    const dated = [requirement.test, ...requirement.versions.map(({ test }) => test)].filter(
      (test) => test !== null,
    );
    const tests = [...testsOf(requirement, ''), ...dated];
    for (const test of regime.appliesWhen === null ? tests : [regime.appliesWhen, ...tests]) {
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
  }
}

function addLength(lengths: Map<string, Duration>, text: string | null): void {
  const length = text === null ? null : parseDuration(text);
  if (text !== null && length !== null) lengths.set(text, length);
}

function addFact(days: Days, dates: Days, fact: Fact): void {
  addBounds(days, fact.valid);
  for (const value of listOf(fact.value)) if (typeof value === 'string' && isDay(value)) dates.add(value);
}

function addCertificate(days: Days, dates: Days, world: World, certificate: Certificate): void {
  const period = periodOf(certificate, world.schemes.get(certificate.scheme));
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

/**
 * Lists, in order, every day after the asked one on which a verdict may turn: starts and ends of all that a decision
 * reads, ages reached, promises run out, deadlines passed. Between two of them nothing changes.
 */
export function turningDays(world: World, question: DecisionQuestion): readonly Day[] {
  const days: Days = new Set();
  /** Dates from which ages and grace periods run. */
  const dates: Days = new Set();
  const lengths = new Map<string, Duration>();
  const asked = prepareQuestion(world, question).regimes.filter(({ id }) => id === 'question');
  for (const regime of [...regimesOfMarket(world, question.market), ...asked])
    addRegime(days, lengths, dates, regime);

  const subjects = relatedSubjects(world, question.offering, question.team);
  for (const subject of subjects) {
    for (const fact of world.facts.get(subject) ?? []) addFact(days, dates, fact);
    for (const certificate of world.certificates.get(subject) ?? [])
      addCertificate(days, dates, world, certificate);
  }
  addOwners(days, world, vendorsAmong(subjects));
  addRegisters(days, world);
  for (const { valid } of world.equivalences) addBounds(days, valid);
  for (const { members } of world.groups.values()) for (const member of members) addBounds(days, member);
  for (const since of world.staleFeeds.values()) days.add(since);
  const offering = world.offerings.get(question.offering);
  if (offering !== undefined) addBounds(days, offering.available);
  for (const { day } of question.rates ?? []) {
    days.add(day);
    days.add(nextDay(addDuration(day, { months: 12, days: 0 })));
  }
  for (const value of Object.values(question.need).flatMap(listOf)) {
    if (typeof value === 'string' && isDay(value)) dates.add(value);
  }

  for (const date of dates) {
    days.add(date);
    days.add(nextDay(date));
    for (const length of lengths.values()) {
      const reached = addDuration(date, length);
      days.add(reached);
      days.add(nextDay(reached));
    }
  }
  return [...days].filter((day) => day > question.asOf).toSorted();
}
