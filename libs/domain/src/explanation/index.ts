export { LANGUAGES, type Language } from './language.ts';
export {
  decisiveNodes,
  explainDecision,
  languageOfTag,
  phrasebookOf,
  sayNode,
  SENTENCE_KINDS,
  type Sentence,
  type SentenceKind,
} from './explain.ts';
export { sayTransition, type TransitionSaid } from './transition-speech.ts';
export { type Phrasebook } from './phrasebook.ts';
export {
  nameOfPlace,
  placeInSentence,
  nameOfRegister,
  nameOfScheme,
  nameOfVendor,
  titleOfRegime,
  titleOfRequirement,
} from './names.ts';
export { speechFor, type Speech, type Topic } from './speech.ts';
export { dayOfReading } from '../evaluation/certificates/register.ts';
export {
  freshUntil,
  newestReadings,
  registerStandings,
  type RegisterHindrance,
  type RegisterStanding,
} from './register-standing.ts';
export { QuestionTally, type QuestionCount } from './question-count.ts';
export { nextBestEvidence, type EvidenceGain } from './next-best-evidence.ts';
export { causesOf, type Cause } from './causes.ts';
export { comparedClauses, type ComparedClause } from './compared-clauses.ts';
export { clauseTable, type ClauseRow, type ClauseSide } from './clause-table.ts';
export { conflictsAbout, type ConflictEntry, type ConflictReason, type StandingOfFact } from './conflicts.ts';
export { askForEvidence, explainComparison, type ComparisonSentence } from './explain-comparison.ts';
