import { gzipSync } from 'node:zlib';
import { release } from './release-feed.ts';

/** A body that means harm, and how it is sent. */
export interface HostileBody {
  readonly name: string;
  readonly contentType: string;
  readonly encoding?: string;
  readonly body: Buffer;
}

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

function one(name: string, contentType: string, body: string | Buffer, encoding?: string): HostileBody {
  return { name, contentType, body: Buffer.from(body), ...(encoding === undefined ? {} : { encoding }) };
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

function xml(): HostileBody[] {
  const laughs = Array.from({ length: 9 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join(
    '',
  );
  const notice = (inside: string): string => `<ContractNotice>${inside}</ContractNotice>`;
  const doctypes = [
    `<!DOCTYPE x [<!ENTITY l0 "ha">${laughs}]>`,
    '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
    '<!DOCTYPE x [<!ENTITY e SYSTEM "http://169.254.169.254/">]>',
    '<!DOCTYPE x PUBLIC "a" "b">',
    '<!doctype x>',
    '<!DOCTYPE',
    `<!DOCTYPE x [${' '.repeat(100_000)}`,
    '<!-- a --><!DOCTYPE x>',
  ];
  return [
    ...doctypes.flatMap((doctype) => [
      one(`the doctype ${doctype.slice(0, 30)}`, XML, `<?xml version="1.0"?>${doctype}${notice('&l9;&e;')}`),
      one(`the doctype ${doctype.slice(0, 30)} in TED`, XML, `${doctype}<TED_EXPORT DOC_ID="1-2021"/>`),
    ]),
    ...[129, 1000, 10_000, 100_000].map((depth) =>
      one(`elements ${depth} deep`, XML, notice('<a>'.repeat(depth) + '</a>'.repeat(depth))),
    ),
    ...[
      '<a',
      '<a>',
      '<a></b>',
      '<a b="1" b="2"/>',
      '<a b=1/>',
      '&unknown;',
      '&#0;',
      '&#xD800;',
      '<![CDATA[',
      '<!--',
      '<?pi',
      ']]>',
      '<a xmlns:p="u"><q:b/></a>',
      '<1/>',
    ].map((inside) => one(`the XML ${inside}`, XML, notice(inside))),
    one('200,000 elements', XML, notice('<a/>'.repeat(200_000))),
    one('a text of 300 KiB', XML, notice(`<a>${'x'.repeat(300 * 1024)}</a>`)),
    one('an attribute of 300 KiB', XML, notice(`<a b="${'x'.repeat(300 * 1024)}"/>`)),
    one(
      '1,000 attributes',
      XML,
      notice(`<a ${Array.from({ length: 1000 }, (_, at) => `b${at}="x"`).join(' ')}/>`),
    ),
    one('a notice of 5 MiB', XML, notice(`<a>${'x'.repeat(60_000)}</a>`.repeat(88))),
    one('an encoding that is none', XML, '<?xml version="1.0" encoding="x-none"?><ContractNotice/>'),
    one('XML that is HTML', XML, '<!doctype html><html><body>Sign in</body></html>'),
  ];
}

function tables(): HostileBody[] {
  const rows = (inside: string): string => `#,description\n${inside}`;
  return [
    ...[
      '"never closed',
      '1,"a"b"',
      '1,a,b,c',
      '1',
      ',',
      '""""',
      '"a\n'.repeat(50),
      '\r1,a\r2,b',
      "=cmd|' /C calc'!A0,x",
      '\0,a',
    ].map((inside) => one(`the row ${JSON.stringify(inside).slice(0, 30)}`, CSV, rows(inside))),
    one('a record of 2 MiB', CSV, rows(`1,"${'x'.repeat(2 * 1024 ** 2)}"\n2,b\n`)),
    one('100,000 columns', CSV, `${Array.from({ length: 100_000 }, (_, at) => `c${at}`).join()}\n1\n`),
    one('the same column 1,000 times', CSV, `${'#,description,'.repeat(500)}x\n1,2\n`),
    one('a header only', CSV, '#,description\n'),
    one('50,000 empty rows', CSV, rows('\n'.repeat(50_000))),
    one('20,000 unclosed quotes', CSV, rows('1,"x\n'.repeat(20_000))),
  ];
}

function documents(): HostileBody[] {
  const vendor = 'schema: placet.vendor/v1\nid: acme\nname: A\n';
  const regime = (test: string): string =>
    `schema: placet.regime/v1\nid: r\nversion: '1'\nmarket: KR\nrequirements:\n  - id: a\n    kind: gate\n    test: ${test}\n`;
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 8 }, (_, at) => `${'bcdefghi'.charAt(at)}: &${'bcdefghi'.charAt(at)} [${`*${'abcdefgh'.charAt(at)},`.repeat(9)}]`).join('\n')}\n`;
  return [
    one('an alias bomb', YAML, vendor + bomb),
    ...[
      '!!js/function "x"',
      '!!binary "AAAA"',
      '!!python/object:os.system ls',
      '*nobody',
      '&a *a',
      '<<: *a',
      '? [a]\n: b',
      '1: 2',
      'on: yes',
      '~: ~',
      '"\\x00": 1',
      '--- ---',
      '%YAML 9.9',
      '\t- a',
      '- a\n b',
    ].map((piece) => one(`the YAML ${JSON.stringify(piece)}`, YAML, `${vendor}${piece}\n`)),
    ...[64, 500, 5000].map((depth) =>
      one(
        `a test ${depth} deep`,
        YAML,
        regime(`${'{all: ['.repeat(depth)}{need: a, is: b}${']}'.repeat(depth)}`),
      ),
    ),
    one('a test with 50,000 alternatives', YAML, regime(`{any: [${'{need: a, is: b},'.repeat(50_000)}]}`)),
    one('20,000 documents', YAML, `${vendor}---\n`.repeat(20_000)),
    one('a document of 5 MiB', YAML, `${vendor}note: ${'x'.repeat(5 * 1024 ** 2)}\n`),
    one('no schema', YAML, 'a: 1\n'),
    one('an unknown schema', YAML, 'schema: placet.secret/v9\n'),
    one('a schema that is a path', YAML, 'schema: placet.../../etc/passwd\n'),
    one('10,000 facts', YAML, `${vendor}facts:\n${'  - {attribute: x, value: 1}\n'.repeat(10_000)}`),
  ];
}

function packed(): HostileBody[] {
  const small = Buffer.from(JSON.stringify(release('ocds-hostile')));
  const bomb = gzipSync(Buffer.alloc(64 * 1024 ** 2, 0x20));
  return [
    one('a gzip bomb', JSON_TYPE, bomb, 'gzip'),
    one('a gzip bomb as it is', 'application/gzip', bomb),
    one('gzip in gzip', JSON_TYPE, gzipSync(bomb), 'gzip'),
    one('gzip that is cut off', JSON_TYPE, gzipSync(small).subarray(0, 60), 'gzip'),
    one('gzip that is none', JSON_TYPE, small, 'gzip'),
    one(
      'gzip with rubbish behind it',
      JSON_TYPE,
      Buffer.concat([gzipSync(small), Buffer.from('rubbish')]),
      'gzip',
    ),
    one('an encoding that nobody knows', JSON_TYPE, small, 'br'),
    one('an archive that is none', 'application/x-tar', Buffer.alloc(2048, 0x75)),
    one(
      'an archive with a broken header',
      'application/x-tar',
      Buffer.concat([Buffer.alloc(257), Buffer.from('ustar'), Buffer.alloc(250)]),
    ),
    one(
      'random bytes',
      'application/octet-stream',
      Buffer.from(Array.from({ length: 10_000 }, (_, at) => (at * 7919 + (at >> 3)) % 256)),
    ),
  ];
}
