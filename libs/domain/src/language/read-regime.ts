import { REGIME_STATUSES, type Regime } from '../model/regime.ts';
import type { Instant } from '../model/time.ts';
import type { Vocabulary } from '../model/vocabulary.ts';
import {
  isObject,
  readDay,
  readId,
  readList,
  readObject,
  readOptionalText,
  readPartialDay,
  readText,
  readWord,
  refuse,
  type DocumentReader,
  type JsonObject,
  type KnownNames,
} from './document-reader.ts';
import { LANGUAGE_LIMITS } from './limits.ts';
import { nearestNames } from './nearest.ts';
import { needOnly } from './need-only.ts';
import { readFramework } from './read-framework.ts';
import { readNames } from './read-names.ts';
import { pointer, type Problem } from './problem.ts';
import { NEED_ONLY, readOwnTest, readRequirement, readValidity } from './read-requirement.ts';
import { checkSize, readNode } from './read-test.ts';
import type { Definitions, TestReader } from './test-reader.ts';
import type { NodePath, Test } from './test.ts';

/** Either a regime or every reason why its document is refused. */
export type RegimeReading =
  | { readonly ok: true; readonly regime: Regime }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const KEYS = [
  'schema',
  'id',
  'version',
  'revision',
  'market',
  'title',
  'localTitle',
  'authority',
  'instrument',
  'status',
  'statusNote',
  'valid',
  'supersedes',
  'sources',
  'appliesWhen',
  'define',
  'requirements',
  'framework',
  'notes',
  'names',
] as const;
const SCHEMA = 'placet.regime/v1';
const MARKET = /^(\*|[A-Z]{2,5})$/;
const NOTE_KINDS = ['exception', 'remedy', 'disagreement', 'history'] as const;
const SINCE_ALWAYS: Instant = '0001-01-01T00:00:00Z';

interface Definition {
  readonly title: string | null;
  readonly test: Test;
}

/** Reads definitions on first use, so that they may refer to each other in any order; cycles are refused. */
function definitionsOf(reader: DocumentReader, raw: JsonObject): Definitions {
  const found = new Map<string, Definition | null>();
  const open: string[] = [];
  const definitions: Definitions = { names: Object.keys(raw), find };

  function find(name: string, path: NodePath): Definition | null {
    const known = found.get(name);
    if (known !== undefined) return known;
    if (open.includes(name)) {
      const cycle = [...open.slice(open.indexOf(name)), name].join(' → ');
      return refuse(
        reader,
        path,
        `The reference leads back to itself (${cycle}) and would never end. Break the cycle.`,
      );
    }
    if (open.length >= LANGUAGE_LIMITS.depth) {
      return refuse(
        reader,
        path,
        `References follow each other more than ${LANGUAGE_LIMITS.depth} times. Flatten them.`,
      );
    }
    open.push(name);
    const definition = read(name);
    open.pop();
    found.set(name, definition);
    return definition;
  }

  function read(name: string): Definition | null {
    const path = pointer('/define', name);
    const value = raw[name];
    const titled = isObject(value) && 'test' in value && !('every' in value) && !('some' in value);
    const own = titled ? readObject(reader, value, path, 'A definition', ['title', 'test']) : null;
    const title = readOptionalText(reader, own?.['title'], pointer(path, 'title'), 'title') ?? null;
    const at = titled ? pointer(path, 'test') : path;
    const within: TestReader = { ...reader, definitions, items: 'any', spent: { nodes: 0 } };
    const test = readNode(within, titled ? value['test'] : value, at, 1);
    checkSize(reader, test, at);
    return test === null ? null : { title, test };
  }

  for (const name of definitions.names) find(name, pointer('/define', name));
  return definitions;
}

function readDefinitions(reader: DocumentReader, value: unknown): Definitions {
  const raw = value === undefined ? {} : value;
  if (!isObject(raw)) {
    refuse(reader, '/define', 'define is an object of named tests.');
    return definitionsOf(reader, {});
  }
  if (Object.keys(raw).length > LANGUAGE_LIMITS.items) {
    refuse(
      reader,
      '/define',
      `define has more than ${LANGUAGE_LIMITS.items} tests. Remove those that nothing uses.`,
    );
    return definitionsOf(reader, {});
  }
  return definitionsOf(reader, raw);
}

