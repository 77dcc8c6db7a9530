import { readFileSync } from 'node:fs';

/** A request made up from the description of one operation. */
export interface MadeUpRequest {
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly minimum?: number;
  readonly maximum?: number;
}

interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: string;
  readonly schema?: Schema;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly parameters: Readonly<Record<string, Parameter>>;
  };
}

const UUID = '00000000-0000-4000-8000-000000000000';
const NASTY = [
  '',
  ' ',
  '0',
  '-1',
  'null',
  'true',
  '[]',
  '{}',
  '*',
  '%',
  '\\',
  '"',
  "' OR 1=1 --",
  '=1+1',
  '\u0000',
  '\ud800',

  '../../etc/passwd',
  '..%2f',
  '%00',
  '%zz',
  'a'.repeat(300),
  '한국',
  '🇰🇷',
  'ＫＲ',
  '__proto__',
  'constructor',
  '2026-02-30',
  '2026-11-24',
  '1e309',
  '0012345',
  '9'.repeat(40),
  'NaN',
  UUID,
  'x\r\ny: z',
  '<script>',
];
const ACCEPTS = [
  '*/*',
  'application/json',
  'text/csv',
  'application/x-ndjson',
  'text/html',
  ';;q=2',
  'a/b;q=x,*/*',
];
const TYPES = ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'x'];
const BODIES = [
  '',
  '{',
  '[]',
  '"text"',
  'null',
  '1',
  '{"__proto__":{}}',
  '\ufeff{}',
  '['.repeat(100),
  'schema: x',
];
/** Answers of these never end. */
const ENDLESS = 'text/event-stream';

/** Numbers from a seed: the same seed, the same requests. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Makes requests up from the frozen description, good ones and bad ones. */
export class RequestMaker {
  private readonly description: Description = JSON.parse(
    readFileSync(new URL('../../../openapi.json', import.meta.url), 'utf8'),
  );
  private readonly random: () => number;
  private readonly known: Readonly<Record<string, readonly string[]>>;

  /** `known` has names that exist, by path or query parameter. */
  constructor(seed: number, known: Readonly<Record<string, readonly string[]>>) {
    this.random = randomFrom(seed);
    this.known = known;
  }

  get operations(): string[] {
    return Object.entries(this.description.paths).flatMap(([path, item]) =>
      Object.entries(item)
        .filter(([, operation]) => !(ENDLESS in (operation.responses['200']?.content ?? {})))
        .map(([method]) => `${method.toUpperCase()} ${path}`),
    );
  }

