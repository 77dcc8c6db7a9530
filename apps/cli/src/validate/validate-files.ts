import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Unreadable } from '#application';
import {
  type AssembledWorld,
  emptyWorld,
  mappingsIn,
  PackedReader,
  readDocuments,
  readMapping,
} from '#formats';
import { nearestNames } from '#domain';
import { referenceDocuments, validate, type ValidatedFile } from '#reference';
import { headersFor } from '../import/content.ts';
import { type Fault, faultLine } from '../problem-lines.ts';
import type { Terminal } from '../terminal.ts';
import { EXIT, UsageError, type Words } from '../words.ts';

type ValidateWords = Extract<Words, { command: 'validate' }>;

/** What one file has come to. */
interface Checked {
  readonly file: string;
  readonly format: string;
  readonly items: number;
  readonly problems: Fault[];
  readonly infos: Fault[];
}

/** Checks files with the readers of the service and the shipped reference data, and says what has to be corrected. */
export async function validateFiles(words: ValidateWords, terminal: Terminal): Promise<number> {
  const shipped = referenceDocuments().map(({ path, bytes }) => ({ path: `shipped ${path}`, bytes }));
  const documents: ValidatedFile[] = [];
  const checked: Checked[] = [];
  let world: AssembledWorld | undefined;
  const known = (): AssembledWorld => (world ??= validate([], shipped).world);
  const mapping = mappingFor(words.mapping, known, terminal);
  for (const file of words.files) {
    const read = await readFile(file, words.format ?? null, mapping, known);
    if (read === 'documents') documents.push({ path: file, bytes: plainBytes(file) });
    else checked.push(read);
  }
  // Documents may name each other, so they are checked together, whatever their order.
  if (documents.length > 0) checked.push(...checkDocuments(documents, shipped));
  const ordered = words.files.flatMap((file) => checked.find((one) => one.file === file) ?? []);
  if (words.json) terminal.say(JSON.stringify({ files: ordered }, null, 2));
  else print(ordered, terminal);
  return ordered.some(({ problems }) => problems.length > 0) ? EXIT.problems : EXIT.fine;
}

/** Reads notices, owners or a table; Placet documents are left for later. */
async function readFile(
  file: string,
  format: string | null,
  mapping: object | undefined,
  known: () => AssembledWorld,
): Promise<Checked | 'documents'> {
  const { 'content-type': contentType = null } = headersFor(file);
  const raw = createReadStream(file);
  const problems: Fault[] = [];
  let items = 0;
  let read = 'unknown';
  try {
    const hints = { contentType, format, source: 'validate', mapping, accepted: new Date() };
    // Assembling what is known takes a second or two, and only some formats ask for it.
    let isOpen = false;
    const opened = await new PackedReader().open(raw, hints, () => (isOpen ? known() : emptyWorld()));
    isOpen = true;
    read = opened.format;
    if (read === 'placet') return 'documents';
    for await (const item of opened.items) {
      items += 1;
      if (item.kind !== 'broken') continue;
      const { errors, detail } = item.problem;
      if (errors.length === 0)
        problems.push({ line: null, column: null, pointer: item.pointer, detail, nearest: [] });
      for (const error of errors)
        problems.push({
          line: error.line ?? null,
          column: error.column ?? null,
          pointer: error.pointer,
          detail: error.detail,
          nearest: error.nearest ?? [],
        });
    }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    problems.push({ line: null, column: null, pointer: '', detail: error.message, nearest: [] });
  } finally {
    raw.destroy();
  }
  return { file, format: read, items, problems, infos: [] };
}

/** The bytes of a file of documents, which may be compressed. */
function plainBytes(file: string): Uint8Array {
  const bytes = readFileSync(file);
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
}

function checkDocuments(files: readonly ValidatedFile[], shipped: readonly ValidatedFile[]): Checked[] {
  const { remarks } = validate(files, shipped);
  return files.map(({ path, bytes }) => {
    const own = remarks.filter((remark) => remark.path === path);
    const faults = (severity: 'problem' | 'info'): Fault[] =>
      own
        .filter((remark) => remark.severity === severity)
        .map(({ line, column, pointer, message }) => ({
          line,
          column,
          pointer,
          detail: message,
          nearest: [],
        }));
    const items = [...readDocuments(bytes)].length;
    return { file: path, format: 'placet', items, problems: faults('problem'), infos: faults('info') };
  });
}

/** The mapping to read tables by: a document, or the id of a shipped one. */
function mappingFor(
  stated: string | undefined,
  known: () => AssembledWorld,
  terminal: Terminal,
): object | undefined {
  if (stated === undefined) return undefined;
  if (existsSync(stated)) {
    const { mapping, problems } = readMapping(readFileSync(stated));
    if (mapping !== null) return mapping;
    for (const { line, column, pointer, message } of problems)
      terminal.complain(faultLine(stated, { line, column, pointer, detail: message, nearest: [] }));
    throw new UsageError(`${stated} is no mapping that can be used.`);
  }
  const mappings = mappingsIn(known());
  const found = mappings.get(stated);
  if (found !== undefined) return found;
  const nearest = nearestNames(stated, mappings.ids);
  throw new UsageError(
    `There is no mapping "${stated}"${nearest.length === 0 ? '' : `; nearest: ${nearest.join(', ')}`}, and no file of that name.`,
  );
}

function print(checked: readonly Checked[], terminal: Terminal): void {
  for (const { file, format, items, problems, infos } of checked) {
    for (const fault of problems) terminal.say(faultLine(file, fault));
    for (const fault of infos) terminal.say(faultLine(file, { ...fault, detail: `info: ${fault.detail}` }));
    const told =
      problems.length === 0 ? 'no problem' : `${problems.length} problem${problems.length === 1 ? '' : 's'}`;
    terminal.say(`${file}: read as ${format}, ${items} item${items === 1 ? '' : 's'}, ${told}`);
  }
}
