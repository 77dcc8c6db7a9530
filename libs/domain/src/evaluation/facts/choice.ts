import type { Scalar } from '../../model/evidence.ts';
import type { Attribute } from '../../model/vocabulary.ts';
import { EVERY_GRADE, type Case, type Known } from '../case.ts';
import { REGIONS } from './deployment.ts';
import { knownFact } from './known-fact.ts';
import { listOf, sameValue, textOf } from './scalar.ts';

/** The value that the question names for a choice attribute. */
export function namedChoice(own: Case, attribute: string): Scalar | null {
  const { choices, need } = own.question;
  const value = choices?.[attribute] ?? need[attribute];
  return value === undefined ? null : (listOf(value)[0] ?? null);
}

/** Choice attributes without an order, where any offered value may be the one that helps. */
export function isOpenChoice(attribute: Attribute): boolean {
  return attribute.choice && attribute.type !== 'level' && attribute.id !== REGIONS;
}

/** The values that one decision may assume for an open choice; `null` stands for one that isn't listed. */
export function candidatesFor(own: Case, attribute: string): readonly (Scalar | null)[] {
  const named = namedChoice(own, attribute);
  if (named !== null) return [named];
  const known = knownFact(own, `offering:${own.offering}`, attribute, own.question.asOf, EVERY_GRADE);
  if (known.status !== 'known') return [null];
  const codes = own.index.attribute(attribute)?.codes ?? [];
  const ordered = known.values.toSorted((a, b) => {
    const [left, right] = [codes.indexOf(textOf(a)), codes.indexOf(textOf(b))];
    return left - right || (textOf(a) < textOf(b) ? -1 : 1);
  });
  return known.complete && ordered.length > 0 ? ordered : [...ordered, null];
}

function narrowed(known: Known, value: Scalar): Known {
  if (known.values.some((other) => sameValue(other, value))) {
    return { ...known, values: [value], complete: true, lowerBound: false };
  }
  return { ...known, values: [], status: known.complete ? 'not-offered' : 'missing' };
}

/** The highest level on offer; higher ones may exist where the list is open. */
function highest(known: Known, levels: readonly string[]): Known {
  const positions = known.values
    .map((value) => levels.indexOf(textOf(value)))
    .filter((position) => position >= 0);
  const best = levels[Math.max(...positions)];
  if (best === undefined) return known;
  return { ...known, values: [best], complete: true, lowerBound: known.lowerBound || !known.complete };
}

/** Narrows a list of what the buyer can have to the one value that the decision assumes. */
export function chosen(own: Case, attribute: Attribute, known: Known): Known {
  if (known.status !== 'known') return known;
  const named = namedChoice(own, attribute.id);
  if (named !== null) return narrowed(known, named);
  if (attribute.type === 'level') return highest(known, attribute.levels);
  const value = own.choices.get(attribute.id);
  if (value === undefined) return known;
  return value === null ? { ...known, values: [], status: 'missing' } : narrowed(known, value);
}
