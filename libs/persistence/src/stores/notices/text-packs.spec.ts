import { brotliDecompressSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { packTexts } from './text-packs.ts';

describe('packTexts', () => {
  it('puts eight texts into a pack, named by the first, and says where each went', async () => {
    const texts = Array.from({ length: 10 }, (_, at) => ({ id: String(101 + at), text: `{"é":${at}}` }));
    const { packs, places } = await packTexts(texts);
    expect(packs.map(({ id }) => id)).toEqual(['101', '109']);
    expect(places.get('108')).toEqual({ pack: '101', place: 7 });
    expect(places.get('110')).toEqual({ pack: '109', place: 1 });
    const [, last] = packs.map(({ bytes }) => brotliDecompressSync(bytes).toString('utf8'));
    expect(last?.split('\0')).toEqual(['{"é":8}', '{"é":9}']);
  });

  it('keeps places when a text holds what separates texts', async () => {
    const { packs } = await packTexts([
      { id: '1', text: 'a\0b' },
      { id: '2', text: 'c' },
    ]);
    const [only] = packs.map(({ bytes }) => brotliDecompressSync(bytes).toString('utf8'));
    expect(only?.split('\0')).toEqual(['a\uFFFDb', 'c']);
  });

  it('packs nothing of nothing', async () => {
    expect(await packTexts([])).toEqual({ packs: [], places: new Map() });
  });
});
