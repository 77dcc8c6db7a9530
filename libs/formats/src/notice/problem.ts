/** Why an item of a delivery can't be used: what goes to quarantine beside its raw text. */
export interface ItemProblem {
  /** Stable name of the broken rule, e.g. `json-duplicate-key` or `ocds-without-date`. */
  readonly type: string;
  /** A sentence for people: what is wrong, where, and what to do. */
  readonly detail: string;
  /** JSON Pointer or XPath of the place in the document. */
  readonly pointer: string;
}
