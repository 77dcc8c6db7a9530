import { type HostileBody, one } from './hostile-body.ts';
import { documents, packed, tables, xml } from './hostile-files.ts';
import { release } from '../feeds/release-feed.ts';

const JSON_TYPE = 'application/json';
const LINES = 'application/x-ndjson';
const XML = 'application/xml';
const CSV = 'text/csv';
const YAML = 'application/yaml';

/**
 * Bodies that break rules, made when they are needed: most are a rule times a place or a size, which a table says in a
 * line, and files of 4 MiB or of invalid bytes don't belong into a repository.
 */
export function hostileCorpus(): HostileBody[] {
  return [
    ...json(),
    ...numbers(),
    ...texts(),
    ...dates(),
    ...xml(),
    ...tables(),
    ...documents(),
    ...packed(),
  ];
}

/** A release in which one member of its tender is replaced by a raw piece of JSON. */
function withRaw(member: string, raw: string): string {
  return JSON.stringify(release('ocds-hostile', { [member]: '@@' })).replace('"@@"', raw);
}

function json(): HostileBody[] {
  const depths = [65, 100, 1000, 10_000, 100_000, 1_000_000];
  const whole = JSON.stringify(release('ocds-hostile'));
  const keys = [
    '__proto__',
    'constructor',
    'prototype',
    'hasOwnProperty',
    'toString',
    '',
    ' ',
    'a/b~c',
    '\u202e',
  ];
  return [
    ...depths.flatMap((depth) => [
      one(`arrays ${depth} deep`, JSON_TYPE, '['.repeat(depth) + ']'.repeat(depth)),
      one(`arrays ${depth} deep, never closed`, JSON_TYPE, '['.repeat(depth)),
      one(`objects ${depth} deep`, JSON_TYPE, `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`),
      one(`a release ${depth} deep`, JSON_TYPE, withRaw('items', '['.repeat(depth) + ']'.repeat(depth))),
    ]),
    ...keys.flatMap((key) => [
      one(
        `the key ${JSON.stringify(key)}`,
        JSON_TYPE,
        withRaw('x', `{${JSON.stringify(key)}:{"admin":true}}`),
      ),
      one(`the key ${JSON.stringify(key)} at the root`, LINES, `{${JSON.stringify(key)}:1,${whole.slice(1)}`),
      one(
        `the key ${JSON.stringify(key)} twice`,
        JSON_TYPE,
        `{${JSON.stringify(key)}:1,${JSON.stringify(key)}:2,${whole.slice(1)}`,
      ),
    ]),
    ...[1, 2, 10, 100, whole.length - 1].map((length) =>
      one(`cut off after ${length}`, JSON_TYPE, whole.slice(0, length)),
    ),
    ...[
      '',
      ' ',
      '\n\n',
      'null',
      'true',
      '"text"',
      '5',
      '[]',
      '{}',
      '[[]]',
      '[null]',
      '[1,2',
      '}',
      ']',
      ',',
      '{"a"}',
      "{'a':1}",
      '{a:1}',
      '[1,]',
      '{"a":1,}',
      'NaN',
      'undefined',
      '// no\n{}',
      '{}{}',
      '{} x',
      '\u2028',
    ].map((body) => one(`the body ${JSON.stringify(body)}`, JSON_TYPE, body)),
    one('a string of 300 KiB', JSON_TYPE, withRaw('title', JSON.stringify('x'.repeat(300 * 1024)))),
    one('an item of 5 MiB', LINES, withRaw('x', `[${'"0123456789",'.repeat(420_000)}1]`)),
    one(
      '100,000 members',
      JSON_TYPE,
      withRaw('x', `{${Array.from({ length: 100_000 }, (_, at) => `"k${at}":1`).join()}}`),
    ),
    one('2,000,000 values', JSON_TYPE, withRaw('x', `[${'1,'.repeat(1_900_000)}1]`)),
    one('100,000 lines of nothing', LINES, '\n'.repeat(100_000)),
    one('20,000 lines of a bracket', LINES, '{\n'.repeat(20_000)),
    one('a line of prose', LINES, `${whole}\nnot json at all\n${whole}`),
    one('a package whose releases are no list', JSON_TYPE, '{"releases":{"a":1}}'),
    one('a package in a package in a package', JSON_TYPE, '{"releases":[{"releases":[{"releases":[]}]}]}'),
    one(
      'a record that links to itself',
      JSON_TYPE,
      '{"records":[{"ocid":"a","releases":[{"url":"file:///etc/passwd"}]}]}',
    ),
  ];
}

