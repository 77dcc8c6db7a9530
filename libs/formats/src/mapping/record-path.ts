import { isJsonArray, isJsonObject, member, type JsonObject, type JsonValue } from '../json/json-value.ts';
import { pointerToken } from '../json/json-problem.ts';
import { textOf } from '../ocds/release-fields.ts';

/** A value found in a record, and the steps that lead to it. */
export interface Found {
  readonly value: JsonValue;
  readonly steps: readonly (string | number)[];
}

/** What paths are looked up in: the item of a list, the whole record, and the document around it. */
export interface Scope {
  readonly format: 'json' | 'jsonl' | 'csv' | 'xml';
  readonly here: Found;
  readonly record: JsonValue;
  readonly envelope: JsonObject | undefined;
}

interface Step {
  readonly name: string;
  /** Only objects whose member has this text. */
  readonly filter?: { readonly name: string; readonly text: string };
}

interface Path {
  readonly from: 'here' | 'record' | 'envelope';
  readonly steps: readonly Step[];
}

/** Compiled paths: those of tables are names of columns as they are. */
const columns = new Map<string, Path>();
const paths = new Map<string, Path>();
/** Paths come from mapping documents, of which there are few; this only bounds a mistake. */
const MOST_PATHS = 10_000;

/** Finds the values at a path, through lists on the way; a list at its end counts as its items. */
export function find(path: string, scope: Scope): readonly Found[] {
  const { from, steps } = pathOf(path, scope.format);
  const start = startOf(from, scope);
  if (start === undefined) return [];
  // Nearly all paths lead through plain objects, which needs no lists of what was found so far.
  let { value } = start;
  const trail = [...start.steps];
  for (const [index, step] of steps.entries()) {
    if (!isJsonObject(value) || step.filter !== undefined || step.name === '*')
      return findThroughLists({ value, steps: trail }, steps.slice(index));
    const next = member(value, step.name);
    if (next === undefined || next === null) return [];
    value = next;
    trail.push(step.name);
  }
  return items({ value, steps: trail });
}

function findThroughLists(start: Found, steps: readonly Step[]): Found[] {
  let found = items(start);
  for (const step of steps)
    found = found.flatMap((each) => items(inner(each, step))).filter((each) => fits(each, step));
  return found;
}

function startOf(from: Path['from'], scope: Scope): Found | undefined {
  if (from === 'here') return scope.here;
  if (from === 'record') return { value: scope.record, steps: [] };
  return scope.envelope === undefined ? undefined : { value: scope.envelope, steps: ['^'] };
}

/** Finds the texts at a path: numbers keep their digits, booleans are words, empty text is absent. */
export function findTexts(path: string, scope: Scope): { text: string; steps: Found['steps'] }[] {
  return find(path, scope).flatMap(({ value, steps }) => {
    const text = scalarText(value);
    return text === undefined ? [] : [{ text, steps }];
  });
}

/** The steps of a path of plain names, as lists of records are named by. */
export function plainSteps(path: string): readonly string[] {
  return path === '' ? [] : pathOf(path, 'json').steps.map(({ name }) => name);
}

/** Writes steps as a JSON Pointer, or as an XPath with positions for XML. */
export function writeSteps(steps: Found['steps'], format: Scope['format']): string {
  if (format !== 'xml') return steps.map((step) => `/${pointerToken(step)}`).join('');
  return steps
    .map((step) => (typeof step === 'number' ? `[${step + 1}]` : step === '#text' ? '' : `/${step}`))
    .join('');
}

function scalarText(value: JsonValue): string | undefined {
  if (typeof value === 'boolean') return String(value);
  // An XML element with attributes keeps its text apart.
  if (isJsonObject(value)) return textOf(member(value, '#text'));
  return textOf(value);
}

function inner({ value, steps }: Found, step: Step): Found {
  if (!isJsonObject(value)) return { value: null, steps };
  if (step.name === '*')
    return { value: Object.values(value).flatMap((each) => (isJsonArray(each) ? each : [each])), steps };
  return { value: member(value, step.name) ?? null, steps: [...steps, step.name] };
}

function items(found: Found): Found[] {
  const { value, steps } = found;
  if (isJsonArray(value))
    return value.flatMap((each, index) => items({ value: each, steps: [...steps, index] }));
  return value === null ? [] : [found];
}

function fits({ value }: Found, { filter }: Step): boolean {
  if (filter === undefined) return true;
  const other = isJsonObject(value) ? member(value, filter.name) : undefined;
  return other !== undefined && scalarText(other) === filter.text;
}

/** Columns of a table are named as they are; elsewhere dots part the names and quotes hold names with dots. */
function pathOf(text: string, format: Scope['format']): Path {
  const compiled = format === 'csv' ? columns : paths;
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const path = parsePath(text, format === 'csv');
  if (compiled.size < MOST_PATHS) compiled.set(text, path);
  return path;
}

function parsePath(text: string, isColumn: boolean): Path {
  const from = text.startsWith('^') ? 'envelope' : text.startsWith('$.') ? 'record' : 'here';
  const rest = from === 'envelope' ? text.slice(1) : from === 'record' ? text.slice(2) : text;
  if (rest === '.') return { from, steps: [] };
  if (isColumn && from === 'here') return { from, steps: [{ name: rest }] };
  const steps = [...rest.matchAll(/(?:"([^"]*)"|([^."[\]]+))(?:\[([^=\]]+)=([^\]]*)\])?(?:\.|$)/gy)].map(
    ([, quoted, plain = '', name, wanted]): Step => ({
      name: quoted ?? plain,
      ...(name === undefined || wanted === undefined ? {} : { filter: { name, text: wanted } }),
    }),
  );
  return { from, steps };
}

/** Says whether a path is written rightly. */
export function isPath(text: string): boolean {
  const rest = text.replace(/^(?:\^|\$\.)/, '');
  return (
    rest === '.' ||
    /^(?:"[^"]*"|[^."[\]]+)(?:\[[^=\]]+=[^\]]*\])?(?:\.(?:"[^"]*"|[^."[\]]+)(?:\[[^=\]]+=[^\]]*\])?)*$/.test(
      rest,
    )
  );
}
