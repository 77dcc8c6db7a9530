import type { Readable } from 'node:stream';

/** An answer that is complete before a handler runs. */
export interface ReadyContent {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Readable;
  /** Headers that are known only when the body has been sent, sent after it. */
  readonly trailers?: Readonly<Record<string, () => string>>;
}

/** Thrown in place of a handler's work; the filter, which writes every answer that is no handler's, sends it. */
export class ReadyAnswer extends Error {
  readonly content: ReadyContent;
  constructor(content: ReadyContent) {
    super('The answer is ready.');
    this.content = content;
  }
}
