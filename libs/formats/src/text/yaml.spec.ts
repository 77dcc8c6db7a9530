import { describe, expect, it } from '@jest/globals';
import { DEFAULT_TEXT_LIMITS } from './limits.ts';
import { parseYaml, parseYamlInSteps } from './yaml.ts';

const parse = (text: string) => parseYaml(text, DEFAULT_TEXT_LIMITS);

describe('parseYaml', () => {
  it('keeps dates, Norway and clock times as text', () => {
    const { parsed } = parse('from: 2022-03-01\nin: NO\nat: 12:30\nversion: "3.2"\nyes: yes\n');
    expect(parsed?.value).toEqual({ from: '2022-03-01', in: 'NO', at: '12:30', version: '3.2', yes: 'yes' });
  });

  it('reads keys as text however they look', () => {
    expect(parse('2026: a\ntrue: b\nnull: c\n').parsed?.value).toEqual({ '2026': 'a', true: 'b', null: 'c' });
  });

  it('follows a few aliases', () => {
    expect(parse('a: &x [1, 2]\nb: *x\n').parsed?.value).toEqual({ a: [1, 2], b: [1, 2] });
  });

  it('finds the line and column of values and keys, counting from the line of the delivery', () => {
    const { parsed } = parseYaml('a:\n  - b: 1\n    c: 2\n', DEFAULT_TEXT_LIMITS, 10);
    expect(parsed?.locate('/a/0/c')).toEqual({ line: 12, column: 8 });
    expect(parsed?.locate('/a/0/c', 'key')).toEqual({ line: 12, column: 5 });
  });

  it.each([
    ['a key twice', 'a: 1\nb: 2\na: 3\n', 'stands twice', 3],
    ['__proto__', 'a:\n  __proto__: {}\n', '__proto__', 2],
    ['a tag of a program', 'a: !!js/function "x"\n', 'core schema', 1],
    ['a local tag', 'a: !secret x\n', 'core schema', 1],
    ['an alias without anchor', 'a: *x\n', 'anchor', 1],
    ['a list as key', '? [1, 2]\n: a\n', 'only text can be a key', 1],
    ['infinity', 'a: .inf\n', 'kept exactly', 1],
    ['a tab as indentation', 'a:\n\tb: 1\n', 'Indent with spaces', 2],
    ['an unclosed list', 'a: [1, 2\nb: 3\n', 'end with a ]', 2],
    ['an anchor inside itself', 'a: &x\n  b: *x\n', 'Write the values out', 2],
  ])('refuses %s', (_what, text, message, line) => {
    const { problem } = parse(text);
    expect(problem?.message).toContain(message);
    expect(problem?.line).toBe(line);
  });

  it('refuses an alias bomb before it grows', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 12; level += 1) {
      lines.push(`a${level}: &a${level} [${Array.from({ length: 10 }, () => `*a${level - 1}`).join(', ')}]`);
    }
    expect(parse(lines.join('\n')).problem?.message).toContain('more than 100 times');
  });

  it('refuses nesting that would exhaust the stack', () => {
    expect(parse('['.repeat(50_000)).problem?.message).toContain('deeper than 64');
  });

  it('reads wide maps in linear time', () => {
    const text = Array.from({ length: 50_000 }, (_, at) => `k${at}: ${at}`).join('\n');
    expect(Object.keys(parse(text).parsed?.value ?? {})).toHaveLength(50_000);
  });

  it('gives others a turn while it takes a long text apart, and reads the same', () => {
    // Nine lexemes a line: key, colon, space, value, line end and their places.
    const lines = Array.from({ length: 5000 }, (_, index) => `key-${index}: value ${index}`).join('\n');
    const steps = parseYamlInSteps(lines, DEFAULT_TEXT_LIMITS);
    let turns = 0;
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) turns += 1;
    expect(turns).toBeGreaterThan(20);
    expect(step.value.parsed?.value).toEqual(parseYaml(lines, DEFAULT_TEXT_LIMITS).parsed?.value);
    expect(Object.keys(step.value.parsed?.value ?? {})).toHaveLength(5000);
  });
});
