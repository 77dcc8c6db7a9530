import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { searchableText, searchQuery } from './search-words.ts';

describe('searchableText', () => {
  it('leaves spaced scripts alone', () => {
    expect(searchableText('Cloud für Archive')).toBe('Cloud für Archive');
  });

  it('adds the pairs of unspaced runs', () => {
    expect(searchableText('公共クラウド AI')).toBe('公共クラウド AI 公共 共ク クラ ラウ ウド');
    expect(searchableText('클라우드를 구축')).toBe('클라우드를 구축 클라 라우 우드 드를 구축');
  });
});

describe('searchQuery', () => {
  it('asks for every pair of an unspaced run', () => {
    expect(searchQuery('클라우드 archive')).toBe('클라 라우 우드 archive');
  });

  it('keeps a single character and the signs of a query', () => {
    expect(searchQuery('雲 "data centre" -paper')).toBe('雲 "data centre" -paper');
  });

  it('finds any part of two characters or more in the text that holds it', () => {
    const han = fc.stringMatching(/^[一-十]{4,12}$/);
    fc.assert(
      fc.property(han, fc.nat(8), fc.nat(8), (text, from, length) => {
        const part = text.slice(from % (text.length - 1), (from % (text.length - 1)) + 2 + length);
        const words = new Set(searchableText(text).split(' '));
        const asked = searchQuery(part).split(' ');
        expect(asked.filter((pair) => !words.has(pair))).toEqual([]);
      }),
    );
  });
});
