/** Bounds of the language (design 3.2), refused before evaluation; the largest real rule has 16 nodes. */
export const LANGUAGE_LIMITS = {
  /** Tests inside tests, references followed. */
  depth: 16,
  /** Test nodes of one requirement, references followed. */
  nodes: 500,
  /** Items of any list. */
  items: 1000,
  requirements: 200,
} as const;
