import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { delimiterOf } from '../csv/read-csv.ts';
import { CSV_LIMITS } from '../csv/csv-problem.ts';
import { CsvScanner } from '../csv/csv-scanner.ts';
import type { AnyMapping } from './mapping.ts';
import { readMapping } from './read-mapping.ts';

/** Mappings by id, and which of them a document asks for. */
export class MappingCatalogue {
  private readonly byId: ReadonlyMap<string, AnyMapping>;

  constructor(mappings: Iterable<AnyMapping>) {
    this.byId = new Map([...mappings].map((mapping) => [mapping.id, mapping]));
  }

  /** All mappings, by id. */
  get all(): readonly AnyMapping[] {
    return this.ids.flatMap((id) => this.byId.get(id) ?? []);
  }

  /** This catalogue with more mappings, which take the place of those with the same id. */
  with(others: Iterable<AnyMapping>): MappingCatalogue {
    return new MappingCatalogue([...this.byId.values(), ...others]);
  }

  get(id: string): AnyMapping | undefined {
    return this.byId.get(id);
  }

  get ids(): readonly string[] {
    return [...this.byId.keys()].toSorted();
  }

  /**
   * Finds the mappings whose names all show in the beginning of a document (64 KiB suffice), those that ask for most
   * names only: one means that the document is recognised.
   */
  recognise(head: Uint8Array): readonly AnyMapping[] {
    const text = textOf(head);
    const shows = namesIn(text);
    if (shows === undefined) return [];
    const fitting = [...this.byId.values()].filter(
      ({ input }) =>
        shows.formats.includes(input.format) &&
        input.recognise.every(shows.name) &&
        (input.mentions ?? []).every((mention) => text.includes(mention)),
    );
    const most = Math.max(...fitting.map(weight));
    return fitting.filter((mapping) => weight(mapping) === most);
  }
}

function weight({ input }: AnyMapping): number {
  return input.recognise.length + (input.mentions ?? []).length;
}

function namesIn(text: string): { formats: readonly string[]; name: (name: string) => boolean } | undefined {
  const start = text.trimStart();
  if (start === '') return undefined;
  if (/^[{[]/.test(start)) {
    const keys = new Set([...text.matchAll(/"((?:[^"\\]|\\.){1,200})"\s*:/g)].map(([, key]) => key));
    return { formats: ['json', 'jsonl'], name: (name) => keys.has(name) };
  }
  if (start.startsWith('<')) {
    const names = new Set([...text.matchAll(/<(?:[\w.-]+:)?([\w.-]+)/g)].map(([, name]) => name));
    return { formats: ['xml'], name: (name) => names.has(name) };
  }
  const scanner = new CsvScanner(delimiterOf(text), CSV_LIMITS);
  const [header] = [...scanner.push(`${start.split(/[\r\n]/, 1)[0] ?? ''}\n`), ...scanner.end()];
  if (header?.type !== 'record') return undefined;
  const columns = new Set(header.cells.map((cell) => cell.trim()));
  return { formats: ['csv'], name: (name) => columns.has(name) };
}

function textOf(head: Uint8Array): string {
  const [a, b] = head;
  const charset = a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(charset).decode(head);
}

let shipped: MappingCatalogue | undefined;

/** The mappings that come with Placet, read once. Throws if one of them is not valid. */
export function shippedMappings(): MappingCatalogue {
  shipped ??= new MappingCatalogue(
    readdirSync(mappingFolder())
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => readShipped(name)),
  );
  return shipped;
}

function readShipped(name: string): AnyMapping {
  const { mapping, problems } = readMapping(readFileSync(join(mappingFolder(), name)));
  if (mapping === null)
    throw new Error(
      `The shipped mapping ${name} is not valid: ${problems.map(({ message }) => message).join(' ')}`,
    );
  return mapping;
}

/** The folder of the mappings, seen from the sources or from the compiled tree beside them. */
function mappingFolder(): string {
  const candidates = ['../../../reference/data/mappings', '../../../../../libs/reference/data/mappings'].map(
    (path) => fileURLToPath(new URL(path, import.meta.url)),
  );
  const folder = candidates.find((path) => existsSync(path));
  if (folder === undefined)
    throw new Error('The mappings (libs/reference/data/mappings) are missing from this installation.');
  return folder;
}
