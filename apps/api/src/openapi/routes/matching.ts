import { ref } from '../schema.ts';
import { EXPLANATION_ROUTES } from './explanation.ts';
import { ok, type Routes } from './route.ts';

const tag = 'Rankings and decisions';

/** Who may serve whom, and why. */
export const MATCHING_ROUTES: Routes = {
  'GET /v1/markets': {
    operation: 'listMarkets',
    tag,
    summary: 'List markets',
    description: 'Markets with their regimes, open notices, and verdicts for the default need on the day.',
    answer: ok(ref('MarketPage'), 'A page of markets, by code'),
  },
  'GET /v1/markets/:market': {
    operation: 'getMarket',
    tag,
    summary: 'Read a market',
    answer: ok(ref('Market'), 'The market with its default needs'),
    problems: ['not-found'],
  },
  'GET /v1/markets/:market/vendors': {
    operation: 'rankVendors',
    tag,
    summary: 'Rank vendors in a market',
    description:
      'Ranks all offerings for a need. What is not stated comes from the default need of the market; the answer says which need it assumed.',
    answer: ok(ref('Ranking'), 'A page of the ranking'),
    problems: ['not-found'],
  },
  'POST /v1/rankings': {
    operation: 'rank',
    tag,
    summary: 'Rank vendors for a market or a notice by a body',
    description:
      'The same as a body, with any need path and with further constraints in the requirement language.',
    answer: ok(ref('Ranking'), 'A page of the ranking'),
    problems: ['not-found'],
  },
  'GET /v1/vendors/:vendor/markets': {
    operation: 'rankMarkets',
    tag,
    summary: 'Rank markets for a vendor',
    description:
      "Where the vendor's best offering stands in every market, what blocks it, how many notices are open, and what it may serve of them.",
    answer: ok(ref('VendorMarkets'), 'A page of markets, best verdict first'),
    problems: ['not-found'],
  },
  'GET /v1/decisions': {
    operation: 'decide',
    tag,
    summary: 'Explain a decision',
    description:
      'One offering in one market: every requirement, every node of its test, every fact with grade and source.',
    answer: ok(ref('Decision'), 'The decision with its trace'),
    problems: ['not-found'],
  },
  ...EXPLANATION_ROUTES,
};
