import type { DayEffect, TurnedThing } from '../../standing/turned-by-day.ts';
import type { ChangeSaid, TransitionBook } from '../transition-book.ts';
import { ENGLISH_GRAMMAR } from './grammar.ts';

const { quote } = ENGLISH_GRAMMAR;

const EFFECTS: Readonly<Record<DayEffect, string>> = {
  began: 'began on that day',
  ended: 'ended on that day',
  stale: 'became too old to count on that day',
  reached: 'was reached',
};
const by = ({ source }: ChangeSaid): string => (source === null ? '' : `, delivered by ${quote(source)}`);
const did = (what: string, { effect }: TurnedThing): string => `${what} ${EFFECTS[effect]}`;

/** Changes of verdicts in English. */
export const TRANSITIONS_IN_ENGLISH: TransitionBook = {
  verdicts: {
    eligible: 'eligible',
    conditional: 'eligible on conditions',
    unregulated: 'unregulated',
    unknown: 'unknown',
    ineligible: 'not eligible',
    none: 'without a verdict',
  },
  turned: (offering, market, before, after, day) =>
    `${offering} in ${market} was ${before} and is ${after} as of ${day}`,
  change: {
    regime: (change, speech) =>
      `version ${change.version ?? '?'} of ${quote(speech.regime(change.key, change.version ?? undefined))} was published${by(change)}`,
    vendor: (change, speech) =>
      `what is stated about ${speech.subject(`provider:${change.key}`)} changed${by(change)}`,
    facts: (change) => `the statements ${quote(change.key)} changed${by(change)}`,
    register: (change) => `the register ${quote(change.key)} was read anew${by(change)}`,
    dispute: (change) => `a dispute about the statement ${quote(change.key)} was raised or decided`,
    source: (change) =>
      change.version === null
        ? `the source ${quote(change.key)} keeps its freshness promise again`
        : `the source ${quote(change.key)} broke its freshness promise`,
    other: (change) => `the ${change.kind} ${quote(change.key)} changed${by(change)}`,
  },
  thing: {
    certificate: (thing, speech) =>
      did(
        `the ${speech.scheme(thing.what ?? '')} certificate of ${speech.subject(thing.subject ?? '')}`,
        thing,
      ),
    fact: (thing, speech) =>
      did(
        `the statement on ${quote(speech.attribute(thing.what ?? ''))} about ${speech.subject(thing.subject ?? '')}`,
        thing,
      ),
    regime: (thing, speech) =>
      did(
        `version ${thing.what ?? '?'} of ${quote(speech.regime(thing.id, thing.what ?? undefined))}`,
        thing,
      ),
    requirement: (thing) => did(`the requirement ${quote(thing.id)}`, thing),
    register: (thing, speech) =>
      did(`the newest reading of ${quote(speech.register(thing.what ?? '', thing.id).name)}`, thing),
    offering: (thing) => did('the sale of this offering', thing),
    holding: (thing, speech) =>
      did(
        `the holding of ${speech.entity(thing.what ?? '')} in ${speech.entity(thing.subject ?? '')}`,
        thing,
      ),
    date: () => 'a period that a rule names came to its end',
  },
  states: {
    pass: 'passed',
    curable: 'open to a way in',
    fail: 'failed',
    unproven: 'not proven enough',
    open: 'open',
    none: 'not asked',
  },
  gate: (title, clause, before, after) => `Gate ${title} (${clause}) was ${before} and is ${after}`,
  served: {
    true: 'It is offered there now',
    false: 'It is not offered there',
    unknown: 'Whether it is offered there is not known',
  },
  more: (count) => (count === 1 ? 'One more gate turned' : `${count} more gates turned`),
};
