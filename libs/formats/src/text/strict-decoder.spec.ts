import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { strictDecoder } from './strict-decoder.ts';

/** Decodes pieces one after the other; nothing if some of them can't be. */
function decoded(decode: (bytes?: Uint8Array) => string, pieces: readonly Uint8Array[]): string | undefined {
  try {
    return pieces.map((piece) => decode(piece)).join('') + decode();
  } catch {
    return undefined;
  }
}

function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [
    0,
    ...places.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b),
    bytes.length,
  ];
  return at.slice(1).map((end, index) => bytes.slice(at[index], end));
}

function reference(bytes: Uint8Array): string | undefined {
  return decoded((part) => new TextDecoder('utf-8', { fatal: true }).decode(part), [bytes]);
}

const places = fc.array(fc.nat({ max: 200 }), { maxLength: 6 });

describe('strictDecoder', () => {
  it('reads text as it was written, wherever its bytes are cut', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), places, (text, at) => {
        expect(decoded(strictDecoder('utf-8'), cut(Buffer.from(text), at))).toBe(text.replace(/^\ufeff/, ''));
      }),
    );
  });

  it('refuses what the decoder of the platform refuses, wherever it is cut', () => {
    const bytes = fc.array(
      fc.constantFrom(0x41, 0x80, 0xbf, 0xc3, 0xe2, 0x82, 0xac, 0xed, 0xa0, 0xf0, 0x9f),
      {
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(bytes, places, (list, at) => {
        const all = Uint8Array.from(list);
        expect(decoded(strictDecoder('UTF-8'), cut(all, at))).toBe(reference(all));
      }),
      { numRuns: 500 },
    );
  });

  it('leaves out a mark at the beginning, but none later', () => {
    const marked = Buffer.from('\ufeffa\ufeffb');
    expect(decoded(strictDecoder('utf8'), cut(marked, [1, 2]))).toBe('a\ufeffb');
  });

  it('reads other encodings too, and knows no invented ones', () => {
    expect(decoded(strictDecoder('latin1'), [Uint8Array.of(0xe9)])).toBe('é');
    expect(() => strictDecoder('latin-99')).toThrow('latin-99');
  });
});
