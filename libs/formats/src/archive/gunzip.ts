import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** What compressed bytes may become. */
export interface GunzipLimits {
  readonly bytes: number;
  /** Plain bytes for one compressed; counted from `ratioFrom` on, since short texts compress well. */
  readonly ratio: number;
  readonly ratioFrom: number;
}

/** The limits of design 5. */
export const GUNZIP_LIMITS: GunzipLimits = { bytes: 2 * 1024 ** 3, ratio: 100, ratioFrom: 10 * 1024 ** 2 };

/** Compressed bytes that are broken, or unpack to more than is allowed. */
export class GunzipProblem extends Error {
  constructor(
    readonly rule: 'gzip-malformed' | 'gzip-ratio',
    message: string,
  ) {
    super(message);
  }
}

/** Says whether bytes begin as gzip does. */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** Unpacks a stream within limits. Throws {@link GunzipProblem} where it breaks one. */
export async function* gunzip(
  chunks: AsyncIterable<Uint8Array>,
  limits: GunzipLimits = GUNZIP_LIMITS,
): AsyncGenerator<Uint8Array, void, undefined> {
  let packed = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      packed += chunk.byteLength;
      yield chunk;
    }
  }
  const source = Readable.from(counted());
  const plain = createGunzip();
  let failure: unknown;
  source.on('error', (error) => {
    failure = error;
    plain.destroy(error);
  });
  let bytes = 0;
  try {
    for await (const chunk of source.pipe(plain)) {
      if (!(chunk instanceof Uint8Array)) continue;
      bytes += chunk.byteLength;
      if (bytes > limits.bytes || (bytes > limits.ratioFrom && bytes > packed * limits.ratio))
        throw new GunzipProblem(
          'gzip-ratio',
          `The compressed document unpacks to more than ${limits.bytes / 1024 ** 2} MiB or more than ${limits.ratio} times its size; send it in parts.`,
        );
      yield chunk;
    }
  } catch (error) {
    if (failure !== undefined) throw failure;
    if (error instanceof GunzipProblem) throw error;
    throw new GunzipProblem('gzip-malformed', 'The compressed document is broken or cut off.');
  } finally {
    source.destroy();
    plain.destroy();
  }
}
