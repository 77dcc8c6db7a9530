import { UPKEEP } from '#application';

/** Queue of everything that time asks for: looks at sources, promises that run out. */
export const UPKEEP_QUEUE = UPKEEP.queue;

export interface UpkeepJobs {
  [UPKEEP.runSource]: { sourceId: string; asked?: 'yes' };
  [UPKEEP.turnDay]: Record<string, never>;
  /** `rules`: the transaction that changed them; `slice`: how many jobs went before for the same change. */
  [UPKEEP.judgeNotices]: { rules: string; slice: string };
}
