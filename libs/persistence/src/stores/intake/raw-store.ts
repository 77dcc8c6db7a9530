import { createHash, randomUUID } from 'node:crypto';
import { constants, createBrotliCompress, createBrotliDecompress, createGunzip } from 'node:zlib';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { RawStore, TooLarge } from '#application';

const CHUNK_BYTES = 1024 * 1024;
/** Bytes that go through the compressor at a time: each time costs a change of threads. */
const STEP_BYTES = 256 * 1024;
/** At this quality Brotli makes less of JSON and XML than gzip does at its usual level, in a fifth of the time. */
const BROTLI = {
  chunkSize: STEP_BYTES,
  params: { [constants.BROTLI_PARAM_QUALITY]: 1, [constants.BROTLI_PARAM_LGWIN]: 20 },
};

/** A raw document with its first chunk, which is all there is of most. */
interface KeptDocument {
  readonly upload: string;
  readonly encoding: string;
  readonly storedBytes: string;
  readonly first: Buffer | null;
}

/** Raw documents in Postgres: compressed in chunks of 1 MiB, one copy per content, streamed both ways. */
@Injectable()
export class PostgresRawStore extends RawStore {
  constructor(private readonly source: DataSource) {
    super();
  }

  async save(
    chunks: AsyncIterable<Uint8Array>,
    maxBytes: number,
  ): Promise<{ sha256: string; bytes: number }> {
    const hash = createHash('sha256');
    const upload = randomUUID();
    let bytes = 0;
    let stored = 0;
    let no = 0;
    async function* counted(): AsyncGenerator<Uint8Array> {
      for await (const chunk of chunks) {
        bytes += chunk.byteLength;
        if (bytes > maxBytes) throw new TooLarge(maxBytes);
        hash.update(chunk);
        yield chunk;
      }
    }
    // Chunks commit one by one: a transaction as long as a slow upload would hold back every reader of the change log.
    // What an interrupted upload leaves is removed here or by upkeep (chunks without a document).
    const discard = (): Promise<unknown> =>
      this.source.query('DELETE FROM placet.raw_chunk WHERE upload = $1', [upload]);
    try {
      const insert = async (part: Buffer): Promise<void> => {
        stored += part.byteLength;
        await this.source.query('INSERT INTO placet.raw_chunk (upload, no, bytes) VALUES ($1, $2, $3)', [
          upload,
          no++,
          part,
        ]);
      };
      await pipeline(
        Readable.from(counted()),
        createBrotliCompress(BROTLI),
        async (compressed: AsyncIterable<Buffer>) => {
          let pending: Buffer[] = [];
          let size = 0;
          for await (const part of compressed) {
            pending.push(part);
            size += part.byteLength;
            if (size >= CHUNK_BYTES) {
              await insert(Buffer.concat(pending));
              pending = [];
              size = 0;
            }
          }
          await insert(Buffer.concat(pending));
        },
      );
      const sha256 = hash.digest('hex');
      const kept: unknown[] = await this.source.query(
        `INSERT INTO placet.raw_document (sha256, upload, size_bytes, stored_bytes) VALUES ($1, $2, $3, $4)
         ON CONFLICT (sha256) DO NOTHING RETURNING sha256`,
        [sha256, upload, bytes, stored],
      );
      if (kept.length === 0) await discard();
      return { sha256, bytes };
    } catch (error) {
      await discard();
      throw error;
    }
  }

  open(sha256: string): AsyncIterable<Uint8Array> {
    return this.unpacked(sha256);
  }

  private async *unpacked(sha256: string): AsyncGenerator<Uint8Array> {
    const [document] = await this.source.query<KeptDocument[]>(
      `SELECT d.upload, d.encoding, d.stored_bytes AS "storedBytes", c.bytes AS first FROM placet.raw_document d
       LEFT JOIN placet.raw_chunk c ON c.upload = d.upload AND c.no = 0 WHERE d.sha256 = $1`,
      [sha256],
    );
    if (!document) throw new Error(`Raw document ${sha256} is missing from the store`);
    const raw = Readable.from(this.parts(document));
    const options = { chunkSize: STEP_BYTES };
    const plain = document.encoding === 'br' ? createBrotliDecompress(options) : createGunzip(options);
    // pipe() doesn't forward errors; a lost chunk must end the reader, not hang it.
    raw.on('error', (error) => plain.destroy(error));
    yield* raw.pipe(plain);
  }

  private async *parts({ upload, first, storedBytes }: KeptDocument): AsyncGenerator<Buffer> {
    if (first === null) return;
    yield first;
    let left = Number(storedBytes) - first.byteLength;
    for (let no = 1; left > 0; no++) {
      const [chunk] = await this.source.query<{ bytes: Buffer }[]>(
        'SELECT bytes FROM placet.raw_chunk WHERE upload = $1 AND no = $2',
        [upload, no],
      );
      if (!chunk) return;
      left -= chunk.bytes.byteLength;
      yield chunk.bytes;
    }
  }
}
