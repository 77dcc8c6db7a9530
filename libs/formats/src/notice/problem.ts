/** Why an item of a delivery can't be used: what goes to quarantine beside its raw text. */
export interface ItemProblem {
  /** Stable name of the broken rule, e.g. `json-duplicate-key` or `ocds-without-date`. */
  readonly type: string;
  /** A sentence for people: what is wrong, where, and what to do. */
  readonly detail: string;
  /** JSON Pointer or XPath of the place in the document. */
  readonly pointer: string;
}

/**
 * Says whether the item that is read next must be left unread, because it ends the process that looks into it. Asked
 * once for each item, before anything is made of it.
 */
export type IsUnread = () => boolean;

/** The problem of an item that is left unread. */
export function leftUnread(pointer: string): ItemProblem {
  return { type: 'poison', detail: 'The item is left unread.', pointer };
}
