import { strictDecoder } from './strict-decoder.ts';

/** Bytes that can't be decoded, in a sentence. */
export class EncodingProblem extends Error {
  override readonly name = 'EncodingProblem';
}

const BLOCK = 64 * 1024;

/**
 * Decodes a stream of bytes strictly into pieces of text. A byte order mark decides, otherwise `choose`, which sees the
 * beginning. Throws {@link EncodingProblem}.
 */
export async function* decodeStream(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  choose: (head: Uint8Array) => string,
): AsyncGenerator<string, void, undefined> {
  let decoder: TellingDecoder | undefined;
  for await (const block of blocks(chunks)) {
    decoder ??= new TellingDecoder(markOf(block) ?? choose(block));
    yield decoder.next(block);
  }
  yield decoder?.end() ?? '';
}

/** Chooses the first of several charsets that fits the beginning of a text, or else the first. */
export function charsetThatFits(charsets: readonly string[]): (head: Uint8Array) => string {
  return (head) => charsets.find((charset) => fits(head, charset)) ?? charsets[0] ?? 'utf-8';
}

class TellingDecoder {
  private readonly decode: (bytes?: Uint8Array) => string;
  private bytes = 0;

  constructor(private readonly charset: string) {
    try {
      this.decode = strictDecoder(charset);
    } catch {
      throw new EncodingProblem(`The charset ${JSON.stringify(charset)} is not known; send UTF-8.`);
    }
  }

  next(chunk: Uint8Array): string {
    try {
      const text = this.decode(chunk);
      this.bytes += chunk.length;
      return text;
    } catch {
      throw this.refused();
    }
  }

  end(): string {
    try {
      return this.decode();
    } catch {
      throw this.refused();
    }
  }

  private refused(): EncodingProblem {
    return new EncodingProblem(
      `The text is not valid ${this.charset} (after ${this.bytes} bytes). Send it as UTF-8, or declare its charset in the content type.`,
    );
  }
}

function markOf(head: Uint8Array): string | undefined {
  const [a, b, c] = head;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  return a === 0xfe && b === 0xff ? 'utf-16be' : undefined;
}

/** A beginning of full length may end inside a character. */
function fits(head: Uint8Array, charset: string): boolean {
  try {
    new TextDecoder(charset, { fatal: true }).decode(head, { stream: head.length === BLOCK });
    return true;
  } catch {
    return false;
  }
}

/** Cuts a stream anew, so that what is read never depends on how it was sent. */
async function* blocks(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let block = new Uint8Array(BLOCK);
  let size = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length;) {
      const part = chunk.subarray(at, at + BLOCK - size);
      block.set(part, size);
      size += part.length;
      at += part.length;
      if (size < BLOCK) continue;
      yield block;
      block = new Uint8Array(BLOCK);
      size = 0;
    }
  }
  if (size > 0) yield block.subarray(0, size);
}
