import { describe, expect, it } from '@jest/globals';
import { faultLine } from './problem-lines.ts';

describe('faultLine', () => {
  it('begins with a place that editors can jump to', () => {
    const fault = { line: 7, column: 3, pointer: '/zone', detail: 'This is no zone.', nearest: [] };
    expect(faultLine('a.yaml', fault)).toBe('a.yaml:7:3 /zone This is no zone.');
    expect(faultLine('a.yaml', { ...fault, column: null, pointer: '' })).toBe('a.yaml:7 This is no zone.');
    expect(faultLine('a.yaml', { ...fault, line: null })).toBe('a.yaml /zone This is no zone.');
  });

  it('adds nearest names that the sentence does not say', () => {
    const fault = {
      line: 1,
      column: 1,
      pointer: '',
      detail: 'Did you mean "seoul"?',
      nearest: ['seoul', 'soul'],
    };
    expect(faultLine('a', fault)).toBe('a:1:1 Did you mean "seoul"? Nearest: soul.');
  });
});
