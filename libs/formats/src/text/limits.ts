/** Bounds of one delivered text, refused by rule before anything is interpreted (design 5, Limits). */
export interface TextLimits {
  /** Deepest nesting of objects and arrays. */
  readonly depth: number;
  /** Longest single string in bytes of UTF-8, as it is and not as it is escaped. */
  readonly stringBytes: number;
  /** Longest source text of one item in bytes. */
  readonly itemBytes: number;
  /** Longest source text of one JSON document that holds many items, in bytes. */
  readonly documentBytes: number;
  /** Longest source text of one YAML document in bytes: its parser builds it in one go, holding up everybody else. */
  readonly yamlBytes: number;
  /** How often one YAML document may refer to anchors; more is an alias bomb. */
  readonly aliases: number;
}

/** The limits that hold unless the configuration says otherwise. */
export const DEFAULT_TEXT_LIMITS: TextLimits = {
  depth: 64,
  stringBytes: 256 * 1024,
  itemBytes: 4 * 1024 * 1024,
  documentBytes: 64 * 1024 * 1024,
  yamlBytes: 512 * 1024,
  aliases: 100,
};
