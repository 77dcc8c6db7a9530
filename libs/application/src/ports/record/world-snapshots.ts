import type { StandingDispute, World } from '#domain';

/** What following the change log needs to go on from a position. */
export interface SavedWorld {
  /** What the documents say, before disputes contest it. */
  readonly stated: World;
  readonly disputes: readonly StandingDispute[];
  /** How far the log has been read. */
  readonly reached: string;
  /** Where the rules that notices are judged by changed last. */
  readonly ruled: string;
  /** The database whose log it is. */
  readonly database: string;
}

/** Where a world is kept for the next start, so that it needn't be read document by document. */
export abstract class WorldSnapshots {
  /** What was kept last; `null` when there is nothing, or nothing that this program may go on from. */
  abstract read(): Promise<SavedWorld | null>;
  /** Keeps a world in the place of the one before. */
  abstract write(saved: SavedWorld): Promise<void>;
}

/** Keeps nothing: for programs that run once. */
export class NoSnapshots extends WorldSnapshots {
  read(): Promise<null> {
    return Promise.resolve(null);
  }

  write(): Promise<void> {
    return Promise.resolve();
  }
}
