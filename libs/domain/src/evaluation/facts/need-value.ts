import type { Scalar } from '../../model/evidence.ts';
import type { NeedPath } from '../../model/vocabulary.ts';
import type { World } from '../../model/world.ts';
import type { UnknownReason } from '../decision.ts';
import type { MarketQuestion } from '../question.ts';

/** What a question says under a need path. */
export type NeedValues =
  | { readonly status: 'stated' | 'assumed'; readonly values: readonly Scalar[] }
  | { readonly status: 'open'; readonly reason: UnknownReason };

function list(value: unknown): readonly Scalar[] {
  return (Array.isArray(value) ? value : [value]) as readonly Scalar[];
}

/** Puts the market in the place of `home:country`. */
export function atHome(value: Scalar, question: MarketQuestion): Scalar {
  return value === 'home:country' ? question.market : value;
}

/** Reads a need path: what is stated, else what unstated means there. */
export function needValues(world: World, question: MarketQuestion, path: string): NeedValues {
  if (path === 'asOf') return { status: 'stated', values: [question.asOf] };
  const stated = question.need[path];
  if (stated !== undefined) {
    return { status: 'stated', values: list(stated).map((value) => atHome(value, question)) };
  }
  const unstated: NeedPath['unstated'] = world.vocabulary.needs.get(path)?.unstated ?? 'ask';
  if (unstated === 'none') return { status: 'assumed', values: [] };
  if (unstated === 'later') return { status: 'open', reason: { kind: 'decided-after-bids', what: path } };
  if (unstated === 'ask') return { status: 'open', reason: { kind: 'undecided-need', path } };
  return { status: 'assumed', values: list(unstated.value).map((value) => atHome(value, question)) };
}
