/** How much the engine keeps. */
export interface EngineOptions {
  /** Questions whose planes are kept. */
  readonly questions?: number;
  /** Rules whose planes are kept. */
  readonly rules?: number;
  /** Bytes of planes that kept questions read, and that rules which share none have to themselves. */
  readonly planeBytes?: number;
  /** Up to so many offerings rules are evaluated as they are, not leaf by leaf first. */
  readonly directRows?: number;
  /** Rows looked at beyond a page, since its last rows may belong together with later ones. */
  readonly lookahead?: number;
  /** Run programs as WebAssembly with vectors where the machine has them (default), or in TypeScript. */
  readonly vectors?: boolean;
  /** Keep verdicts and orders of questions until something changes; without, each ranking is evaluated anew. */
  readonly keepAnswers?: boolean;
}

/** The options with everything left out filled in. */
export type EngineLimits = Required<EngineOptions>;

/** What an engine keeps unless it is told otherwise. */
export const DEFAULT_LIMITS: EngineLimits = {
  questions: 512,
  rules: 20_000,
  planeBytes: 2 ** 30,
  directRows: 2_000,
  lookahead: 14,
  vectors: true,
  keepAnswers: true,
};
