import type { World } from '#domain';
import type { ItemProblem } from './deliveries.ts';
import type { IncomingDocument } from '../record/documents.ts';
import type { IncomingNotice } from './notices.ts';

/** One item of a delivery: a document, a notice, or something that can't be used, with its position. */
export type ReadItem = { readonly pointer: string } & (
  | { readonly kind: 'document'; readonly document: IncomingDocument }
  | { readonly kind: 'notice'; readonly notice: IncomingNotice }
  | {
      readonly kind: 'broken';
      readonly what: string | null;
      readonly key: string | null;
      readonly problem: ItemProblem;
      readonly fragment: string;
    }
);

/** The whole delivery can't be read (encoding, unknown format, hostile). */
export class Unreadable extends Error {
  readonly problem: ItemProblem;
  constructor(problem: ItemProblem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** What is known of a delivery beside its bytes. */
export interface ReadingHints {
  readonly contentType: string | null;
  readonly format: string | null;
  readonly source: string;
  readonly mapping?: unknown;
  readonly accepted?: Date;
  readonly skip?: ReadonlySet<number>;
}

export abstract class DeliveryReader {
  /**
   * Detects the format from content and streams its items; the `mapping` of a source (a document, or the id of one that
   * was delivered or comes with Placet) reads whatever it delivers. What states no day is of the day it was `accepted`.
   * Items whose place is in `skip` must be yielded as broken without looking into them: they end the process. `world` is asked anew for each item, so that documents
   * may build on ones that came before them. Throws {@link Unreadable}.
   */
  abstract open(
    raw: AsyncIterable<Uint8Array>,
    hints: ReadingHints,
    world: () => World,
  ): Promise<{
    format: string;
    items: AsyncIterable<ReadItem>;
    /** Fingerprint of the mapping by which notices are read; nothing where no mapping is used. */
    mapping?: string;
  }>;

  /** Fingerprint of the mapping by which notices of a format, or of a source with its own mapping, would be read now. */
  abstract mappingOf(hints: { format: string | null; mapping?: unknown }, world: World): string | null;
}
