import { ReadingNotes } from '../notice/reading-notes.ts';
import type { JsonObject } from '../text/json-value.ts';
import { holds, readText } from './expression.ts';
import type { DateExpression, Expression, LookFor, RegisterMapping } from './mapping.ts';
import { RecordReader } from './record-reader.ts';
import type { Scope } from './record-path.ts';

/** What an entry of a register can be. */
export const ENTRY_STATUSES = [
  'held',
  'conditional',
  'suspended',
  'withdrawn',
  'expired',
  'ready',
  'in_process',
  'unclear',
] as const;

/** An entry as a register document states it, nothing for a record that is none, or what is wrong with the record. */
export type EntryReading = { readonly entry: JsonObject | null } | { readonly problems: readonly string[] };

/** Reads one record of a register by its mapping. */
export function readEntry(mapping: RegisterMapping, scope: Scope): EntryReading {
  const { entry, skip = [], lookFor = [] } = mapping.register;
  if (skip.some((when) => holds(when, scope))) return { entry: null };
  const reader = new RecordReader(mapping, scope, new ReadingNotes());
  const problems: string[] = [];
  const code = (name: 'level' | 'status'): string | undefined => {
    const read = readText(entry[name], scope);
    if (read?.isUnknown === true)
      problems.push(
        `The ${name} ${JSON.stringify(read.text)} is none that the mapping ${mapping.id} knows (${known(entry[name])}). Add it to the map of ${name}.`,
      );
    return read?.text;
  };
  const day = (name: 'from' | 'to' | 'issued'): string | undefined => {
    const read = reader.day(entry[name]);
    if (read !== null) return read;
    const printed = reader.text(textOf(entry[name])) ?? '';
    problems.push(
      `${JSON.stringify(printed)} (${name}) is no date in a form that the mapping knows. Add its form to formats, or drop the text.`,
    );
    return undefined;
  };
  const holder = reader.text(entry.holder);
  if (holder === undefined)
    problems.push('The record names no holder. Mend the path of holder, or skip such records.');
  const service = reader.text(entry.service);
  const registerId = reader.text(entry.registerId);
  const level = code('level');
  const status = code('status') ?? 'held';
  const dates = { from: day('from'), to: day('to'), issued: day('issued') };
  const models = reader.texts(entry.models);
  const note = reader.text(entry.note);
  if (problems.length > 0 || holder === undefined) return { problems };
  return {
    entry: {
      holder,
      ...(service === undefined ? {} : { service }),
      ...(registerId === undefined ? {} : { registerId }),
      ...(level === undefined ? {} : { level }),
      status,
      ...Object.fromEntries(Object.entries(dates).filter(([, value]) => value !== undefined)),
      ...(models.length === 0 ? {} : { models }),
      ...(note === undefined ? {} : { note }),
      ...matchOf(lookFor, { holder, service, registerId, models }),
    },
  };
}

/** Whom the mapping takes the holder for: by whole names, never by parts of them. */
function matchOf(
  lookFor: readonly LookFor[],
  stated: { holder: string; service?: string | undefined; registerId?: string | undefined; models: string[] },
): JsonObject {
  const { holder, service, registerId, models } = stated;
  const found = lookFor.find(({ names }) => hasName(names, holder));
  if (found === undefined) return {};
  const offering = (found.offerings ?? []).find(({ registerIds, services }) =>
    registerIds === undefined && services === undefined
      ? service === undefined
      : (registerId !== undefined && registerIds?.includes(registerId) === true) ||
        (service !== undefined && hasName(services ?? [], service)),
  )?.offering;
  return {
    vendor: found.vendor,
    ...(offering === undefined ? {} : { offering }),
    match: { method: 'holder and service by the names of the mapping', confidence: 'high' },
    // What isn't one of the offerings is covered alone: the certificate of one product is none of another.
    ...(offering !== undefined || service === undefined
      ? {}
      : {
          scope: {
            text: service,
            ...(models.length === 0 ? {} : { services: models }),
            complete: true,
          },
        }),
  };
}

/** Says which vendors were looked for in vain; one whose name is part of a holder's can't be told. */
export function absencesIn(
  { register: { lookFor = [] } }: RegisterMapping,
  entries: readonly JsonObject[],
): JsonObject[] {
  const holders = entries.map(({ holder }) => (typeof holder === 'string' ? plain(holder) : ''));
  const listed = new Set(entries.map(({ vendor }) => vendor));
  return lookFor
    .filter(({ vendor }) => !listed.has(vendor))
    .map(({ vendor, names }) => {
      const like = holders.find((holder) => names.some((name) => isPart(plain(name), holder)));
      const looked = names.map((name) => JSON.stringify(name)).join(', ');
      return like === undefined
        ? { vendor, listed: false, detail: `none of ${entries.length} holders is called ${looked}` }
        : {
            vendor,
            listed: null,
            detail: `no holder is called ${looked}, but ${JSON.stringify(like)} may be the same`,
          };
    });
}

function hasName(names: readonly string[], printed: string): boolean {
  return names.some((name) => plain(name) === plain(printed));
}

/** Names as they are compared: case, width and spaces don't tell companies apart. */
function plain(name: string): string {
  return name.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase();
}

function isPart(name: string, holder: string): boolean {
  return ` ${holder.replaceAll(/[^\p{L}\p{N}]+/gu, ' ')} `.includes(
    ` ${name.replaceAll(/[^\p{L}\p{N}]+/gu, ' ')} `,
  );
}

function known(expression: Expression | undefined): string {
  return typeof expression === 'object' ? Object.keys(expression.map ?? {}).join(', ') : '';
}

function textOf(expression: DateExpression | undefined): Expression | undefined {
  return typeof expression === 'object' ? expression.at : expression;
}
