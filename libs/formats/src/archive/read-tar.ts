/** A file in an archive; its bytes have to be read before the next file is asked for. */
export interface TarFile {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** An archive that is broken or breaks a limit. */
export class TarProblem extends Error {
  readonly rule = 'tar-malformed';
}

const BLOCK = 512;
/** Long names come as files of their own; no path is longer. */
const NAME_MAX = 4096;
const FILES_MAX = 100_000;

/** Says whether bytes begin as an archive of `tar` does (POSIX and GNU). */
export function isTar(head: Uint8Array): boolean {
  return Buffer.from(head.subarray(257, 262)).toString('latin1') === 'ustar';
}

/**
 * Streams the files of an archive in the order they stand; folders, links and devices are passed over. Nothing is
 * unpacked onto a disk, so that names are names only. Throws {@link TarProblem}.
 */
export async function* readTar(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<TarFile, void, undefined> {
  const input = new ByteReader(chunks);
  let longName: string | undefined;
  let files = 0;
  try {
    for (;;) {
      const header = await input.exactly(BLOCK);
      // Two blocks of zeros end an archive; some writers leave them out.
      if (header === undefined || header.every((byte) => byte === 0)) return;
      const { name, size, type } = headerOf(header);
      const padding = (BLOCK - (size % BLOCK)) % BLOCK;
      if (type === 'L' || type === 'x') {
        if (size > NAME_MAX * 4) throw new TarProblem('A name in the archive is longer than 4 KiB.');
        const text = Buffer.from((await input.exactly(size)) ?? []).toString('utf8');
        longName = type === 'L' ? text.replace(/\0.*$/s, '') : (pathIn(text) ?? longName);
      } else if (type === '0' || type === '\0' || type === '7') {
        files += 1;
        if (files > FILES_MAX) throw new TarProblem(`The archive holds more than ${FILES_MAX} files.`);
        let left = size;
        const take = async (): Promise<Uint8Array | undefined> => {
          const part = left === 0 ? undefined : await input.some(left);
          if (left > 0 && part === undefined) throw new TarProblem(`The archive ends inside ${name}.`);
          left -= part?.length ?? 0;
          return part;
        };
        yield {
          name: (longName ?? name).slice(0, NAME_MAX),
          bytes: { [Symbol.asyncIterator]: () => partsOf(take) },
        };
        while ((await take()) !== undefined);
        longName = undefined;
      } else {
        await input.skip(size);
        longName = undefined;
      }
      await input.skip(padding);
    }
  } finally {
    await input.close();
  }
}

async function* partsOf(take: () => Promise<Uint8Array | undefined>): AsyncGenerator<Uint8Array> {
  for (let part = await take(); part !== undefined; part = await take()) yield part;
}

function headerOf(block: Uint8Array): { name: string; size: number; type: string } {
  const text = Buffer.from(block.buffer, block.byteOffset, block.length).toString('latin1');
  // The sum counts its own field as eight spaces.
  const sum = block.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
  if (octal(text.slice(148, 156)) !== sum)
    throw new TarProblem('A header of the archive has another checksum than its bytes.');
  const prefix = field(text.slice(345, 500));
  const name = field(text.slice(0, 100));
  const path = Buffer.from(
    text.slice(257, 263) === 'ustar\0' && prefix !== '' ? `${prefix}/${name}` : name,
    'latin1',
  );
  return { name: path.toString('utf8'), size: octal(text.slice(124, 136)), type: text.charAt(156) };
}

function field(text: string): string {
  return text.replace(/\0.*$/s, '');
}

function octal(text: string): number {
  const digits = field(text).trim();
  if (!/^[0-7]{1,11}$/.test(digits))
    throw new TarProblem(
      'A header of the archive has a number that is none. Files of 8 GiB and more are refused.',
    );
  return Number.parseInt(digits, 8);
}

/** The path among the records `length key=value` of a POSIX header. */
function pathIn(records: string): string | undefined {
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(records)?.[1];
}

/** Reads a stream in the portions that are asked for. */
class ByteReader {
  private readonly iterator: AsyncIterator<Uint8Array>;
  private chunk: Uint8Array = new Uint8Array();

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.iterator = chunks[Symbol.asyncIterator]();
  }

  /** Up to so many bytes, at least one; nothing at the end. */
  async some(most: number): Promise<Uint8Array | undefined> {
    while (this.chunk.length === 0) {
      const next = await this.iterator.next();
      if (next.done === true) return undefined;
      this.chunk = next.value;
    }
    const part = this.chunk.subarray(0, most);
    this.chunk = this.chunk.subarray(part.length);
    return part;
  }

  /** So many bytes; nothing at the end. */
  async exactly(length: number): Promise<Uint8Array | undefined> {
    const parts: Uint8Array[] = [];
    for (let left = length; left > 0;) {
      const part = await this.some(left);
      if (part === undefined) {
        if (parts.length === 0) return undefined;
        throw new TarProblem('The archive ends inside a header.');
      }
      parts.push(part);
      left -= part.length;
    }
    return Buffer.concat(parts);
  }

  async skip(length: number): Promise<void> {
    for (let left = length; left > 0;) {
      const part = await this.some(left);
      if (part === undefined) return;
      left -= part.length;
    }
  }

  async close(): Promise<void> {
    await this.iterator.return?.();
  }
}
