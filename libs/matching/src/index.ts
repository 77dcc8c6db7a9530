export {
  MatchingEngine,
  type EngineOptions,
  type PageRequest,
  type RankedOffering,
  type RankedPage,
} from './engine.ts';
export { DecidedRankings, type DecidedOffering, type DecidedPage } from './decided-rankings.ts';
export { changedSubjects } from './world-changes.ts';
