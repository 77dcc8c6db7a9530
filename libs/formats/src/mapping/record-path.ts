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

const compiled = new Map<string, Path>();
/** Paths come from mapping documents, of which there are few; this only bounds a mistake. */
const MOST_PATHS = 10_000;

/** Finds the values at a path, through lists on the way; a list at its end counts as its items. */
export function find(path: string, scope: Scope): Found[] {
  const { from, steps } = pathOf(path, scope.format);
  const start: Found[] =
    from === 'here'
      ? [scope.here]
      : from === 'record'
        ? [{ value: scope.record, steps: [] }]
        : scope.envelope === undefined
          ? []
          : [{ value: scope.envelope, steps: ['^'] }];
  let found = start.flatMap(items);
  for (const step of steps)
    found = found.flatMap((each) => items(inner(each, step))).filter((each) => fits(each, step));
  return found;
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
  const key = `${format === 'csv' ? 'csv' : ''} ${text}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const path = parsePath(text, format === 'csv');
  if (compiled.size < MOST_PATHS) compiled.set(key, path);
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
