/**
 * How a term is looked up in folded text: as a `word` or phrase, as a `prefix` of each of its words (inflection),
 * `inside` any word (compounds), as a word with an attached Arabic `article` or preposition, or as a `substring` of
 * scripts that don't space their words.
 */
export const TERM_MATCHES = ['word', 'prefix', 'inside', 'article', 'substring'] as const;
export type TermMatch = (typeof TERM_MATCHES)[number];

/** Marks terms that are looked up whatever language a text is in. */
export const EVERY_LANGUAGE = 'mul';

/** A word or phrase of one language. */
export interface Term {
  /** BCP 47 tag, or `mul`. */
  readonly language: string;
  readonly term: string;
  readonly match: TermMatch;
}

/** A term that speaks for infrastructure; of one group only the strongest hit counts. */
export interface WeightedTerm extends Term {
  readonly weight: number;
  readonly group: string;
}

/** A false friend: it is taken out of the text before terms are looked up. */
export interface FalseFriend extends Term {
  readonly why: string;
}

/** A term whose presence in the title speaks against; `weight` is below zero. */
export interface NegativeTerm extends Term {
  readonly weight: number;
  readonly why: string;
}

/** What a code of a classification says; the longest fitting prefix of a scheme decides. */
export interface WeightedCode {
  readonly scheme: string;
  readonly code: string;
  /** Categories that are words rather than digits are found anywhere in the printed value. */
  readonly match: 'prefix' | 'contains';
  /** Below zero speaks against, and only as the main code. */
  readonly weight: number;
  readonly title: string;
}

/** The numbers of the score; see `relevanceScorer` for how they combine. */
export interface RelevanceSettings {
  readonly threshold: number;
  readonly possible: number;
  readonly titleFactor: number;
  readonly descriptionFactor: number;
  /** Characters of a description that are read. */
  readonly descriptionLength: number;
  readonly mainCodeFactor: number;
  readonly otherCodeFactor: number;
  readonly codeCap: number;
  readonly textCap: number;
  readonly genericCap: number;
  readonly secondGroupFactor: number;
  /** Codes that weigh less count only beside a term. */
  readonly weakCode: number;
}

/** Everything that decides whether a notice buys infrastructure: data, delivered and versioned like any document. */
export interface RelevanceRules {
  readonly id: string;
  readonly version: string;
  readonly settings: RelevanceSettings;
  readonly codes: readonly WeightedCode[];
  readonly terms: readonly WeightedTerm[];
  readonly falseFriends: readonly FalseFriend[];
  readonly negatives: readonly NegativeTerm[];
}

/** What a clause may demand: a certificate of a scheme, what a regime asks, a fact to be known, or a question for a person. */
export interface ClauseTarget {
  readonly scheme?: string;
  readonly variant?: string;
  readonly regime?: string;
  readonly fact?: string;
  readonly also?: readonly string[];
  readonly value?: string;
  readonly ask?: string;
}

/** A phrase that hints at a sovereignty clause. */
export interface ClauseTerm extends Term {
  readonly kind: string;
  readonly target: ClauseTarget;
}

/** A field of a notice or lot whose value hints at a sovereignty clause. */
export interface ClauseField {
  readonly field: string;
  readonly is: string | boolean;
  readonly kind: string;
  readonly target: ClauseTarget;
}

/** Phrases and fields that hint at sovereignty clauses; a hint opens a question and never gates. */
export interface ClauseRules {
  readonly id: string;
  readonly version: string;
  readonly terms: readonly ClauseTerm[];
  readonly fields: readonly ClauseField[];
}
