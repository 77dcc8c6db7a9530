import type { Truth } from '../evaluation/decision.ts';
import type { Grade } from '../model/evidence.ts';
import type { Day } from '../model/time.ts';
import type { HolderRight } from '../model/vendor.ts';
import type { HolderPredicate, OwnershipBook } from './holder.ts';

/** What is asked about rights in one entity. */
export interface RightsQuestion {
  readonly entity: string;
  readonly rights: readonly HolderRight[];
  readonly holders: HolderPredicate;
  readonly asOf: Day;
  readonly grade: Grade;
}

/** Whether none of the selected holders has one of the rights. */
export interface RightsFinding {
  /** The outcome of `none: true`. */
  readonly none: Truth;
  /** Holders of one of the rights that are, or may be acting for, a selected holder. */
  readonly holders: readonly {
    readonly entity: string;
    readonly rights: readonly HolderRight[];
    readonly selected: Truth;
    readonly holding: string;
  }[];
  /** All holders (of rights) are listed, so that absence is a fact. */
  readonly complete: boolean;
  readonly evidence: readonly string[];
}

/** Looks for rights (veto, majority of the board, golden share) of the selected holders in an entity. */
export function holderRights(_book: OwnershipBook, _question: RightsQuestion): RightsFinding {
  throw new Error('being written');
}
