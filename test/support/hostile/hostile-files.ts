import { gzipSync } from 'node:zlib';
import { type HostileBody, one } from './hostile-body.ts';
import { release } from '../feeds/release-feed.ts';

const JSON_TYPE = 'application/json';
const XML = 'application/xml';
const CSV = 'text/csv';
const YAML = 'application/yaml';

/** Documents of XML: entities, depth, and what is no XML. */
export function xml(): HostileBody[] {
  const laughs = Array.from({ length: 9 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join(
    '',
  );
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

/** Tables of CSV. */
export function tables(): HostileBody[] {
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

/** Placet documents of YAML. */
export function documents(): HostileBody[] {
  const vendor = 'schema: placet.vendor/v1\nid: acme\nname: A\n';
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

/** Compressed bodies and archives. */
export function packed(): HostileBody[] {
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

function notice(inside: string): string {
  return `<ContractNotice>${inside}</ContractNotice>`;
}

function rows(inside: string): string {
  return `#,description\n${inside}`;
}

function regime(test: string): string {
  return `schema: placet.regime/v1\nid: r\nversion: '1'\nmarket: KR\nrequirements:\n  - id: a\n    kind: gate\n    test: ${test}\n`;
}
