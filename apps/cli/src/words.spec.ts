import { describe, expect, it } from '@jest/globals';
import { readWords, UsageError } from './words.ts';

describe('readWords', () => {
  it('reads a command with its options, in any order', () => {
    expect(readWords(['import', '--source', 'feed', 'a.csv', '--mapping=kr-g2b', '--json'])).toEqual({
      command: 'import',
      from: 'a.csv',
      source: 'feed',
      mapping: 'kr-g2b',
      json: true,
    });
    expect(readWords(['validate', 'a.yaml', 'b.xml', '--format', 'eforms'])).toEqual({
      command: 'validate',
      files: ['a.yaml', 'b.xml'],
      format: 'eforms',
      json: false,
    });
  });

  it.each([[[]], [['help']], [['--help']], [['import', '-h']]])('answers %j with help', (argv) => {
    expect(readWords(argv)).toEqual({ command: 'help' });
  });

  it.each([
    [['import'], 'needs a file'],
    [['import', 'a', 'b'], '"b" is one too many'],
    [['validate'], 'at least one file'],
    [['validate', 'a', '--source', 'x'], 'for import'],
    [['imprt', 'a'], 'no command "imprt"'],
    [['import', 'a', '--key', 'x'], "'--key'"],
  ])('refuses %j and says why', (argv, part) => {
    expect(() => readWords(argv)).toThrow(UsageError);
    expect(() => readWords(argv)).toThrow(part);
  });
});
