import { compareFractions, ONE, times, ZERO, type Fraction } from '../number/fraction.ts';
import type { Ancestry } from './owner-graph.ts';
import { highestOf, lowestOf, type OwnerList, type Stake } from './stake.ts';

/** One step of a chain of ownership: who holds how much of whom, in percent. */
export interface ChainStep {
  /** `null` for those who are not listed. */
  readonly owner: string | null;
  readonly owned: string;
  readonly low: number;
  readonly high: number;
  /** The owner has the majority and is credited with all votes. */
  readonly credited: boolean;
  /** Ids of the holdings that say so. */
  readonly holdings: readonly string[];
}

/**
 * How a chain ends: at a selected holder, at an ultimate one that is not, at one of which that is not known, at a
 * holder whose owners are not recorded, at an undisclosed rest, or where it returns to an entity it has passed.
 */
export type ChainEnd = 'selected' | 'not-selected' | 'unknown' | 'undisclosed' | 'rest' | 'cycle';

/** One way from an entity up to a holder, with the product of its steps in percent of the entity. */
export interface OwnershipChain {
  readonly steps: readonly ChainStep[];
  readonly end: ChainEnd;
  readonly low: number;
  readonly high: number;
}

/** Explanations stay readable: at most so many chains of at most so many steps. */
const MAX_CHAINS = 64;
const MAX_STEPS = 16;
const MILLIONTH = 100_000_000n;

const percent = (part: Fraction): number => Number((2n * part.n * MILLIONTH + part.d) / (2n * part.d)) / 1e6;

interface Edge {
  readonly owner: string | null;
  readonly low: Fraction;
  readonly high: Fraction;
  readonly credited: boolean;
  readonly holdings: readonly string[];
}

function stakeEdge(ancestry: Ancestry, entity: string, list: OwnerList, stake: Stake): Edge {
  const { owner, holdings } = stake;
  const direct = {
    owner,
    low: lowestOf(list, stake),
    high: highestOf(list, stake),
    credited: false,
    holdings,
  };
  const control = entity === ancestry.entity ? undefined : ancestry.control?.get(entity);
  if (control === undefined) return direct;
  if (control.certain !== null) {
    const all = control.certain === owner;
    return { owner, holdings, credited: all, low: all ? ONE : ZERO, high: all ? ONE : ZERO };
  }
  const mayHaveAll = control.possible.has(owner);
  const mayHaveNone = control.undisclosed || control.possible.size > (mayHaveAll ? 1 : 0);
  return {
    ...direct,
    low: mayHaveNone ? ZERO : direct.low,
    high: mayHaveAll ? ONE : direct.high,
  };
}

function edgesOf(ancestry: Ancestry, entity: string): readonly Edge[] {
  const list = ancestry.owners.get(entity);
  if (list === undefined) return [];
  const edges = list.stakes.map((stake) => stakeEdge(ancestry, entity, list, stake));
  const control = entity === ancestry.entity ? undefined : ancestry.control?.get(entity);
  const rest =
    control !== undefined && control.certain !== null
      ? ZERO
      : control?.undisclosed === true
        ? ONE
        : list.rest;
  const unlisted: Edge = { owner: null, low: ZERO, high: rest, credited: false, holdings: [] };
  return [...edges, unlisted]
    .filter(({ high }) => high.n > 0n)
    .toSorted((a, b) => compareFractions(b.high, a.high));
}

/**
 * Lists the chains from an entity up to its holders, the largest shares first: for `total` up to the nearest selected
 * holder, for `largest` beyond it too. Outside cycles, and where every share is one figure, the products of the chains
 * that end `selected` add up to the lower end of the total, and with those that end `unknown`, `undisclosed` and
 * `rest` to its upper end.
 */
export function chainsOf(
  ancestry: Ancestry,
  measure: 'largest' | 'total',
): { readonly chains: readonly OwnershipChain[]; readonly chainsOmitted: boolean } {
  const chains: OwnershipChain[] = [];
  let chainsOmitted = false;

  const close = (steps: readonly ChainStep[], end: ChainEnd, low: Fraction, high: Fraction): void => {
    if (chains.length < MAX_CHAINS) chains.push({ steps, end, low: percent(low), high: percent(high) });
    else chainsOmitted = true;
  };

  const climb = (
    entity: string,
    steps: readonly ChainStep[],
    low: Fraction,
    high: Fraction,
    perhaps: boolean,
  ): void => {
    for (const edge of edgesOf(ancestry, entity)) {
      if (chainsOmitted) return;
      const { owner } = edge;
      const way = [
        ...steps,
        {
          owner,
          owned: entity,
          low: percent(edge.low),
          high: percent(edge.high),
          credited: edge.credited,
          holdings: edge.holdings,
        },
      ];
      const [least, most] = [times(low, edge.low), times(high, edge.high)];
      if (owner === null) {
        close(way, 'rest', least, most);
        continue;
      }
      if (owner === ancestry.entity || steps.some((step) => step.owner === owner)) {
        close(way, 'cycle', least, most);
        continue;
      }
      const selected = ancestry.selected(owner);
      const open = !ancestry.ultimate(owner) && !ancestry.rootless(owner);
      if (selected === 'true') {
        close(way, 'selected', least, most);
        if (measure === 'total' || !open) continue;
      } else if (!open) {
        const missed = ancestry.ultimate(owner) ? 'not-selected' : 'undisclosed';
        close(
          way,
          selected === 'unknown' || (perhaps && missed === 'not-selected') ? 'unknown' : missed,
          least,
          most,
        );
        continue;
      }
      if (way.length >= MAX_STEPS) chainsOmitted = true;
      else climb(owner, way, least, most, perhaps || selected === 'unknown');
    }
  };

  climb(ancestry.entity, [], ONE, ONE, false);
  return { chains, chainsOmitted };
}
