export {
  MatchingEngine,
  type EngineOptions,
  type PageRequest,
  type RankedOffering,
  type RankedPage,
} from './engine.ts';