function readSources(reader: DocumentReader, value: unknown): Regime['sources'] {
  const list = readList(reader, value, '/sources', 'sources');
  if (Array.isArray(value) && value.length === 0) {
    refuse(reader, '/sources', 'A regime needs at least one source: no verdict without its clauses.');
  }
  return list.flatMap((item, index) => {
    const at = pointer('/sources', index);
    const raw = readObject(reader, item, at, 'A source', ['id', 'title', 'url', 'published', 'retrieved']);
    if (raw === null) return [];
    const id = readId(reader, raw['id'], pointer(at, 'id'), 'The id of a source');
    const title = readText(reader, raw['title'], pointer(at, 'title'), 'The title of a source');
    const url = readOptionalText(reader, raw['url'], pointer(at, 'url'), 'url');
    if (url !== undefined && !/^https?:\/\//.test(url)) {
      refuse(reader, pointer(at, 'url'), 'The address of a source begins with http:// or https://.');
    }
    const day = (key: 'published' | 'retrieved') =>
      raw[key] === undefined ? null : readPartialDay(reader, raw[key], pointer(at, key), key);
    const [published, retrieved] = [day('published'), day('retrieved')];
    if (id === null || title === null) return [];
    return [
      {
        id,
        title,
        ...(url === undefined ? {} : { url }),
        ...(published === null ? {} : { published }),
        ...(retrieved === null ? {} : { retrieved }),
      },
    ];
  });
}

function readSupersedes(reader: DocumentReader, value: unknown): Regime['supersedes'] {
  if (value === undefined) return [];
  return readList(reader, value, '/supersedes', 'supersedes').flatMap((item, index) => {
    const at = pointer('/supersedes', index);
    const raw = readObject(reader, item, at, 'A superseded regime', ['id', 'from']);
    if (raw === null) return [];
    const id = readId(reader, raw['id'], pointer(at, 'id'), 'The id of a superseded regime');
    const from = readDay(reader, raw['from'], pointer(at, 'from'), 'from');
    return id === null || from === null ? [] : [{ id, from }];
  });
}

function readNotes(reader: DocumentReader, value: unknown): Regime['notes'] {
  if (value === undefined) return [];
  return readList(reader, value, '/notes', 'notes').flatMap((item, index) => {
    const at = pointer('/notes', index);
    const raw = readObject(reader, item, at, 'A note', ['kind', 'text']);
    const kind = readWord(reader, raw?.['kind'], pointer(at, 'kind'), 'The kind of a note', NOTE_KINDS);
    const text = readText(reader, raw?.['text'], pointer(at, 'text'), 'The text of a note');
    return kind === null || text === null ? [] : [{ kind, text }];
  });
}

function readRequirements(
  reader: DocumentReader,
  definitions: Definitions,
  sources: Regime['sources'],
  value: unknown,
): Regime['requirements'] {
  const known = new Set(sources.map(({ id }) => id));
  const list = readList(reader, value, '/requirements', 'requirements', LANGUAGE_LIMITS.requirements);
  const seen = new Set<string>();
  return list.flatMap((item, index) => {
    const path = pointer('/requirements', index);
    const requirement = readRequirement(reader, definitions, known, item, path);
    if (requirement === null) return [];
    if (seen.has(requirement.id)) {
      refuse(reader, pointer(path, 'id'), `Two requirements are called "${requirement.id}". Rename one.`);
    }
    seen.add(requirement.id);
    return [requirement];
  });
}

/**
 * Turns a regime document into a regime whose tests know their place in it. Reports all problems at once; nothing of
 * a refused document is used.
 */
