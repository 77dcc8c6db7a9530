import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { isTar, readTar, TarProblem } from './read-tar.ts';
import { tarOf } from './tar-sample.ts';

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function read(bytes: Uint8Array, size = 100): Promise<[string, string][]> {
  const files: [string, string][] = [];
  for await (const file of readTar(pieces(bytes, size))) {
    const parts: Uint8Array[] = [];
    for await (const part of file.bytes) parts.push(part);
    files.push([file.name, Buffer.concat(parts).toString()]);
  }
  return files;
}

describe('readTar', () => {
  const FILES = [
    { name: 'day', text: '', type: '5' },
    { name: 'day/a.xml', text: '<a/>' },
    { name: 'link', text: '', type: '2' },
    { name: 'b.json', prefix: 'day/deep', text: 'x'.repeat(1025) },
    { name: 'empty', text: '' },
  ];

  it.each([1, 7, 512, 100_000])(
    'streams files in chunks of %d bytes and passes folders and links over',
    async (size) => {
      expect(await read(tarOf(FILES), size)).toEqual([
        ['day/a.xml', '<a/>'],
        ['day/deep/b.json', 'x'.repeat(1025)],
        ['empty', ''],
      ]);
    },
  );

  it('reads what the program tar writes, long names included', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'placet-tar-'));
    const long = `${'n'.repeat(120)}.xml`;
    try {
      writeFileSync(join(folder, long), '<long/>');
      for (const form of ['gnu', 'pax']) {
        const { stdout } = spawnSync('tar', [`--format=${form}`, '-cf', '-', '-C', folder, long]);
        expect(isTar(stdout)).toBe(true);
        expect(await read(stdout)).toEqual([[long, '<long/>']]);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('goes on with the next file when one was left unread', async () => {
    const names: string[] = [];
    for await (const { name } of readTar(pieces(tarOf(FILES), 64))) names.push(name);
    expect(names).toEqual(['day/a.xml', 'day/deep/b.json', 'empty']);
  });

  it.each([
    ['a wrong checksum', (bytes: Buffer) => bytes.writeUInt8(0x41, 0)],
    ['a size that is no number', (bytes: Buffer) => bytes.write('zz', 124)],
  ])('refuses %s', async (_what, spoil) => {
    const bytes = tarOf([{ name: 'a', text: 'b' }]);
    spoil(bytes);
    await expect(read(bytes)).rejects.toThrow(TarProblem);
  });

  it('refuses an archive that ends inside a file or a header, and a name without end', async () => {
    const bytes = tarOf([{ name: 'a', text: 'b'.repeat(600) }]);
    await expect(read(bytes.subarray(0, 700))).rejects.toThrow('ends inside a');
    await expect(read(bytes.subarray(0, 100))).rejects.toThrow('inside a header');
    const named = tarOf([{ name: 'n', text: 'x'.repeat(20_000), type: 'L' }]);
    await expect(read(named)).rejects.toThrow('longer than 4 KiB');
  });

  it('ends where an archive without its last blocks ends', async () => {
    const bytes = tarOf([{ name: 'a', text: 'b' }]);
    expect(await read(bytes.subarray(0, 1024))).toEqual([['a', 'b']]);
  });
});
