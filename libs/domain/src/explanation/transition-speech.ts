import type { Verdict } from '../evaluation/decision.ts';
import type { Day } from '../model/time.ts';
import type { World } from '../model/world.ts';
import type { TurnedThing } from '../standing/turned-by-day.ts';
import type { TurnedParts } from '../standing/turned-parts.ts';
import { TRANSITIONS_IN_ENGLISH } from './english/transitions.ts';
import { phrasebookOf } from './explain.ts';
import { TRANSITIONS_IN_KOREAN } from './korean/transitions.ts';
import type { Language } from './language.ts';
import { speechFor, type Speech } from './speech.ts';
import type { ChangeSaid, TransitionBook } from './transition-book.ts';

/** A change of a standing verdict, as a sentence tells it. */
export interface TransitionSaid {
  readonly market: string;
  readonly offering: string;
  readonly vendor: string;
  readonly before: Verdict | null;
  readonly after: Verdict | null;
  readonly asOf: Day;
  readonly parts: TurnedParts;
  readonly cause:
    | { readonly kind: 'change'; readonly change: ChangeSaid }
    | { readonly kind: 'day'; readonly thing: TurnedThing };
}

const BOOKS: Readonly<Record<Language, TransitionBook>> = {
  en: TRANSITIONS_IN_ENGLISH,
  ko: TRANSITIONS_IN_KOREAN,
};
const MOST_GATES = 2;

/** Says a change of verdict: what turned, why, and which gates came out differently. */
export function sayTransition(world: World, said: TransitionSaid, language: Language): string {
  const book = BOOKS[language];
  const { grammar, clause } = phrasebookOf(language);
  const speech = speechFor(world, said, grammar);
  const { cause, parts } = said;
  const changes: Readonly<Record<string, (change: ChangeSaid, speech: Speech) => string>> = book.change;
  const because =
    cause.kind === 'day'
      ? book.thing[cause.thing.kind](cause.thing, speech)
      : (changes[cause.change.kind] ?? book.change.other)(cause.change, speech);
  const gates = parts.gates
    .slice(0, MOST_GATES)
    .map(({ title, clause: at, before, after }) =>
      book.gate(
        grammar.quote(title),
        clause(at.source, at.clause ?? null),
        book.states[before ?? 'none'],
        book.states[after ?? 'none'],
      ),
    );
  const left = parts.gates.length - gates.length;
  const turned = book.turned(
    speech.it,
    speech.market,
    book.verdicts[said.before ?? 'none'],
    book.verdicts[said.after ?? 'none'],
    grammar.day(said.asOf),
  );
  const served = parts.served?.after ?? null;
  return [
    `${turned}: ${because}`,
    ...(served === null ? [] : [book.served[served]]),
    ...gates,
    ...(left > 0 ? [book.more(left)] : []),
  ]
    .map(grammar.sentence)
    .join(' ');
}
