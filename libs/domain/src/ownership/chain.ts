/** One step of a chain of ownership: who holds how much of whom, in percent. */
export interface ChainStep {
  readonly owner: string;
  readonly owned: string;
  /** The stated share, or that share of all votes with which a majority holder is credited. */
  readonly low: number;
  readonly high: number;
  /** A majority holder is credited with all votes of what it controls. */
  readonly credited: boolean;
  /** Ids of the holdings that say so. */
  readonly holdings: readonly string[];
}

/**
 * How a chain ends: at a selected holder, at an ultimate one that is not, at one of which that is not known, at a
 * holder whose owners are not recorded, at an undisclosed rest (its last step has no owner), or where it returns to
 * an entity it has passed.
 */
export type ChainEnd = 'selected' | 'not-selected' | 'unknown' | 'undisclosed' | 'rest' | 'cycle';

/** One way from an entity up to a holder; the product of its steps in percent of the entity. */
export interface OwnershipChain {
  readonly steps: readonly ChainStep[];
  readonly end: ChainEnd;
  readonly low: number;
  readonly high: number;
}
