/** Schema version whose merge rules apply; 1.2 and later keep the rules of 1.1. */
export type OcdsVersion = '1.0' | '1.1';

/**
 * How the release schema wants its fields merged, as far as the shape of the data doesn't say it already. A path is
 * written without list positions; `*` stands for any path before the name. Lists of values that are no objects are
 * always replaced whole, and `id` is a list key only where its object stands in a list merged by identifier: so the
 * schema's `versionId` fields (`unit.id`, `identifier.id`, `classification.id`) are ordinary values by structure.
 */
export interface MergeRules {
  /** Describe one release and not the process, so they are left out. */
  readonly omitWhenMerged: ReadonlySet<string>;
  /** Lists that a later release replaces as a whole, even by an empty one. */
  readonly wholeListMerge: ReadonlySet<string>;
}

const WHOLE_LIST_1_1 = [
  '*.additionalIdentifiers',
  '*.additionalClassifications',
  '*.changes',
  '*.roles',
  '*.relationship',
  'tender.additionalProcurementCategories',
  'tender.submissionMethod',
  // Extensions and 1.2, whose items have no identifier of their own.
  '*.deliveryAddresses',
  '*.deliveryLocations',
  '*.coveredBy',
];

const RULES: Readonly<Record<OcdsVersion, MergeRules>> = {
  '1.0': {
    omitWhenMerged: new Set(['id', 'date', 'tag', 'ocid']),
    // Organizations have no identifier of their own before 1.1.
    wholeListMerge: new Set([...WHOLE_LIST_1_1, 'tender.tenderers', 'awards.suppliers']),
  },
  '1.1': {
    omitWhenMerged: new Set(['id', 'date', 'tag', 'ocid']),
    wholeListMerge: new Set(WHOLE_LIST_1_1),
  },
};

/** The rules of a schema version. */
export function mergeRules(version: OcdsVersion): MergeRules {
  return RULES[version];
}

/** Says whether the list at a path is replaced whole by the schema. */
export function isWholeList(rules: MergeRules, path: readonly string[]): boolean {
  return rules.wholeListMerge.has(path.join('.')) || rules.wholeListMerge.has(`*.${path.at(-1) ?? ''}`);
}

/** Reads the schema version of a package: absent means 1.0, and unknown text is read as the newest rules. */
export function ocdsVersion(printed: unknown): OcdsVersion {
  return printed === undefined || printed === '1.0' ? '1.0' : '1.1';
}
