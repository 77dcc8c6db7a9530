import { ref } from '../schema.ts';
import { ok, type Routes } from './route.ts';

const why = 'Rankings and decisions';
const words = 'Schemes, groups and vocabulary';
const vendors = 'Vendors';
const disputes = 'Disputes';

/** Comparisons, evidence, what decisions rest on, and what is said against it. */
export const EXPLANATION_ROUTES: Routes = {
  'GET /v1/comparisons': {
    operation: 'compare',
    tag: why,
    summary: 'Compare two offerings',
    description:
      'Why one stands above the other: gates first, then score differences that add up exactly, then for which weights the order would flip, clause by clause.',
    answer: ok(ref('Comparison'), 'The comparison'),
    problems: ['not-found'],
  },
  'GET /v1/matrix': {
    operation: 'readMatrix',
    tag: why,
    summary: 'Read verdicts of vendors by markets',
    description: 'The best verdict of each vendor in each market for a default need, as compact codes.',
    answer: ok(ref('Matrix'), 'The matrix'),
  },
  'GET /v1/vendors/:vendor/ownership': {
    operation: 'readOwnership',
    tag: vendors,
    summary: 'Read who owns a vendor',
    description:
      'The graph of owners on a day, effective shares through all chains, and what is undisclosed.',
    answer: ok(ref('Ownership'), 'The owners'),
    problems: ['not-found'],
  },
  'GET /v1/vendors/:vendor/evidence': {
    operation: 'listMissingEvidence',
    tag: vendors,
    summary: 'List the evidence that a vendor lacks',
    description:
      'Missing statements, those first whose proof would settle most decisions over the default needs of all markets, or of one.',
    answer: ok(ref('EvidencePage'), 'A page of missing statements'),
    problems: ['not-found'],
  },
  'GET /v1/schemes': {
    operation: 'listSchemes',
    tag: words,
    summary: 'List certification schemes',
    answer: ok(ref('SchemePage'), 'A page of schemes, by id'),
  },
  'GET /v1/schemes/:scheme': {
    operation: 'getScheme',
    tag: words,
    summary: 'Read a certification scheme',
    answer: ok(ref('Scheme'), 'The scheme with its registers and equivalences'),
    problems: ['not-found'],
  },
  'GET /v1/groups': {
    operation: 'listGroups',
    tag: words,
    summary: 'List groups',
    description: 'Groups of countries, entities and codes, with their members on a day.',
    answer: ok(ref('GroupPage'), 'A page of groups, by id'),
  },
  'GET /v1/groups/:group': {
    operation: 'getGroup',
    tag: words,
    summary: 'Read a group',
    answer: ok(ref('Group'), 'The group with dated memberships'),
    problems: ['not-found'],
  },
  'GET /v1/equivalences': {
    operation: 'listEquivalences',
    tag: words,
    summary: 'List equivalences of certificates',
    answer: ok(ref('EquivalencePage'), 'A page of equivalences, by id'),
  },
  'GET /v1/equivalences/:equivalence': {
    operation: 'getEquivalence',
    tag: words,
    summary: 'Read an equivalence',
    answer: ok(ref('Equivalence'), 'The equivalence'),
    problems: ['not-found'],
  },
  'GET /v1/vocabulary': {
    operation: 'readVocabulary',
    tag: words,
    summary: 'Read the vocabulary of facts and needs',
    answer: ok(ref('Vocabulary'), 'All attributes and need paths'),
  },
  'GET /v1/registers': {
    operation: 'listRegisters',
    tag: words,
    summary: 'List registers',
    description:
      'The reading of each register that speaks of the day, how fresh it is, and how much it lists.',
    answer: ok(ref('RegisterPage'), 'A page of registers, by id'),
  },
  'GET /v1/registers/:register': {
    operation: 'getRegister',
    tag: words,
    summary: 'Read a register',
    answer: ok(ref('Register'), 'The reading of the day, and the days of all readings'),
    problems: ['not-found'],
  },
  'GET /v1/registers/:register/entries': {
    operation: 'listRegisterEntries',
    tag: words,
    summary: 'List the entries of a register',
    answer: ok(ref('RegisterEntryPage'), 'A page of entries, in the order of the register'),
    problems: ['not-found'],
  },
  'GET /v1/facts/:fact/disputes': {
    operation: 'listDisputes',
    tag: disputes,
    summary: 'List the disputes about a fact',
    answer: ok(ref('DisputePage'), 'All disputes, oldest first'),
    problems: ['not-found'],
  },
  'POST /v1/facts/:fact/disputes': {
    operation: 'raiseDispute',
    tag: disputes,
    summary: 'Dispute a fact',
    description: 'While the dispute is open, answers that rest on the fact say that it is contested.',
    answer: {
      status: 201,
      description: 'The dispute',
      content: { 'application/json': ref('Dispute') },
      headers: ['Location'],
    },
    problems: ['not-found', 'conflict'],
  },
  'GET /v1/facts/:fact/disputes/:dispute': {
    operation: 'getDispute',
    tag: disputes,
    summary: 'Read a dispute',
    answer: ok(ref('Dispute'), 'The dispute with its steps'),
    problems: ['not-found'],
  },
  'PATCH /v1/facts/:fact/disputes/:dispute': {
    operation: 'decideDispute',
    tag: disputes,
    summary: 'Uphold or reject a dispute',
    description: 'Upheld, the fact no longer decides anything; rejected, it counts again.',
    answer: ok(ref('Dispute'), 'The dispute as decided'),
    problems: ['not-found', 'conflict'],
  },
};
