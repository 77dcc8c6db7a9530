import type { DefaultNeed } from '#domain';
import type { Tx } from '../transactions.ts';

/** One question of a shortlist: a market, a default need, and values laid over it. */
export interface ShortlistNeed {
  readonly market: string;
  readonly need?: DefaultNeed;
  readonly needs?: Readonly<Record<string, unknown>>;
}

/** What a shortlist holds, as it was written: it is read anew against the world of each answer. */
export interface ShortlistContent {
  readonly needs: readonly ShortlistNeed[];
  /** A test of the requirement language that every offering must also meet. */
  readonly dealBreakers?: unknown;
  readonly weights?: string;
  readonly unknowns?: string;
  /** Ids of the chosen offerings, in the order of the columns. */
  readonly offerings: readonly string[];
}

/** A shortlist of a tenant. */
export interface Shortlist extends ShortlistContent {
  readonly id: string;
  readonly name: string;
  /** Counts its changes. */
  readonly version: number;
  /** Name of who made it. */
  readonly by: string;
  readonly created: Date;
  readonly changed: Date;
}

/** Shortlists of one tenant; every transaction is that tenant's. */
export abstract class ShortlistStore {
  abstract list(tx: Tx): Promise<readonly Shortlist[]>;
  /** In a transaction that goes on to change it, nobody else can until it ends. */
  abstract find(tx: Tx, id: string): Promise<Shortlist | undefined>;
  abstract add(
    tx: Tx,
    tenant: string,
    shortlist: Pick<Shortlist, 'id' | 'name' | 'by'> & { readonly content: ShortlistContent },
  ): Promise<Shortlist>;
  /** Writes the next version. */
  abstract change(
    tx: Tx,
    id: string,
    to: { readonly name: string; readonly content: ShortlistContent },
  ): Promise<Shortlist>;
  abstract remove(tx: Tx, id: string): Promise<void>;
}
