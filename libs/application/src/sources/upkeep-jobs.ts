/** Names of the upkeep queue and its jobs; payloads hold ids only. */
export const UPKEEP = {
  queue: 'upkeep',
  runSource: 'run-source',
  turnDay: 'turn-day',
  judgeNotices: 'judge-notices',
} as const;
