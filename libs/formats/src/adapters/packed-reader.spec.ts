import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { type ReadItem, Unreadable } from '#application';
import { tarOf } from '../archive/tar-sample.ts';
import { emptyWorld } from '../documents/world/world.ts';
import { PackedReader } from './packed-reader.ts';

const RELEASE = (ocid: string): string =>
  `{"ocid":"${ocid}","id":"1","date":"2026-01-01T00:00:00Z","tag":["tender"],"tender":{"title":"T"}}`;
const EFORMS = `<ContractNotice xmlns:cbc="urn:x"><cbc:ID schemeName="notice-id">n</cbc:ID><cbc:VersionID>01</cbc:VersionID></ContractNotice>`;

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1000) yield await Promise.resolve(bytes.subarray(at, at + 1000));
}

async function read(
  bytes: Uint8Array,
  skip?: ReadonlySet<number>,
): Promise<{ format: string; items: ReadItem[] }> {
  const hints = { contentType: 'application/gzip', format: null, source: 'feed', ...(skip ? { skip } : {}) };
  const opened = await new PackedReader().open(pieces(bytes), hints, () => emptyWorld());
  const items: ReadItem[] = [];
  for await (const item of opened.items) items.push(item);
  return { format: opened.format, items };
}

describe('PackedReader', () => {
  it('reads a document as it is and compressed alike', async () => {
    const plain = await read(Buffer.from(RELEASE('ocds-1')));
    expect(plain).toMatchObject({ format: 'ocds', items: [{ kind: 'notice', pointer: '' }] });
    expect(await read(gzipSync(RELEASE('ocds-1')))).toEqual(plain);
  });

  it('reads each file of a compressed archive by its own content, with its name in the position', async () => {
    const archive = tarOf([
      { name: 'day/1.xml', text: EFORMS },
      { name: 'broken.bin', text: '<feed/>' },
      { name: '2.jsonl', text: `${RELEASE('ocds-1')}\n${RELEASE('ocds-2')}` },
    ]);
    expect(await read(gzipSync(archive))).toMatchObject({
      format: 'tar',
      items: [
        { kind: 'notice', pointer: '/day~11.xml/*', notice: { format: 'eforms', pointer: '/day~11.xml/*' } },
        { kind: 'broken', pointer: '/broken.bin', problem: { type: 'unknown-format' } },
        { kind: 'notice', pointer: '/2.jsonl/0', notice: { notice: { key: 'ocds-1' } } },
        { kind: 'notice', pointer: '/2.jsonl/1', notice: { notice: { key: 'ocds-2' } } },
      ],
    });
  });

  it('says that a compressed document is cut off, after what came before', async () => {
    const lines = Array.from({ length: 3000 }, (_, index) => RELEASE(`ocds-${index * 7919}`)).join('\n');
    const packed = gzipSync(lines);
    const hints = { contentType: null, format: null, source: 'feed' };
    const half = packed.subarray(0, packed.length - 2000);
    const { items } = await new PackedReader().open(pieces(half), hints, () => emptyWorld());
    let count = 0;
    const reading = (async () => {
      for await (const _ of items) count += 1;
    })();
    await expect(reading).rejects.toMatchObject({ problem: { type: 'gzip-malformed' } });
    expect(count).toBeGreaterThan(100);
  });

  it('refuses a bomb: what unpacks to more than a hundred times its size', async () => {
    const bomb = gzipSync(Buffer.alloc(40 * 1024 ** 2, 0x20));
    const refused = await read(bomb).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Unreadable);
    expect(refused).toMatchObject({ problem: { type: 'gzip-ratio' } });
  });

  it('refuses an archive with a broken header', async () => {
    const archive = tarOf([{ name: 'a', text: 'b' }]);
    archive.writeUInt8(0x42, 0);
    await expect(read(archive)).rejects.toMatchObject({ problem: { type: 'tar-malformed' } });
  });
});