export function readRegime(
  document: unknown,
  vocabulary: Vocabulary,
  names: KnownNames = {},
  recordedFrom: Instant = SINCE_ALWAYS,
): RegimeReading {
  const problems: Problem[] = [];
  const own = isObject(document) && isObject(document['framework']) ? document['framework']['id'] : undefined;
  const frameworks =
    names.frameworks === undefined
      ? undefined
      : new Set([...names.frameworks, ...(typeof own === 'string' ? [own] : [])]);
  const known: KnownNames = frameworks === undefined ? names : { ...names, frameworks };
  const reader: DocumentReader = { vocabulary, names: known, problems };
  const raw = readObject(reader, document, '', 'A regime document', KEYS);
  if (raw === null) return { ok: false, problems };

  if (raw['schema'] !== SCHEMA) {
    refuse(
      reader,
      '/schema',
      `The schema is ${JSON.stringify(raw['schema'])}; this reader knows ${SCHEMA}.`,
      [SCHEMA],
    );
  }
  const id = readId(reader, raw['id'], '/id', 'The id of a regime');
  const version = readText(reader, raw['version'], '/version', 'version');
  const revision = readRevision(reader, raw['revision']);
  const market = readMarket(reader, raw['market']);
  const title = readText(reader, raw['title'], '/title', 'title');
  const authority = readText(reader, raw['authority'], '/authority', 'authority');
  const status = readWord(reader, raw['status'], '/status', 'status', REGIME_STATUSES);
  if (raw['valid'] === undefined)
    refuse(reader, '/valid', 'A regime says from when it is valid; use from: unknown if nobody knows.');
  const valid = readValidity(reader, raw['valid'], '/valid');
  const sources = readSources(reader, raw['sources']);
  const definitions = readDefinitions(reader, raw['define']);
  const appliesWhen = readOwnTest(reader, definitions, { nodes: 0 }, raw['appliesWhen'], '/appliesWhen');
  const requirements = readRequirements(reader, definitions, sources, raw['requirements']);
  if (appliesWhen !== null && !needOnly(appliesWhen) && requirements.some(({ kind }) => kind === 'scored'))
    refuse(reader, appliesWhen.path, NEED_ONLY);
  const regime = {
    valid,
    sources,
    ...optionalTexts(reader, raw),
    supersedes: readSupersedes(reader, raw['supersedes']),
    appliesWhen,
    requirements,
    framework: readFramework(reader, raw['framework']),
    notes: readNotes(reader, raw['notes']),
    names: readNames(
      reader,
      raw['names'],
      title === null ? titlesOf(definitions) : [title, ...titlesOf(definitions)],
      requirements,
    ),
    recorded: { from: recordedFrom, to: null },
  };
  if (
    id === null ||
    version === null ||
    market === null ||
    title === null ||
    authority === null ||
    status === null
  ) {
    return { ok: false, problems };
  }
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, regime: { ...regime, id, version, revision, market, title, authority, status } };
}

/** Titles of named tests; sentences name the tests by them. */
function titlesOf({ names, find }: Definitions): readonly string[] {
  return names.flatMap((name) => find(name, pointer('/define', name))?.title ?? []);
}

function readRevision(reader: DocumentReader, value: unknown): number {
  if (value === undefined) return 1;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value;
  refuse(
    reader,
    '/revision',
    `${JSON.stringify(value)} is no revision. Count corrections of one version: 1 is the first, 2 the next.`,
  );
  return 1;
}

function readMarket(reader: DocumentReader, value: unknown): string | null {
  if (typeof value === 'string' && MARKET.test(value)) return value;
  return refuse(
    reader,
    '/market',
    `${JSON.stringify(value)} is no market. Use a country code such as KR, a bloc such as EU, or * for every market.`,
    typeof value === 'string' ? nearestNames(value.toUpperCase(), reader.names.groups?.keys() ?? []) : [],
  );
}

function optionalTexts(
  reader: DocumentReader,
  raw: JsonObject,
): Pick<Regime, 'localTitle' | 'instrument' | 'statusNote'> {
  const text = (key: 'localTitle' | 'instrument' | 'statusNote') =>
    readOptionalText(reader, raw[key], pointer('', key), key);
  const [localTitle, instrument, statusNote] = [text('localTitle'), text('instrument'), text('statusNote')];
  return {
    ...(localTitle === undefined ? {} : { localTitle }),
    ...(instrument === undefined ? {} : { instrument }),
    ...(statusNote === undefined ? {} : { statusNote }),
  };
}
