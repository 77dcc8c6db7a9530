import { ref, text } from '../schema.ts';
import { ok, type Routes } from './route.ts';

const standing = 'Standing verdicts';

/** Changes of standing verdicts. */
export const STANDING_ROUTES: Routes = {
  'GET /v1/transitions': {
    operation: 'listTransitions',
    tag: standing,
    summary: 'List changes of verdicts',
    description:
      "Every change of the verdicts that stand: those of the default need of every market, and of your tenant's watched needs. Each names its cause: the entry of the change log, its source, delivery and place in it, or what began or ended on a day.",
    answer: ok(ref('TransitionPage'), 'A page of changes, newest first unless asked otherwise'),
  },
  'GET /v1/calendar': {
    operation: 'listCalendar',
    tag: standing,
    summary: 'List what is to come',
    description:
      'All else equal: verdicts of default needs that will turn, regimes that begin or end, certificates that end, and the next 200 deadlines of open relevant notices; for a year ahead unless until says otherwise. With a market, certificates are left out; with a vendor, regimes and deadlines.',
    answer: ok(ref('CalendarPage'), 'A page of entries, in the order of days'),
  },
  'GET /v1/calendar.ics': {
    operation: 'subscribeToCalendar',
    tag: standing,
    summary: 'Subscribe to what is to come',
    description: 'All entries of the calendar as iCalendar (RFC 5545).',
    answer: {
      status: 200,
      description: 'An iCalendar object',
      content: { 'text/calendar': text() },
    },
  },
};
