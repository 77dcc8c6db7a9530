/**
 * Reads every sample of real data with the readers of libs/formats and writes what became of it into docs/formats.md.
 * By hand: node scripts/measure-formats.js [folder of samples]
 */
import { createReadStream, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { format as prettify, resolveConfig } from 'prettier';
import { build, complain, root, say } from './build.js';

const PAGE = join(root, 'docs', 'formats.md');
const [BEGIN, END] = ['<!-- measured -->', '<!-- /measured -->'];
/** What in the samples is data of senders; code lists of standards lie beside it. */
const FOLDERS = [
  'eforms',
  'ted-r209',
  'ted-api-v3',
  'ocds',
  'prozorro',
  'national',
  'reference/bods',
  'reference/gleif',
];

const samples = resolve(process.argv[2] ?? join(root, '..', 'shared', 'samples'));
if (existsSync(samples)) await main();
else complain(`There are no samples at ${samples}.`);

async function main() {
  await build({ checkTypes: false, log: () => say('compiling') });
  const { ContentReader, buildWorld } = await import('../dist/libs/formats/src/index.js');
  const { Unreadable } = await import('../dist/libs/application/src/index.js');
  const reader = new ContentReader();
  const world = buildWorld([]);
  const formats = new Map();
  for (const path of FOLDERS.flatMap((folder) => filesIn(join(samples, folder)))) {
    await measure(path, { reader, world, formats, Unreadable });
  }
  const text = await prettify(pageWith(formats), { ...(await resolveConfig(PAGE)), filepath: PAGE });
  writeFileSync(PAGE, text);
  const unexplained = [...formats.values()].reduce((sum, one) => sum + one.unexplained.length, 0);
  for (const one of formats.values()) for (const line of one.unexplained) complain(line);
  say(`docs/formats.md is written; ${unexplained} unexplained`);
  if (unexplained > 0) process.exitCode = 1;
}

async function measure(path, { reader, world, formats, Unreadable }) {
  const hints = { contentType: null, format: null, source: 'samples' };
  let tally = tallyOf(formats, 'refused');
  try {
    const { format, items } = await reader.open(createReadStream(path), hints, () => world);
    tally = tallyOf(formats, format);
    tally.files += 1;
    for await (const item of items) count(tally, item, path);
  } catch (error) {
    if (!(error instanceof Unreadable)) {
      tally.unexplained.push(`${relative(samples, path)}: ${error.stack}`);
      return;
    }
    if (tally === formats.get('refused')) tally.files += 1;
    reason(tally, error.problem.type, error.problem.detail, path);
  }
}

function count(tally, item, path) {
  tally.items += 1;
  if (item.kind === 'broken') {
    tally.quarantined += 1;
    reason(tally, item.problem.type, item.problem.detail, path);
    return;
  }
  if (item.kind === 'document') {
    tally.documents += 1;
    return;
  }
  const { warnings } = item.notice.notice;
  tally.notices += 1;
  if (warnings.length > 0) tally.doubted += 1;
  tally.warnings += warnings.length;
  for (const { field } of warnings) tally.fields.set(field, (tally.fields.get(field) ?? 0) + 1);
}

function reason(tally, type, detail, path) {
  const known = tally.reasons.get(type) ?? { count: 0, files: new Set(), detail };
  known.count += 1;
  known.files.add(basename(path));
  tally.reasons.set(type, known);
  if (!type || !detail) tally.unexplained.push(`${relative(samples, path)}: quarantined without a reason`);
}

function tallyOf(formats, name) {
  const known = formats.get(name);
  if (known) return known;
  const fresh = {
    files: 0,
    items: 0,
    notices: 0,
    documents: 0,
    doubted: 0,
    warnings: 0,
    quarantined: 0,
    fields: new Map(),
    reasons: new Map(),
    unexplained: [],
  };
  formats.set(name, fresh);
  return fresh;
}

function pageWith(formats) {
  const page = readFileSync(PAGE, 'utf8');
  const named = [...formats].filter(([name]) => name !== 'refused').toSorted(([a], [b]) => (a < b ? -1 : 1));
  const refused = formats.get('refused');
  const rows = named.map(
    ([name, one]) =>
      `| \`${name}\` | ${one.files} | ${one.items} | ${one.notices} | ${one.documents} | ${one.warnings} in ${one.doubted} | ${one.quarantined} | ${one.unexplained.length} |`,
  );
  const total = (key) => named.reduce((sum, [, one]) => sum + one[key], 0);
  const unexplained = named.reduce((sum, [, one]) => sum + one.unexplained.length, 0);
  const measured = [
    '| format | files | items | notices | documents | warnings | quarantined | unexplained |',
    '| --- | --: | --: | --: | --: | --: | --: | --: |',
    ...rows,
    `| **all** | ${total('files')} | ${total('items')} | ${total('notices')} | ${total('documents')} | ${total('warnings')} in ${total('doubted')} | ${total('quarantined')} | ${unexplained} |`,
    '',
    `${refused?.files ?? 0} more files were refused whole.`,
    '',
    '### Why items and deliveries were refused',
    '',
    '| format | problem | how many | in files | for example |',
    '| --- | --- | --: | --: | --- |',
    ...[...named, ...(refused ? [['refused whole', refused]] : [])].flatMap(([name, one]) =>
      [...one.reasons]
        .toSorted(([, a], [, b]) => b.count - a.count)
        .map(
          ([type, { count: n, files, detail }]) =>
            `| ${name} | \`${type}\` | ${n} | ${files.size} | ${cell(detail)} |`,
        ),
    ),
    '',
    '### What was doubted',
    '',
    '| format | fields with warnings, most frequent first |',
    '| --- | --- |',
    ...named
      .filter(([, one]) => one.fields.size > 0)
      .map(([name, one]) => {
        const fields = [...one.fields].toSorted(([, a], [, b]) => b - a).slice(0, 8);
        return `| ${name} | ${fields.map(([field, n]) => `${cell(field)} ${n}`).join(', ')} |`;
      }),
  ].join('\n');
  const [before = '', rest = ''] = page.split(BEGIN);
  return `${before}${BEGIN}\n\n${measured}\n\n${END}${rest.split(END)[1] ?? ''}`;
}

/** Text for a cell: what people wrote is cut, since a table shows kinds of problems rather than contents. */
function cell(text) {
  // Long quotations are contents of the samples, which stay outside.
  const short = text
    .replaceAll(/"[^"]{25,}"/g, '"…"')
    .replaceAll(/\s+/g, ' ')
    .replaceAll('|', String.raw`\|`)
    .replaceAll('<', '&lt;');
  return short.length > 140 ? `${short.slice(0, 137)}…` : short;
}

function filesIn(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .toSorted()
    .flatMap((name) => filesIn(join(path, name)));
}
