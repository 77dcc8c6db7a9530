export { MatchingEngine } from './engine.ts';
export { type EngineOptions } from './engine-options.ts';
export {
  type PageRequest,
  type RankedOffering,
  type RankedPage,
  type RankedPlace,
  type RankedPlaces,
} from './ranked-page.ts';
export { type Forecasts } from './forecasts.ts';
export { affectedOfferings, overlaidRanking, type Overlay } from './overlay.ts';
export { OfferingVerdicts, type Flip } from './offering-verdicts.ts';
export { DecidedRankings, type DecidedOffering, type DecidedPage } from './decided-rankings.ts';
export { Situations } from './situations.ts';
export { changedSubjects } from './world-changes.ts';
export { Compiler } from './planes/compiler.ts';
export { type Plane } from './planes/plane.ts';
export { PlaneMemory } from './planes/plane-memory.ts';
export { ProgramWriter, type Program, type Run } from './planes/program.ts';
