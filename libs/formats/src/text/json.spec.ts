import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { parseJson } from './json.ts';
import { DEFAULT_TEXT_LIMITS } from './limits.ts';

const parse = (text: string) => parseJson(text, DEFAULT_TEXT_LIMITS);

describe('parseJson', () => {
  it('reads what JSON writes', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5, noUnicodeString: false }), (text) => {
        // Both are refused on purpose.
        fc.pre(!text.includes('"__proto__"') && !/\d{16}/.test(text));
        expect(parse(text).parsed?.value).toEqual(JSON.parse(text));
      }),
    );
  });

  it('finds the line and column of values and keys', () => {
    const { parsed } = parse('{\n  "a": [1,\n    {"b/c": true}]\n}');
    expect(parsed?.locate('/a/1/b~1c')).toEqual({ line: 3, column: 13 });
    expect(parsed?.locate('/a/1/b~1c', 'key')).toEqual({ line: 3, column: 6 });
  });

  it('points at the parent of a missing value', () => {
    expect(parse('{"a":\n {"b": 1}}').parsed?.locate('/a/nothing/here')).toEqual({ line: 2, column: 2 });
  });

  it.each([
    ['a name twice', '{"a": 1,\n "a": 2}', 'stands twice', 2],
    ['__proto__', '{"__proto__": {}}', '__proto__', 1],
    ['a number that loses digits', '[12345678901234567890]', 'digits', 1],
    ['a truncated text', '{"a": [1, 2', '"]" is expected', 1],
    ['text after the value', '{} {}', 'more text follows', 1],
    ['single quotes', "{'a': 1}", 'double quotes', 1],
    ['a raw control character', '["\t"]', 'control character', 1],
    ['an unknown escape', String.raw`["\x"]`, 'backslash', 1],
    ['a comment', '// no\n{}', 'JSON value is expected', 1],
  ])('refuses %s', (_what, text, message, line) => {
    const { problem } = parse(text);
    expect(problem?.message).toContain(message);
    expect(problem?.line).toBe(line);
  });

  it('refuses the 65th level of nesting and reads the 64th', () => {
    expect(parse('['.repeat(64) + ']'.repeat(64)).problem).toBeNull();
    expect(parse('['.repeat(65) + ']'.repeat(65)).problem?.message).toContain('deeper than 64');
  });

  it('refuses a string beyond 256 KiB without reading further', () => {
    expect(parse(`["${'x'.repeat(256 * 1024)}"]`).problem).toBeNull();
    expect(parse(`["${'x'.repeat(256 * 1024 + 1)}"]`).problem?.message).toContain('longer than 262144');
  });

  it('keeps a large number that states no digits', () => {
    expect(parse('[1e25]').parsed?.value).toEqual([1e25]);
  });
});
