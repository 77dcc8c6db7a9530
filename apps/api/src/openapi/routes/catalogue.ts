import { ref } from '../schema.ts';
import { ok, type Routes } from './route.ts';

const regimes = 'Regimes';
const vendors = 'Vendors';
const notices = 'Notices';

/** What is known: regimes, vendors, notices. */
export const CATALOGUE_ROUTES: Routes = {
  'GET /v1/regimes': {
    operation: 'listRegimes',
    tag: regimes,
    summary: 'List regimes',
    answer: ok(ref('RegimePage'), 'A page of regimes, by id, each in its newest version'),
  },
  'GET /v1/regimes/:regime': {
    operation: 'getRegime',
    tag: regimes,
    summary: 'Read a regime with its clauses',
    answer: ok(ref('Regime'), 'The newest version that is believed, and the list of all'),
    problems: ['not-found'],
  },
  'GET /v1/regimes/:regime/versions': {
    operation: 'listRegimeVersions',
    tag: regimes,
    summary: 'List the versions of a regime',
    answer: ok(ref('RegimeVersionPage'), 'All versions, in the order they were learnt'),
    problems: ['not-found'],
  },
  'POST /v1/regimes/:regime/versions': {
    operation: 'publishRegime',
    tag: regimes,
    summary: 'Publish a version of a regime, or see beforehand what it turns',
    description:
      'With preview=true nothing is saved: the answer lists the verdicts that would turn on the day and whom that would alert; of other tenants it only counts. Without it the version is checked and accepted as a delivery of the source "published". A version that exists keeps its content: a correction is its next revision, or a new version.',
    answer: {
      status: 202,
      description: 'Accepted; what became of it is at Location',
      content: { 'application/json': ref('AcceptedDelivery') },
      headers: ['Location'],
    },
    others: { 200: { description: 'The preview', schema: ref('RegimePreview') } },
    problems: ['conflict', 'not-found'],
  },
  'GET /v1/regimes/:regime/diff': {
    operation: 'compareRegimeVersions',
    tag: regimes,
    summary: 'Compare two versions of a regime',
    description: 'Requirement by requirement, member by member; lists with ids are compared by id.',
    answer: ok(ref('RegimeDifference'), 'What the newer version adds, takes away and changes'),
    problems: ['not-found'],
  },
  'GET /v1/offerings': {
    operation: 'listOfferings',
    tag: vendors,
    summary: 'List offerings',
    description: 'With their regions and deployment models as they are known on the day.',
    answer: ok(ref('OfferingPage'), 'A page of offerings, by id'),
  },
  'GET /v1/offerings/:offering': {
    operation: 'getOffering',
    tag: vendors,
    summary: 'Read an offering',
    answer: ok(ref('Offering'), 'The offering, its certificates, and what runs on it'),
    problems: ['not-found'],
  },
  'GET /v1/vendors': {
    operation: 'listVendors',
    tag: vendors,
    summary: 'List vendors',
    answer: ok(ref('VendorPage'), 'A page of vendors, by id'),
  },
  'GET /v1/vendors/:vendor': {
    operation: 'getVendor',
    tag: vendors,
    summary: 'Read a vendor',
    description: 'Its offerings, certificates and direct holders.',
    answer: ok(ref('Vendor'), 'The vendor'),
    problems: ['not-found'],
  },
  'GET /v1/vendors/:vendor/facts': {
    operation: 'listFacts',
    tag: vendors,
    summary: 'List the statements about a vendor',
    description: 'Facts and certificates of the vendor and its offerings, with grade, dates and source.',
    answer: ok(ref('StatementPage'), 'A page of statements, by id'),
    problems: ['not-found'],
  },
  'POST /v1/vendors/:vendor/facts': {
    operation: 'stateFact',
    tag: vendors,
    summary: 'State a fact that only your tenant knows',
    description:
      'Written as in facts documents (schema placet.facts/v1, one of its facts). It is laid over what everybody knows, in the answers of your tenant alone, and stands beside other facts by the same rules of evidence. It is never edited: state another one that supersedes it.',
    answer: {
      status: 201,
      description: 'The fact is recorded; Placet-Position says from where on answers include it',
      content: { 'application/json': ref('PrivateFact') },
    },
    problems: ['not-found', 'conflict'],
  },
  'DELETE /v1/vendors/:vendor/facts/:fact': {
    operation: 'withdrawFact',
    tag: vendors,
    summary: 'Take back a fact that only your tenant knows',
    description: 'What was believed before stays on record for knownAt.',
    answer: { status: 204, description: 'No longer believed' },
    problems: ['not-found'],
  },
  'PUT /v1/vendors/:vendor': {
    operation: 'putVendor',
    tag: vendors,
    summary: 'Write a vendor that only your tenant knows',
    description:
      'A vendor document (schema placet.vendor/v1). Make it with If-None-Match: *, change it with If-Match.',
    answer: ok(ref('PrivateVendor'), 'The vendor as it is now'),
    others: { 201: { description: 'The new vendor', schema: ref('PrivateVendor') } },
    problems: ['conflict', 'not-found'],
  },
  'GET /v1/notices': {
    operation: 'searchNotices',
    tag: notices,
    summary: 'Search notices',
    description:
      'Every given condition must hold. Words are found whatever their ending in the languages of the market, any part of unspaced scripts, and titles with small slips. With source and key it finds one notice by its native id.',
    answer: ok(ref('NoticePage'), 'A page of notices in the order asked for'),
  },
  'GET /v1/notices/:notice': {
    operation: 'getNotice',
    tag: notices,
    summary: 'Read a notice',
    answer: ok(ref('Notice'), 'The present state of the procedure'),
    problems: ['not-found'],
  },
  'GET /v1/notices/:notice/vendors': {
    operation: 'rankVendorsForNotice',
    tag: notices,
    summary: 'Rank vendors for a notice',
    description:
      'Ranks all offerings by the rules of the market of the notice, for the need that the notice states, with its own clauses as further gates. needFrom says of every part of the need where it comes from.',
    answer: ok(ref('Ranking'), 'A page of the ranking'),
    problems: ['not-found'],
  },
  'GET /v1/notices/:notice/versions': {
    operation: 'listNoticeVersions',
    tag: notices,
    summary: 'Read the history of a notice',
    answer: ok(ref('NoticeHistory'), 'What each version changed, oldest first'),
    problems: ['not-found'],
  },
};
