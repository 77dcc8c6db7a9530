import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createDeflateRaw } from 'node:zlib';

/** A file of an archive, written as it comes. */
export interface ZipFile {
  readonly name: string;
  readonly content: AsyncIterable<string> | Iterable<string>;
}

interface Written {
  readonly name: Buffer;
  readonly offset: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
}

const VERSION = 20;
/** Sizes follow the content, and names are UTF-8. */
const FLAGS = 0x0808;
const DEFLATED = 8;
/** 1980-01-01: archives of the same content are the same, byte by byte. */
const DOS_DATE = 0x21;

/** Writes a ZIP archive piece by piece, with no more in memory than one piece. */
export async function* zipOf(files: Iterable<ZipFile>): AsyncGenerator<Buffer> {
  const written: Written[] = [];
  let offset = 0;
  for (const { name, content } of files) {
    const start = offset;
    const nameBytes = Buffer.from(name, 'utf8');
    const header = headerOf(nameBytes);
    yield header;
    const tally = { crc: 0, size: 0 };
    let packed = 0;
    for await (const part of deflated(content, tally)) {
      packed += part.byteLength;
      yield part;
    }
    const sizes = numbers([0x08074b50, 4], [tally.crc, 4], [packed, 4], [tally.size, 4]);
    yield sizes;
    offset += header.byteLength + packed + sizes.byteLength;
    written.push({ name: nameBytes, offset: start, packed, ...tally });
  }
  const directory = Buffer.concat(written.map(entryOf));
  yield directory;
  yield numbers(
    [0x06054b50, 4],
    [0, 4],
    [written.length, 2],
    [written.length, 2],
    [directory.byteLength, 4],
    [offset, 4],
    [0, 2],
  );
}

async function* deflated(
  content: ZipFile['content'],
  tally: { crc: number; size: number },
): AsyncGenerator<Buffer> {
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const text of content) {
      const bytes = Buffer.from(text, 'utf8');
      tally.crc = crc32(bytes, tally.crc);
      tally.size += bytes.byteLength;
      yield bytes;
    }
  }
  const packer = createDeflateRaw();
  const feeding = pipeline(Readable.from(counted()), packer);
  // What goes wrong in there also ends the loop below.
  feeding.catch(() => undefined);
  for await (const part of packer) if (part instanceof Buffer) yield part;
  await feeding;
}

function headerOf(name: Buffer): Buffer {
  return Buffer.concat([
    numbers(
      [0x04034b50, 4],
      [VERSION, 2],
      [FLAGS, 2],
      [DEFLATED, 2],
      [0, 2],
      [DOS_DATE, 2],
      [0, 4],
      [0, 4],
      [0, 4],
      [name.byteLength, 2],
      [0, 2],
    ),
    name,
  ]);
}

function entryOf({ name, offset, crc, packed, size }: Written): Buffer {
  return Buffer.concat([
    numbers(
      [0x02014b50, 4],
      [VERSION, 2],
      [VERSION, 2],
      [FLAGS, 2],
      [DEFLATED, 2],
      [0, 2],
      [DOS_DATE, 2],
      [crc, 4],
      [packed, 4],
      [size, 4],
      [name.byteLength, 2],
      [0, 4],
      [0, 4],
      [0, 4],
      [offset, 4],
    ),
    name,
  ]);
}

/** Little-endian numbers, each with its width in bytes. */
function numbers(...fields: readonly (readonly [number, 2 | 4])[]): Buffer {
  return Buffer.concat(
    fields.map(([value, width]) => {
      const bytes = Buffer.alloc(width);
      bytes.writeUIntLE(value, 0, width);
      return bytes;
    }),
  );
}
