import { readFileSync } from 'node:fs';
import { referenceDocuments } from './reference-documents.ts';
import { validate, type Remark } from './validation.ts';

/**
 * The command behind `npm run validate [files…]`: prints what is wrong with the files (by default the shipped reference
 * data), one line each, and ends with 1 if anything is. Other files are checked against the shipped data.
 */
function run(paths: readonly string[]): number {
  // Named as in the sources, where they are edited, also when the compiled copy is read.
  const shipped = referenceDocuments().map(({ path, bytes }) => ({
    path: `libs/reference/data/${path}`,
    bytes,
  }));
  const own = paths.map((path) => ({ path, bytes: readFileSync(path) }));
  const { items, remarks } = own.length === 0 ? validate(shipped) : validate(own, shipped);
  for (const remark of remarks) process.stdout.write(`${lineOf(remark)}\n`);
  const problems = remarks.filter(({ severity }) => severity === 'problem').length;
  const files = own.length === 0 ? shipped.length : own.length;
  process.stdout.write(
    `${files} files, ${items} items, ${problems} problems, ${remarks.length - problems} infos\n`,
  );
  return problems === 0 ? 0 : 1;
}

function lineOf({ path, line, column, pointer, message, severity }: Remark): string {
  const place = `${path}:${line}:${column} ${pointer === '' ? '/' : pointer}`;
  return severity === 'info' ? `${place} info: ${message}` : `${place} ${message}`;
}

process.exitCode = run(process.argv.slice(2));
