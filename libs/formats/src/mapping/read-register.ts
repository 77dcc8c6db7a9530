import type { DocumentItem, DocumentProblem } from '../documents/document-item.ts';
import { writeJson } from '../json/json-value.ts';
import { ReadingNotes } from '../notice/reading-notes.ts';
import type { JsonObject } from '../text/json-value.ts';
import type { RegisterMapping } from './mapping.ts';
import { errorIn, noRecords, recordsOf, scopeOf } from './read-mapped.ts';
import { RecordReader } from './record-reader.ts';
import type { Scope } from './record-path.ts';
import { absencesIn, readEntry } from './register-entry.ts';

/** More entries than any register of certificates has. */
const MOST_ENTRIES = 200_000;
const MOST_PROBLEMS = 100;

/** What a delivery says about itself. */
export interface RegisterContext {
  /** The day on which it was accepted. */
  readonly accepted: string;
  readonly charset?: string;
}

/** A reading of a register, and where each of its entries stands in the delivery. */
export interface MappedRegister {
  readonly item: DocumentItem;
  readonly places: readonly { readonly pointer: string; readonly line: number }[];
}

/**
 * Reads the delivery of a register by its mapping as one document. A record that can't be read is a problem of the
 * whole: with an entry left out, absence would prove what isn't so. Never throws for what is in the delivery.
 */
export async function readMappedRegister(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  mapping: RegisterMapping,
  context: RegisterContext,
): Promise<MappedRegister> {
  const entries: JsonObject[] = [];
  const places: { pointer: string; line: number }[] = [];
  const problems: DocumentProblem[] = [];
  const complain = (place: { pointer: string; line: number }, message: string, stage: 'text' | 'meaning') => {
    const { pointer, line } = place;
    if (problems.length < MOST_PROBLEMS) problems.push({ pointer, line, column: 1, message, stage });
  };
  let records = 0;
  let around: Scope = scopeOf(mapping, undefined);
  let first: Scope | undefined;
  for await (const item of recordsOf(chunks, mapping, context)) {
    if (item.type === 'problem') complain(item, item.problem.detail, 'text');
    else if (item.type === 'envelope') {
      around = scopeOf(mapping, item.value);
      const error = errorIn(mapping, around);
      if (error !== undefined) complain(item, error.detail, 'meaning');
      else if (records === 0 && !item.hasRecords)
        complain(item, noRecords(mapping, item.value, item.pointer).detail, 'meaning');
      continue;
    } else if (typeof item.value !== 'object' || item.value === null)
      complain(item, `A record is an object; this is ${writeJson(item.value).slice(0, 80)}.`, 'meaning');
    else if (entries.length < MOST_ENTRIES) {
      const scope = {
        ...scopeOf(mapping, item.envelope),
        here: { value: item.value, steps: [] },
        record: item.value,
      };
      first ??= scope;
      const read = readEntry(mapping, scope);
      if ('problems' in read) for (const message of read.problems) complain(item, message, 'meaning');
      else if (read.entry !== null) {
        entries.push(read.entry);
        places.push({ pointer: item.pointer, line: item.line });
      }
    } else complain(item, `The delivery holds more than ${MOST_ENTRIES} entries.`, 'meaning');
    records += 1;
  }
  const start = { pointer: '', line: 1 };
  if (entries.length === 0 && problems.length === 0)
    complain(
      start,
      'The delivery lists nothing. A register without an entry is taken for a failed export, since it would say of everybody that they are not listed.',
      'meaning',
    );
  const asOf = dayOf(mapping, around, first, context.accepted);
  if (asOf === null)
    complain(
      start,
      'The day that the delivery speaks of (asOf) is no date that the mapping knows.',
      'meaning',
    );
  const { id } = mapping.register;
  const item: DocumentItem = {
    ...start,
    kind: 'register',
    id,
    version: asOf,
    document: documentOf(mapping, asOf, entries),
    problems,
  };
  return { item, places };
}

/** The day of the reading: as the document says around its records, or in the first of them. */
function dayOf(
  mapping: RegisterMapping,
  around: Scope,
  first: Scope | undefined,
  accepted: string,
): string | null {
  const { asOf } = mapping.register;
  if (asOf === undefined) return accepted;
  for (const scope of [around, ...(first === undefined ? [] : [first])]) {
    const day = new RecordReader(mapping, scope, new ReadingNotes()).day(asOf);
    if (day !== undefined) return day;
  }
  return null;
}

function documentOf(
  mapping: RegisterMapping,
  asOf: string | null,
  entries: readonly JsonObject[],
): JsonObject {
  const { id, scheme, name, market, authority, url, completeness, readFrom, grade, freshFor } =
    mapping.register;
  const fromAuthority = readFrom === 'authority' || readFrom === 'issuer';
  const absences = absencesIn(mapping, entries);
  return {
    schema: 'placet.register/v1',
    id,
    name,
    kind: 'register',
    scheme,
    ...(market === undefined ? {} : { market }),
    authority,
    ...(url === undefined ? {} : { url }),
    completeness,
    closesWorld: completeness === 'complete',
    readFrom,
    ...(grade === undefined ? {} : { grade }),
    ...(freshFor === undefined ? {} : { freshFor }),
    asOf,
    source: {
      title: name,
      ...(url === undefined ? {} : { url }),
      retrieved: asOf,
      issuer: fromAuthority ? 'register' : 'third_party',
    },
    note: `Read with the mapping ${mapping.id}, version ${mapping.version}.`,
    entryCount: entries.length,
    entries: [...entries],
    absences,
  };
}
