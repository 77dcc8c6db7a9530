import { GATE_STATES } from '#domain';
import {
  count,
  flag,
  instant,
  list,
  mapOf,
  oneOf,
  orNull,
  pageOf,
  record,
  ref,
  type Schema,
  text,
} from '../schema.ts';
import { HEAD, SUMMARY } from './decision.ts';

const truth = orNull(oneOf(['true', 'false', 'unknown']));
const interval = record({ low: { type: 'number' }, high: { type: 'number' } });

/** Shortlists and their comparisons. */
export const SHORTLIST_SCHEMAS: Readonly<Record<string, Schema>> = {
  Shortlist: record({
    id: text(undefined, { format: 'uuid' }),
    name: text(),
    needs: list(
      record({ market: text(), 'need?': text('Default need'), 'needs?': mapOf({}, 'Values by need path') }),
      'The questions, over one or several markets',
    ),
    dealBreakers: { description: 'A test of the requirement language that every offering must also meet' },
    weights: orNull(text('Weights of the score, or the name of a published set')),
    unknowns: orNull(text('How unknown is ordered: tolerant, conservative or strict')),
    offerings: list(text(), 'Ids of the chosen offerings, in the order of the columns'),
    by: text('Who made it'),
    created: instant(),
    changed: instant(),
  }),
  ShortlistPage: pageOf(ref('Shortlist')),
  ShortlistComparison: record({
    position: ref('Position'),
    shortlist: record({ id: text(), name: text() }),
    needs: list(
      record({
        ...HEAD,
        offerings: list(
          record({
            rank: orNull(count('Place in the ranking of the need; null when it is not on sale')),
            vendor: ref('VendorRef'),
            offering: ref('OfferingRef'),
            ...SUMMARY,
            score: ref('ScoreInterval'),
            served: text('Whether it is to be had in the market: true, false or unknown'),
            questions: count('How many questions are open'),
            objectives: list(
              record({ objective: text(), low: { type: 'number' }, high: { type: 'number' } }),
              'What each objective adds to the score',
            ),
            validUntil: orNull(text(undefined, { format: 'date' })),
          }),
          'The chosen offerings side by side',
        ),
      }),
      'Each need as it was answered',
    ),
    offerings: list(
      record({
        offering: ref('OfferingRef'),
        vendor: ref('VendorRef'),
        isKnown: flag('false: not known at the time asked for'),
        verdicts: list(orNull(text()), 'In the order of the needs'),
        eligibleInAll: flag('Eligible for every need'),
        nowhereIneligible: flag('Not ruled out for any need'),
      }),
      'The chosen offerings over all needs',
    ),
    items: list(
      record({
        need: count('Index of the need'),
        market: text(),
        regime: text(),
        requirement: text(),
        title: text(),
        kind: text(),
        clause: record({ source: text(), 'url?': text(), 'clause?': text(), 'quote?': text() }),
        binding: flag('Takes part in the verdict'),
        differs: flag('The offerings did not all come out alike'),
        offering: ref('OfferingRef'),
        applies: truth,
        outcome: truth,
        state: orNull(oneOf(GATE_STATES)),
        reasons: list(mapOf({}), 'Why it is unknown'),
        score: orNull(interval),
      }),
      'One clause for one offering each; those of one clause stand together',
    ),
    next: orNull(text('Cursor of the next page; null on the last one')),
  }),
};
