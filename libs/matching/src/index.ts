export {
  MatchingEngine,
  type EngineOptions,
  type PageRequest,
  type RankedOffering,
  type RankedPage,
} from './engine.ts';
export { DecidedRankings, type DecidedOffering, type DecidedPage } from './decided-rankings.ts';
export { changedSubjects } from './world-changes.ts';
export { Compiler } from './planes/compiler.ts';
export { type Plane } from './planes/plane.ts';
export { PlaneMemory } from './planes/plane-memory.ts';
export { ProgramWriter, type Program, type Run } from './planes/program.ts';
