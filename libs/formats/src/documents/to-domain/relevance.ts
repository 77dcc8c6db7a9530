import type {
  ClauseField,
  ClauseRules,
  ClauseTarget,
  RelevanceRules,
  RelevanceSettings,
  TermMatch,
} from '#domain';
import type { JsonObject } from '../../text/json-value.ts';
import { shapeOf } from '../document-shapes.ts';

type ByLanguage<T> = Readonly<
  Record<string, readonly (T & { readonly match: TermMatch; readonly terms: readonly string[] })[]>
>;

interface RelevanceShape {
  readonly id: string;
  readonly version: string;
  readonly settings: RelevanceSettings;
  readonly codes: readonly {
    readonly scheme: string;
    readonly codes: readonly {
      readonly code: string;
      readonly match?: 'prefix' | 'contains';
      readonly weight: number;
      readonly title: string;
    }[];
  }[];
  readonly terms: ByLanguage<{ readonly group: string; readonly weight: number }>;
  readonly falseFriends?: ByLanguage<{ readonly why: string }>;
  readonly negatives?: ByLanguage<{ readonly why: string; readonly weight: number }>;
}

interface ClausesShape {
  readonly id: string;
  readonly version: string;
  readonly terms: ByLanguage<{ readonly kind: string; readonly target: ClauseTarget }>;
  readonly fields?: readonly ClauseField[];
}

/** Reads the rules that judge the relevance of notices. */
export function toRelevanceRules(document: JsonObject): RelevanceRules {
  const shape = shapeOf<RelevanceShape>(document);
  return {
    id: shape.id,
    version: shape.version,
    settings: shape.settings,
    codes: shape.codes.flatMap(({ scheme, codes }) =>
      codes.map(({ code, match = 'prefix', weight, title }) => ({ scheme, code, match, weight, title })),
    ),
    terms: eachTerm(shape.terms, (language, { group, match, weight }, term) => ({
      language,
      term,
      match,
      weight,
      group,
    })),
    falseFriends: eachTerm(shape.falseFriends, (language, { match, why }, term) => ({
      language,
      term,
      match,
      why,
    })),
    negatives: eachTerm(shape.negatives, (language, { match, weight, why }, term) => ({
      language,
      term,
      match,
      weight,
      why,
    })),
  };
}

/** Reads the phrases and fields that hint at sovereignty clauses. */
export function toClauseRules(document: JsonObject): ClauseRules {
  const shape = shapeOf<ClausesShape>(document);
  return {
    id: shape.id,
    version: shape.version,
    terms: eachTerm(shape.terms, (language, { kind, match, target }, term) => ({
      language,
      term,
      match,
      kind,
      target,
    })),
    fields: shape.fields ?? [],
  };
}

function eachTerm<T extends { readonly terms: readonly string[] }, R>(
  byLanguage: Readonly<Record<string, readonly T[]>> | undefined,
  read: (language: string, entry: T, term: string) => R,
): readonly R[] {
  return Object.entries(byLanguage ?? {}).flatMap(([language, entries]) =>
    entries.flatMap((entry) => entry.terms.map((term) => read(language, entry, term))),
  );
}
