/** What one part of the state amounts to: how many rows, and a digest over all of them. */
export interface PartDigest {
  readonly rows: number;
  readonly digest: string;
}

/** The state of the record, comparable between two databases. */
export interface StateDigestValue {
  readonly digest: string;
  readonly documents: PartDigest;
  readonly facts: PartDigest;
  readonly notices: PartDigest;
}

/**
 * Sums up what the record believes now: current documents, current statements and the present state of every
 * procedure. When something was recorded is no part of it, so two records that were told the same agree.
 */
export abstract class StateDigest {
  abstract compute(): Promise<StateDigestValue>;
}
