import type { Phrasebook, Said } from '../phrasebook.ts';
import { reasonsInWords } from '../said.ts';
import type { Speech } from '../speech.ts';

/** A thing that reasons name: an attribute, a scheme, a group or a word. */
function thing(what: string | null, speech: Speech): string {
  if (what === null) return 'it';
  if (what.startsWith('group:')) return `who belongs to ${speech.group(what.slice(6))}`;
  const known = speech.known(what);
  return known ?? speech.grammar.quote(speech.grammar.word(what));
}

/** Why something is open. */
export const REASONS: Phrasebook['reasons'] = {
  missing: (what, speech) => `nothing sufficient is known about ${thing(what, speech)}`,
  unproven: (what, speech) => `what is stated about ${thing(what, speech)} is proven less well than asked`,
  contested: (what, speech) =>
    `statements about ${thing(what, speech)} contradict each other or are disputed`,
  stale: (what, speech) => `what is known about ${thing(what, speech)} has gone stale`,
  'disputed-rule': () => 'sources read the rule differently',
  'decided-after-bids': () => 'only the bids will tell',
  'undecided-need': (what, speech) => `the question leaves ${what === null ? 'it' : speech.need(what)} open`,
};

/** Why a register doesn't show absence. */
export const HINDRANCES: Phrasebook['hindrances'] = {
  stale: (register, day, speech) =>
    `the ${register}${day === null ? '' : ` of ${speech.grammar.day(day)}`} is older than it may be, so absence from it shows nothing`,
  incomplete: (register) => `the register “${register}” is not complete, so absence from it shows nothing`,
  secondHand: (register) =>
    `the register “${register}” was not read from the authority, so absence from it shows nothing`,
  notSearched: (register, day, speech) =>
    `nobody has looked for the vendor in the ${register}${day === null ? '' : ` of ${speech.grammar.day(day)}`}`,
};

/** The reasons of an open node, after a colon; empty when it has none. */
export function openBecause(said: Said, speech: Speech): string {
  const { shown, left } = reasonsInWords(said, REASONS, HINDRANCES, speech);
  if (shown.length === 0) return '';
  return `: ${shown.join('; ')}${left > 0 ? `; and ${left} more` : ''}`;
}