  make(operation: string): MadeUpRequest {
    const [method = '', template = ''] = operation.split(' ');
    const described = this.description.paths[template]?.[method.toLowerCase()];
    const parameters = (described?.parameters ?? []).map((one) => this.parameter(one));
    const path = template.replaceAll(/\{([^}]+)\}/g, (_, name: string) => this.segment(name));
    const query = parameters
      .filter((parameter) => parameter.in === 'query' && this.chance(0.35))
      .flatMap((parameter) => {
        const pair = `${parameter.name}=${encode(this.text(parameter.name, parameter.schema))}`;
        return this.chance(0.05) ? [pair, pair] : [pair];
      });
    if (this.chance(0.05)) query.push(`${encode(this.pick(NASTY))}=${encode(this.pick(NASTY))}`);
    const takesBody = described?.requestBody !== undefined;
    return {
      operation,
      method,
      path: query.length === 0 ? path : `${path}?${query.join('&')}`,
      headers: this.headers(takesBody),
      body: takesBody || (method !== 'GET' && this.chance(0.2)) ? this.body(described) : undefined,
    };
  }

  private parameter(parameter: Parameter): Parameter {
    return parameter.$ref === undefined
      ? parameter
      : (this.description.components.parameters[parameter.$ref.split('/').at(-1) ?? ''] ?? parameter);
  }

  private segment(name: string): string {
    if (this.chance(0.6)) return encodeURIComponent(this.pick(this.known[name] ?? [UUID]));
    const text = this.pick(NASTY);
    // Broken percent signs are sent as they are.
    return text.startsWith('%') || text.startsWith('..%') ? text : encode(text) || 'none';
  }

  private headers(takesBody: boolean): Record<string, string> {
    const headers: Record<string, string> = {};
    if (this.chance(0.3)) headers['accept'] = this.pick(ACCEPTS);
    if (this.chance(0.1)) headers['if-none-match'] = this.pick(['*', '"x"', 'W/"x"', ',,']);
    if (this.chance(0.3)) headers['if-match'] = this.pick(['*', '"v1.x"', '"x"', '']);
    if (this.chance(0.2)) headers['idempotency-key'] = this.pick(['k', 'a b', UUID, 'x'.repeat(256)]);
    if (this.chance(0.1)) headers['placet-at-least'] = this.pick(['0-0', 'soon', '-1--1']);
    if (this.chance(0.1))
      headers['traceparent'] = this.pick(['x', `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`]);
    if (this.chance(0.1)) headers['accept-language'] = this.pick(['ko', 'xx', '*;q=0', ';;']);
    if (takesBody) headers['content-type'] = this.chance(0.85) ? 'application/json' : this.pick(TYPES);
    if (takesBody && this.chance(0.05)) headers['content-encoding'] = this.pick(['gzip', 'br', 'identity']);
    return headers;
  }

  private body(operation: Operation | undefined): string {
    if (this.chance(0.2)) return this.pick(BODIES);
    const schema = operation?.requestBody?.content['application/json']?.schema ?? {};
    return JSON.stringify(this.value(schema, 0)) ?? 'null';
  }

  private value(schema: Schema, depth: number, name = ''): unknown {
    if (schema.$ref !== undefined)
      return this.value(
        this.description.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {},
        depth,
      );
    if (this.chance(0.1) || depth > 4)
      return this.pick<unknown>([...NASTY, null, [], {}, 0, -1, 1e300, true, [[]]]);
    if (schema.properties !== undefined) {
      const members = Object.entries(schema.properties).filter(() => this.chance(0.8));
      return Object.fromEntries(members.map(([key, member]) => [key, this.value(member, depth + 1, key)]));
    }
    const type = Array.isArray(schema.type) ? this.pick(schema.type) : schema.type;
    if (type === 'array')
      return Array.from({ length: this.below(3) }, () => this.value(schema.items ?? {}, depth + 1, name));
    if (type === 'object') return { [this.pick(NASTY)]: this.pick(NASTY) };
    if (type === 'integer' || type === 'number') return this.below(300) - 2;
    if (type === 'boolean') return this.chance(0.5);
    return this.text(name, schema);
  }

  private text(name: string, schema: Schema = {}): string {
    if (this.chance(0.3)) return this.pick(NASTY);
    const known = this.known[name];
    if (known !== undefined) return this.pick(known);
    if (schema.type === 'array') return this.text(name, schema.items);
    if (schema.enum !== undefined) return String(this.pick(schema.enum));
    if (schema.type === 'integer') return String((schema.minimum ?? 0) + this.below(20));
    if (schema.format === 'uuid') return UUID;
    if (schema.format === 'date-time') return '2027-01-01T00:00:00Z';
    return this.pick(['a', 'KR', 'alpha', '2026-11-24', 'P1D', '100 EUR']);
  }

  private chance(share: number): boolean {
    return this.random() < share;
  }

  private below(bound: number): number {
    return Math.floor(this.random() * bound);
  }

  private pick<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new Error('There is nothing to pick from.');
    return value;
  }
}

/** Percent-encodes, halves of characters included, which encodeURIComponent refuses. */
function encode(text: string): string {
  return encodeURIComponent(text.replaceAll(/\p{Cs}/gu, '\ufffd'));
}
