import { ref } from '../schema.ts';
import { ok, type Routes } from './route.ts';

const tag = 'Shortlists';

/** Shortlists: needs over several markets, and chosen offerings next to each other. */
export const SHORTLIST_ROUTES: Routes = {
  'GET /v1/shortlists': {
    operation: 'listShortlists',
    tag,
    summary: 'List the shortlists of your tenant',
    answer: ok(ref('ShortlistPage'), 'A page of shortlists, by id'),
  },
  'POST /v1/shortlists': {
    operation: 'addShortlist',
    tag,
    summary: 'Add a shortlist',
    description: 'Everybody in the tenant sees it. Deal-breakers are tests of the requirement language.',
    answer: {
      status: 201,
      description: 'The shortlist',
      content: { 'application/json': ref('Shortlist') },
      headers: ['Location'],
    },
    problems: ['conflict'],
  },
  'GET /v1/shortlists/:shortlist': {
    operation: 'getShortlist',
    tag,
    summary: 'Read a shortlist',
    answer: ok(ref('Shortlist'), 'The shortlist'),
    problems: ['not-found'],
  },
  'PATCH /v1/shortlists/:shortlist': {
    operation: 'changeShortlist',
    tag,
    summary: 'Change a shortlist',
    description: 'What is left out stays; dealBreakers: null takes them away.',
    answer: ok(ref('Shortlist'), 'The shortlist as it is now'),
    problems: ['not-found'],
  },
  'DELETE /v1/shortlists/:shortlist': {
    operation: 'deleteShortlist',
    tag,
    summary: 'Delete a shortlist',
    answer: { status: 204, description: 'Deleted' },
    problems: ['not-found'],
  },
  'GET /v1/shortlists/:shortlist/comparison': {
    operation: 'compareShortlist',
    tag,
    summary: 'Compare the offerings of a shortlist',
    description:
      'Verdict, gates, score and its parts for every need, then clause by clause, one row for each offering; as CSV, JSON Lines or XLSX too.',
    answer: ok(ref('ShortlistComparison'), 'The comparison'),
    problems: ['not-found'],
  },
};
