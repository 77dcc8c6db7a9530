import { describe, expect, it } from '@jest/globals';
import { type KeptAnswer, KeptAnswers } from './kept-answers.ts';

function answer(text: string, size = 1_000): KeptAnswer {
  return {
    parts: [Buffer.alloc(size, text)],
    etag: `"${text}"`,
    route: 'GET /',
    headers: [],
    headersUnchanged: [],
  };
}

describe('kept answers', () => {
  it('give back what was kept last under a name', () => {
    const kept = new KeptAnswers(100_000);
    kept.put('a', answer('1'));
    kept.put('a', answer('2'));
    expect(kept.get('a')?.etag).toBe('"2"');
    expect(kept.get('b')).toBeUndefined();
  });

  it('stay within their bytes by forgetting what was used longest ago', () => {
    // Each takes 1,000 bytes and 1,024 around them: three fit into 6,100.
    const kept = new KeptAnswers(6_100);
    for (const name of ['a', 'b', 'c']) kept.put(name, answer(name));
    kept.get('a');
    kept.put('d', answer('d'));
    expect(['a', 'b', 'c', 'd'].map((name) => kept.get(name)?.etag)).toEqual([
      '"a"',
      undefined,
      '"c"',
      '"d"',
    ]);
    expect(kept.bytes).toBe(3 * 2_024);
  });

  it('keep nothing that is larger than all of them may be', () => {
    const kept = new KeptAnswers(3_000);
    kept.put('a', answer('a', 5_000));
    expect([kept.get('a'), kept.bytes]).toEqual([undefined, 0]);
  });
});
