import { createHash, randomUUID } from 'node:crypto';
import { createGunzip, createGzip } from 'node:zlib';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { RawStore, TooLarge } from '#application';

const CHUNK_BYTES = 1024 * 1024;

/** Raw documents in Postgres: gzip in chunks of 1 MiB, one copy per content, streamed both ways. */
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
        createGzip({ level: 6 }),
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
    const source = this.source;
    async function* parts(): AsyncGenerator<Buffer> {
      const [document] = await source.query<{ upload: string }[]>(
        'SELECT upload FROM placet.raw_document WHERE sha256 = $1',
        [sha256],
      );
      if (!document) throw new Error(`Raw document ${sha256} is missing from the store`);
      for (let no = 0; ; no++) {
        const [chunk] = await source.query<{ bytes: Buffer }[]>(
          'SELECT bytes FROM placet.raw_chunk WHERE upload = $1 AND no = $2',
          [document.upload, no],
        );
        if (!chunk) return;
        yield chunk.bytes;
      }
    }
    const raw = Readable.from(parts());
    const plain = createGunzip();
    // pipe() doesn't forward errors; a lost chunk must end the reader, not hang it.
    raw.on('error', (error) => plain.destroy(error));
    return raw.pipe(plain);
  }
}