function numbers(): HostileBody[] {
  const values = [
    '1e400',
    '-1e400',
    '1e-400',
    '1E999999999',
    '0012345',
    '-0',
    '0.1',
    '1.',
    '.5',
    '+1',
    '1e',
    '0x10',
    '1_000',
    'Infinity',
    '-Infinity',
    'NaN',
    '9'.repeat(400),
    `0.${'1'.repeat(400)}`,
    '9007199254740993',
    '1e5',
    '"1e5"',
    '"0012345"',
    '"١٢٣"',
    '"1,200.50"',
    '"Infinity"',
    'null',
    'true',
    '[]',
    '{}',
    '-5',
  ];
  return values.flatMap((value) => [
    one(
      `the amount ${value.slice(0, 30)}`,
      JSON_TYPE,
      withRaw('value', `{"amount":${value},"currency":"KRW"}`),
    ),
    one(
      `the id ${value.slice(0, 30)}`,
      JSON_TYPE,
      JSON.stringify({ ...release('x'), ocid: '@@' }).replace('"@@"', value),
    ),
  ]);
}

function texts(): HostileBody[] {
  const inside = [
    '\\u0000',
    '\\ud800',
    '\\udfff',
    '\\ud800\\ud800',
    '\\x41',
    '\\',
    '\u0001',
    '\t',
    '\u202etxt',
    '<script>alert(1)</script>',
    "'; DROP TABLE placet.notice; --",
    '=HYPERLINK("x")',
    '@SUM(A1)',
    '../../etc/passwd',
    '%00',
    '\\r\\nSet-Cookie: a=b',
    '${jndi:ldap://x}',
    '{{7*7}}',
    'Раypal',
    '𝒜'.repeat(1000),
  ];
  const bytes: [string, number[]][] = [
    ['a lone continuation byte', [0x80]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate in UTF-8', [0xed, 0xa0, 0x80]],
    ['a cut-off sequence', [0xe2, 0x82]],
    ['a code point past the last', [0xf4, 0x90, 0x80, 0x80]],
    ['a byte that never occurs', [0xff]],
    ['NUL', [0]],
    ['a mark inside', [0xef, 0xbb, 0xbf]],
  ];
  const text = JSON.stringify(release('ocds-hostile', { title: '@@' }));
  const [before = '', after = ''] = text.split('@@');
  return [
    ...inside.map((piece) =>
      one(`the text ${piece.slice(0, 20)}`, JSON_TYPE, `${before}${piece.replaceAll('"', '\\"')}${after}`),
    ),
    ...bytes.flatMap(([name, raw]) => [
      one(
        `${name} in JSON`,
        JSON_TYPE,
        Buffer.concat([Buffer.from(before), Buffer.from(raw), Buffer.from(after)]),
      ),
      one(
        `${name} in CSV`,
        CSV,
        Buffer.concat([Buffer.from('#,description\n1,a'), Buffer.from(raw), Buffer.from('b\n')]),
      ),
      one(
        `${name} in XML`,
        XML,
        Buffer.concat([
          Buffer.from('<ContractNotice><a>'),
          Buffer.from(raw),
          Buffer.from('</a></ContractNotice>'),
        ]),
      ),
      one(
        `${name} in YAML`,
        YAML,
        Buffer.concat([Buffer.from('schema: placet.vendor/v1\nid: '), Buffer.from(raw), Buffer.from('\n')]),
      ),
      one(`${name} alone`, JSON_TYPE, Buffer.from(raw)),
    ]),
    ...(['utf16le', 'latin1'] as const).map((charset) =>
      one(`JSON as ${charset}`, JSON_TYPE, Buffer.from(`\ufeff${text}é`, charset)),
    ),
    ...['utf-7', 'x-unknown', 'utf-16', 'iso-8859-1', '"'].map((charset) =>
      one(`the charset ${charset}`, `application/json; charset=${charset}`, text),
    ),
  ];
}

function dates(): HostileBody[] {
  const values = [
    '2026-02-30',
    '2026-13-01',
    '0000-00-00',
    '9999-12-31T23:59:60Z',
    '2026-01-01T25:00:00Z',
    '2026-01-01T00:00:00+99:99',
    '275760-09-14T00:00:00Z',
    '-271821-04-19',
    'yesterday',
    '',
    '1e12',
    '2026-01-01T00:00:00.123456789123Z',
    '٢٠٢٦-٠١-٠١',
    '2026-1-1',
  ];
  return values.flatMap((value) => [
    one(`the date ${value}`, JSON_TYPE, JSON.stringify({ ...release('ocds-hostile'), date: value })),
    one(
      `the deadline ${value}`,
      JSON_TYPE,
      JSON.stringify(release('ocds-hostile', { tenderPeriod: { endDate: value } })),
    ),
  ]);
}
