import { ref } from '../schema.ts';
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
};
