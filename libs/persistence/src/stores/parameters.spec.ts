import { describe, expect, it } from '@jest/globals';
import { jsonText, textArray } from './parameters.ts';

describe('textArray', () => {
  it('writes dimension, type and lengths as PostgreSQL sends arrays', () => {
    expect(textArray(['é', null]).toString('hex')).toBe(
      // one dimension, holds nulls, type 25, two elements from 1; two bytes of é; length -1.
      ['00000001', '00000001', '00000019', '00000002', '00000001', '00000002c3a9', 'ffffffff'].join(''),
    );
  });

  it('writes an empty array without dimensions', () => {
    expect(textArray([]).toString('hex')).toBe('000000000000000000000019');
  });

  it('replaces what no text of PostgreSQL holds', () => {
    expect(textArray(['a\0b', undefined]).subarray(20).toString('hex')).toBe('0000000561efbfbd62ffffffff');
  });
});

describe('jsonText', () => {
  it('replaces NUL, which jsonb refuses', () => {
    expect(jsonText({ a: 'x\0y' })).toBe('{"a":"x\\ufffdy"}');
  });
});
