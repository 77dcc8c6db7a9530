import { readFileSync } from 'node:fs';

interface Parameter {
  readonly $ref?: string;
  readonly name?: string;
  readonly in?: string;
  readonly required?: boolean;
  readonly example?: string | number | readonly string[];
}

type Content = Readonly<Record<string, { readonly example?: unknown }>>;

/** One operation of the frozen description, with its examples. */
export interface ExampleOperation {
  /** `GET /v1/markets/{market}`. */
  readonly name: string;
  readonly method: string;
  readonly template: string;
  readonly parameters: readonly Parameter[];
  /** Whether it changes something whose version is wanted. */
  readonly isConditional: boolean;
  /** The example of its body, sent as JSON. */
  readonly body: unknown;
  readonly takesBody: boolean;
  /** Answers by status: media types with their examples. */
  readonly answers: Readonly<Record<string, Content>>;
}

interface Described {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

/** Every operation with its examples, as `openapi.json` has them. */
export function exampleOperations(): readonly ExampleOperation[] {
  const { paths }: { paths: Record<string, Record<string, Described>> } = JSON.parse(
    readFileSync(new URL('../../../openapi.json', import.meta.url), 'utf8'),
  );
  return Object.entries(paths).flatMap(([template, item]) =>
    Object.entries(item).map(([verb, { parameters = [], requestBody, responses }]): ExampleOperation => {
      const method = verb.toUpperCase();
      return {
        name: `${method} ${template}`,
        method,
        template,
        parameters,
        isConditional: parameters.some(({ $ref }) => $ref?.endsWith('/IfMatch') === true),
        body: requestBody?.content['application/json']?.example,
        takesBody: requestBody !== undefined,
        answers: Object.fromEntries(
          Object.entries(responses).map(([status, { content = {} }]) => [status, content]),
        ),
      };
    }),
  );
}

/** The address of an example; `cast` has the present ids of things whose ids a service makes up. */
export function addressOf(
  { template, parameters, name }: ExampleOperation,
  cast: Readonly<Record<string, string>>,
): string {
  const exampleOf = (parameter: Parameter): string => {
    const { name: key = '', example } = parameter;
    const own = cast[`${name} ${key}`] ?? cast[key];
    if (own !== undefined) return own;
    if (example === undefined) throw new Error(`${name} has no example of ${key}`);
    return typeof example === 'object' ? example.join(',') : String(example);
  };
  const path = template.replaceAll(/\{([^}]+)\}/g, (_, key: string) => {
    const parameter = parameters.find((one) => one.in === 'path' && one.name === key);
    return encodeURIComponent(exampleOf(parameter ?? { name: key }));
  });
  const query = parameters.filter(
    (one) => one.in === 'query' && (one.required === true || one.example !== undefined),
  );
  const asked = new URLSearchParams(query.map((one): [string, string] => [one.name ?? '', exampleOf(one)]));
  return asked.size === 0 ? path : `${path}?${asked.toString()}`;
}

/** How many items of each list an example shows, by depth of nesting. */
const SHOWN = [2, 2, 1];
const TEXT_LINES = 12;
/** Of these documents the beginning says enough. */
const HEADS: Readonly<Record<string, readonly string[]>> = {
  'GET /openapi.json': ['openapi', 'info'],
  'GET /asyncapi.json': ['asyncapi', 'info'],
  'GET /schemas/{name}': ['$schema', '$id', 'title', 'description', 'type'],
};

/** An answer as an example shows it: lists cut short, and nothing in it that another run would make up differently. */
export function asExample(operation: string, answer: unknown): unknown {
  if (typeof answer === 'string') return stable(answer.split('\n').slice(0, TEXT_LINES).join('\n'));
  const head = HEADS[operation];
  const shown =
    head === undefined
      ? shortened(answer)
      : Object.fromEntries(Object.entries(Object(answer)).filter(([member]) => head.includes(member)));
  return JSON.parse(stable(JSON.stringify(shown)));
}

function shortened(value: unknown, depth = 0): unknown {
  if (Array.isArray(value))
    return value.slice(0, SHOWN[depth] ?? 1).map((item: unknown) => shortened(item, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shortened(member, depth)]));
}

/** Random ids, secrets, instants of today and positions become the same ones in every run. */
function stable(text: string): string {
  const ids = new Map<string, string>();
  const today = new Date().toISOString().slice(0, 10);
  return text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, (id) => {
      const known = ids.get(id) ?? `0b6d3a0e-5f0d-4c43-9c39-${String(ids.size + 1).padStart(12, '0')}`;
      ids.set(id, known);
      return known;
    })
    .replaceAll(/plc_[a-z0-9]{8}_[\w-]{20,}/g, 'plc_4f9a2c1e_k3x-not-a-real-secret-3fY7')
    .replaceAll(/whsec_[A-Za-z0-9+/=]{20,}/g, 'whsec_bm90IGEgcmVhbCBzZWNyZXQsIG9ubHkgYW4gZXhhbXBsZQ==')
    .replaceAll(/\btoken=[\w.-]+/g, 'token=1.b4fK0rLTT2n1oNcfmGeJfQ')
    .replaceAll(new RegExp(`${today}T[\\d:.]+(?:Z|\\+00:00)`, 'g'), '2026-11-24T09:00:00.000Z')
    .replaceAll(/"\d+-\d+"/g, '"749-112"');
}
