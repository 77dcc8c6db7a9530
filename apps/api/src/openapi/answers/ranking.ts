import { count, day, list, mapOf, oneOf, orNull, pageOf, record, ref, type Schema, text } from '../schema.ts';
import { HEAD, SUMMARY } from './decision.ts';

const next = orNull(text('Cursor of the next page; null on the last one'));

/** What a ranked offering adds to a decision's summary. */
const RANKED = {
  ...SUMMARY,
  score: ref('ScoreInterval'),
  served: text('Whether it is to be had in the market: true, false or unknown'),
  questions: count('How many questions are open'),
};

const validUntil = orNull(day('First day on which the verdict differs, all else equal; null: never'));

/** Markets, and rankings in both directions. */
export const RANKING_SCHEMAS: Readonly<Record<string, Schema>> = {
  VerdictCounts: mapOf(count(), 'Offerings by verdict; `none` are those not on sale at the date'),
  MarketBrief: record({
    code: text('Country (ISO 3166-1 alpha-2) or bloc'),
    name: text(),
    'localName?': text(),
    blocs: list(text(), 'Blocs whose regimes also apply'),
    regimes: list(ref('RegimeRef'), 'Regimes in force for the default need'),
    openNotices: count('Notices that are open now; those that buy no infrastructure are left out'),
    counts: ref('VerdictCounts'),
  }),
  Market: {
    allOf: [
      ref('MarketBrief'),
      record({
        needs: mapOf(mapOf(ref('Value')), 'The default needs: public, regulated, private'),
        languages: list(text()),
        currency: text('ISO 4217'),
      }),
    ],
  },
  MarketPage: pageOf(ref('MarketBrief')),
  RankedOffering: record({
    rank: count('Place in the ranking, from 1'),
    vendor: ref('VendorRef'),
    offering: ref('OfferingRef'),
    ...RANKED,
    'notComparable?': {
      type: 'boolean',
      description: 'Its score range overlaps its neighbour by more than half',
    },
    validUntil,
    'openQuestions?': list(ref('Question'), 'With explain=summary and full'),
    'requirements?': list(ref('RequirementOutcome'), 'With explain=full'),
  }),
  NeedOrigin: record({
    path: text(),
    value: {},
    from: oneOf(
      ['notice', 'question', 'default'],
      'Whether the notice, the request or the default need states it',
    ),
    'field?': text('Field of the notice'),
    'place?': text("Place in the source's document"),
    'because?': text('How the field was read'),
  }),
  NoticeClause: record({
    id: text(),
    title: text(),
    field: text('Field of the notice'),
    lots: orNull(list(text(), 'Lots that it binds; null: all')),
    outcome: oneOf(
      ['gate', 'duty', 'unchecked'],
      'A gate that every offering must pass, a duty of whoever bids, or nothing that facts tell',
    ),
    because: text(),
  }),
  Ranking: record(
    {
      ...HEAD,
      'notice?': record({ id: text(), lot: orNull(text()) }, 'The notice that was ranked for'),
      'needFrom?': list(ref('NeedOrigin'), 'For a notice: where each part of the need comes from'),
      'clauses?': list(ref('NoticeClause'), 'Clauses of the notice, and what became of each'),
      counts: ref('VerdictCounts'),
      items: list(ref('RankedOffering')),
      next,
    },
    'Offerings in order for one question, and how many there are of each verdict',
  ),
  VendorMarkets: record(
    {
      vendor: ref('VendorBrief'),
      position: ref('Position'),
      engine: HEAD.engine,
      asOf: day(),
      knownAt: text(),
      items: list(
        record({
          rank: count('Place among the markets, from 1'),
          market: text(),
          name: text(),
          offering: ref('OfferingRef'),
          ...RANKED,
          rankInMarket: count('Place of its best offering in the ranking of the market'),
          openNotices: count(),
          'unlocks?': record(
            { notices: count(), value: mapOf(text('Decimal number as text'), 'Stated values by currency') },
            'With verdict eligible or conditional: the open notices it may serve',
          ),
          validUntil,
          assumedNeed: text(),
        }),
      ),
      next,
    },
    'Markets in order for one vendor, by its best offering in each',
  ),
};
