import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { JSON_LIMITS } from './json-problem.ts';
import { type JsonValue, writeJson } from './json-value.ts';
import { parseJson } from './parse-json.ts';
import { quickJson } from './quick-json.ts';

const quick = (text: string, limits = JSON_LIMITS, outerDepth = 0): JsonValue | undefined =>
  quickJson(text, limits, outerDepth);

describe('quickJson', () => {
  it('keeps every value and every number as printed', () => {
    const printed = fc.oneof(
      fc.integer().map(String),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.constantFrom('-0', '0.10', '1e5', '1E+2', '9007199254740993', '999999999999999'),
    );
    const text = fc.letrec<{ value: string }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        printed,
        fc.string().map((one) => JSON.stringify(one.replaceAll('\0', ''))),
        fc.constantFrom('true', 'false', 'null'),
        fc.array(tie('value')).map((items) => `[${items.join(',')}]`),
        fc
          .uniqueArray(fc.stringMatching(/^[a-z":\\{,]{1,6}$/))
          .chain((keys) =>
            fc
              .tuple(...keys.map(() => tie('value')))
              .map(
                (values) => `{${keys.map((key, at) => `${JSON.stringify(key)}:${values[at]}`).join(',')}}`,
              ),
          ),
      ),
    }));
    fc.assert(
      fc.property(text.value, (one) => {
        const value = quick(one);
        expect(value === undefined ? one : writeJson(value)).toBe(one);
        expect(value).toBeDefined();
      }),
    );
  });

  it('reads white space and escapes as the strict parser does', () => {
    const text = '{ "a\\u00e9" : [ 1 , "x\\\\" , { "b" : "\\"q\\"" } ] ,\n "c" : 1.50 }';
    expect(writeJson(quick(text) ?? null)).toBe('{"aé":[1,"x\\\\",{"b":"\\"q\\""}],"c":1.50}');
    expect(parseJson(text)).toEqual(quick(text));
  });

  it.each([
    ['a name that stands twice', '{"a":1,"a":2}'],
    ['a name that stands twice by an escape', '{"a":1,"\\u0061":2}'],
    ['the forbidden name', '{"__proto__":{}}'],
    ['the forbidden name by an escape', '{"\\u005f_proto__":{}}'],
    ['NUL', '["\\u0000"]'],
    ['half of a pair', '["\\uD83d"]'],
    ['numbers after names that are numbers', '{"b":1.5,"1":2.50}'.replace('"b"', '"7"')],
    ['what is no JSON', '[1,]'],
    ['a string that does not end', '["abc'],
    ['text after the value', '[1] 2'],
  ])('leaves %s to the strict parser', (_, text) => {
    expect(quick(text)).toBeUndefined();
  });

  it('leaves whatever may break a limit to the strict parser', () => {
    const limits = { ...JSON_LIMITS, depth: 3, stringBytes: 30, numberDigits: 5, values: 6, members: 6 };
    expect(quick('[[[1]]]', limits)).toEqual([[[1]]]);
    expect(quick('[[[1]]]', limits, 1)).toBeUndefined();
    expect(quick('["123456789"]', limits)).toEqual(['123456789']);
    expect(quick('["1234567890"]', limits)).toBeUndefined();
    expect(quick('[123456]', limits)).toBeUndefined();
    expect(quick('[1,2,3,4,5]', limits)).toEqual([1, 2, 3, 4, 5]);
    expect(quick('[1,2,3,4,5,6]', limits)).toBeUndefined();
  });
});
