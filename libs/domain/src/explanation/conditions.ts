import { groupIdOf } from '../language/known-name.ts';
import type { Condition, SetValue } from '../language/test.ts';
import type { ConditionTable, Said, SetForm } from './phrasebook.ts';
import type { Named, Speech } from './speech.ts';

function formOf(set: SetValue): SetForm {
  const [only] = set;
  if (only === undefined || set.length > 1) return 'several';
  if (only.kind !== 'literal') return only.kind === 'fact' ? 'group' : 'several';
  return typeof only.value === 'string' && groupIdOf(only.value) !== null ? 'group' : 'one';
}

function inWords(table: ConditionTable, condition: Condition, speech: Speech, of: Named): string {
  switch (condition.op) {
    case 'empty':
      return table.empty(condition.value);
    case 'known':
      return table.known();
    case 'maxAge':
      return table.maxAge(speech.grammar.duration(condition.duration));
    case 'is':
    case 'atLeast':
    case 'atMost':
    case 'above':
    case 'below':
      return table[condition.op](speech.wanted(condition.value, of));
    default:
      return table[condition.op](speech.set(condition.set, of), formOf(condition.set));
  }
}

/** What a node's values belong to. */
export function namedBy({ values }: Said): Named {
  return { attribute: values.attribute || null, need: values.need || null };
}

/** What all conditions of a node ask, in words. */
export function conditionsInWords(table: ConditionTable, said: Said, speech: Speech): string {
  const words = said.values.conditions.map((condition) => inWords(table, condition, speech, namedBy(said)));
  return speech.grammar.list(words, 0);
}

/** The values that a node found, in words; `null` when nothing is known. */
export function foundInWords(said: Said, speech: Speech): string | null {
  const { found } = said.values;
  return found === null ? null : speech.values(found, namedBy(said));
}
