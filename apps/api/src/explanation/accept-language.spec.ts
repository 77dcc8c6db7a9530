import { describe, expect, it } from '@jest/globals';
import { languageFor } from './accept-language.ts';

describe('the language of an answer', () => {
  const cases: [string | undefined, string][] = [
    [undefined, 'en'],
    ['', 'en'],
    ['ko', 'ko'],
    ['ko-KR,ko;q=0.9,en-US;q=0.8', 'ko'],
    ['fr, ko;q=0.5, en;q=0.7', 'en'],
    ['de-DE, ko;q=0.2', 'ko'],
    ['*', 'en'],
    ['ko;q=0', 'en'],
    ['ko;q=nonsense', 'en'],
    ['ja', 'en'],
  ];
  it.each(cases)('for %p is %s', (header, language) => {
    expect(languageFor(header)).toBe(language);
  });
});
