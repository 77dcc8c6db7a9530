import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { JSON_LIMITS, JsonProblem } from './json-problem.ts';
import { canonicalJson, ExactNumber, plainDecimal, sameJson, writeJson } from './json-value.ts';
import { parseJson } from './parse-json.ts';

function problemOf(text: string, outerDepth = 0): JsonProblem {
  try {
    parseJson(text, JSON_LIMITS, outerDepth);
  } catch (error) {
    if (error instanceof JsonProblem) return error;
    throw error;
  }
  throw new Error(`${text.slice(0, 40)} was accepted`);
}

function members(count: number): string {
  return `{${Array.from({ length: count }, (_, at) => `"k${at}":1`).join(',')}}`;
}

function nested(levels: number): string {
  return '['.repeat(levels) + ']'.repeat(levels);
}

describe('parseJson', () => {
  it('reads what JSON.parse reads, for any value without fractions', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!text.includes('__proto__') && !/\\u0000|\\ud[89a-f]/i.test(text));
        expect(JSON.parse(writeJson(parseJson(text)))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('keeps every number as printed', () => {
    const text = '[12,-0,0.10,1311264.00,9007199254740993,1e5,12345678901234567890.123456789]';
    expect(writeJson(parseJson(text))).toBe(text);
    expect(parseJson('[12]')).toEqual([12]);
    expect(parseJson('9007199254740993')).toEqual(new ExactNumber('9007199254740993'));
  });

  it.each([
    ['{"a":1,"a":2}', 'json-duplicate-key', ''],
    ['{"x":{"a":1,"a":2}}', 'json-duplicate-key', '/x'],
    ['{"a":{"__proto__":{"admin":true}}}', 'json-forbidden-key', '/a'],
    ['{"a":"\\u0000"}', 'json-nul', '/a'],
    ['["\\ud83d"]', 'json-lone-surrogate', '/0'],
    ['["\\ude00\\ud83d"]', 'json-lone-surrogate', '/0'],
    ['["a\nb"]', 'json-malformed', '/0'],
    ['["\\x"]', 'json-malformed', '/0'],
    ['[01]', 'json-malformed', ''],
    ['[+1]', 'json-malformed', '/0'],
    ['[NaN]', 'json-malformed', '/0'],
    ['[1,]', 'json-malformed', '/1'],
    ['{"a":1,}', 'json-malformed', ''],
    ["{'a':1}", 'json-malformed', ''],
    ['{"a" 1}', 'json-malformed', ''],
    ['[1] 2', 'json-malformed', ''],
    ['{"a":[1,{"b":tru', 'json-malformed', '/a/1/b'],
    ['{"a":[1', 'json-truncated', '/a'],
    ['{"a":"b', 'json-truncated', '/a'],
    ['', 'json-truncated', ''],
  ])('refuses %j by the rule %s at %j', (text, rule, pointer) => {
    const problem = problemOf(text);
    expect([problem.rule, problem.pointer]).toEqual([rule, pointer]);
  });

  it('escapes the tokens of a pointer', () => {
    expect(problemOf('{"a/b":{"c~d":nul}}').pointer).toBe('/a~1b/c~0d');
  });

  it('accepts 64 levels and refuses 65, counting those around the text', () => {
    expect(() => parseJson(nested(64))).not.toThrow();
    expect(problemOf(nested(65)).rule).toBe('json-depth');
    expect(problemOf(nested(63), 2).rule).toBe('json-depth');
    expect(problemOf('['.repeat(1_000_000)).rule).toBe('json-depth');
  });

  it('measures strings in bytes', () => {
    const limit = JSON_LIMITS.stringBytes;
    expect(() => parseJson(`"${'a'.repeat(limit)}"`)).not.toThrow();
    expect(problemOf(`"${'a'.repeat(limit + 1)}"`).rule).toBe('json-string-length');
    expect(problemOf(`"${'€'.repeat(Math.floor(limit / 3) + 1)}"`).rule).toBe('json-string-length');
    expect(problemOf(`"\\n${'a'.repeat(limit)}"`).rule).toBe('json-string-length');
  });

  it('refuses more members or values than an item of a feed has', () => {
    expect(() => parseJson(members(10_000))).not.toThrow();
    expect(problemOf(members(10_001)).rule).toBe('json-count');
    expect(problemOf(`[${'1,'.repeat(150_000)}1]`).rule).toBe('json-count');
  });

  it('refuses a number longer than any amount', () => {
    expect(problemOf('9'.repeat(129)).rule).toBe('json-number-length');
  });

  it("doesn't take inherited names for members", () => {
    expect(parseJson('{"constructor":1,"toString":2}')).toEqual({ constructor: 1, toString: 2 });
  });
});

describe('plainDecimal', () => {
  it.each([
    ['1.50', '1.50'],
    ['1e3', '1000'],
    ['1.5e1', '15'],
    ['12.345e1', '123.45'],
    ['-25e-3', '-0.025'],
    ['0.00e2', '0'],
    ['12e-2', '0.12'],
    ['1E+2', '100'],
  ])('writes %s as %s', (text, decimal) => {
    expect(plainDecimal(new ExactNumber(text))).toBe(decimal);
  });

  it('refuses a number that no amount reaches', () => {
    expect(plainDecimal(new ExactNumber('1e400'))).toBeUndefined();
  });
});

describe('sameJson', () => {
  it('compares numbers by value and objects in any order of keys', () => {
    expect(sameJson(parseJson('{"a":1.50,"b":[1e2]}'), parseJson('{"b":[100],"a":1.5}'))).toBe(true);
    expect(sameJson(parseJson('"1"'), parseJson('1'))).toBe(false);
    expect(canonicalJson(parseJson('[-0.0,10,100]'))).toBe('[0,10,100]');
  });
});
