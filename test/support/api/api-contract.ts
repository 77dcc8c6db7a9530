import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Answer } from '../service/placet.ts';

type Json = Readonly<Record<string, unknown>>;

/** The frozen description, strict enough to notice a member of an answer that it does not name. */
export class ApiContract {
  private readonly document = objectOf(
    JSON.parse(readFileSync(new URL('../../../openapi.json', import.meta.url), 'utf8')),
  );
  private readonly ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });

  constructor() {
    this.ajv.addSchema(objectOf(closed(this.document, partsOfUnions(this.document))), 'api');
  }

  /** Every described operation, as `GET /v1/markets/{market}`. */
  get operations(): string[] {
    return Object.entries(objectOf(this.document['paths'])).flatMap(([path, item]) =>
      Object.keys(objectOf(item)).map((method) => `${method.toUpperCase()} ${path}`),
    );
  }

  /** What an answer has that the description does not allow, or lacks that it promises; empty if it keeps to it. */
  breaches(operation: string, answer: Answer): string[] {
    const [method = '', path = ''] = operation.split(' ');
    const responses = ['paths', path, method.toLowerCase(), 'responses'];
    const pointer = this.resolved([...responses, String(answer.status)]);
    if (pointer === undefined)
      return [`status ${answer.status} is not described: ${answer.text.slice(0, 200)}`];
    const described = objectOf(this.at(pointer));
    const missing = Object.keys(objectOf(described['headers']))
      .filter((name) => !OPTIONAL_HEADERS.has(name) && !answer.headers.has(name))
      // Tables are sent as they come, so nothing is known of their bytes beforehand.
      .filter((name) => name !== 'ETag' || !answer.headers.has('content-disposition'))
      .map((name) => `header ${name} is missing`);
    const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
    if (described['content'] === undefined)
      return answer.text === '' ? missing : [...missing, 'a body is not described'];
    if (!(type in objectOf(described['content'])))
      return [...missing, `media type "${type}" is not described`];
    if (answer.body === undefined) return missing;
    return [...missing, ...this.errorsOf([...pointer, 'content', type, 'schema'], answer.body)];
  }

  /** What an example of an answer has that its schema does not allow, or lacks; empty if it keeps to it. */
  exampleBreaches(operation: string, status: number, type: string, example: unknown): string[] {
    const [method = '', path = ''] = operation.split(' ');
    const responses = ['paths', path, method.toLowerCase(), 'responses'];
    return this.errorsOf([...responses, String(status), 'content', type, 'schema'], example);
  }

  private errorsOf(pointer: readonly string[], value: unknown): string[] {
    const validate = this.ajv.compile({ $ref: `api#/${pointer.map(pointerToken).join('/')}` });
    if (validate(value)) return [];
    const errors = (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    );
    return [...new Set(errors)];
  }

  private at(pointer: readonly string[]): unknown {
    return pointer.reduce<unknown>((value, step) => objectOf(value)[step], this.document);
  }

  /** Follows one reference; undefined where nothing is. */
  private resolved(pointer: readonly string[]): string[] | undefined {
    const found = this.at(pointer);
    if (found === undefined) return undefined;
    const reference = objectOf(found)['$ref'];
    return typeof reference === 'string' ? reference.slice(2).split('/') : [...pointer];
  }
}

/** Said only in some states: while loading there is no position, and so on. */
const OPTIONAL_HEADERS = new Set(['Retry-After', 'Placet-Position', 'Link', 'Idempotency-Replayed']);

function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function pointerToken(token: string): string {
  return encodeURIComponent(token.replaceAll('~', '~0').replaceAll('/', '~1'));
}

/** Schemas that describe a part of an object only, so that they can't forbid the other part. */
function partsOfUnions(document: Json): ReadonlySet<string> {
  return new Set(
    [...JSON.stringify(document).matchAll(/"allOf":\[\{"\$ref":"([^"]+)"\}/g)].map(([, name = '']) => name),
  );
}

/** Forbids members that are not named, wherever a schema names members. */
function closed(node: unknown, open: ReadonlySet<string>, pointer = '#', isPart = false): unknown {
  if (Array.isArray(node)) return node.map((item) => closed(item, open, `${pointer}/-`, isPart));
  if (typeof node !== 'object' || node === null) return node;
  const copy: Record<string, unknown> = Object.fromEntries(
    Object.entries(node).map(([name, value]) => [
      name,
      closed(value, open, `${pointer}/${name}`, name === 'allOf'),
    ]),
  );
  const isClosable = 'properties' in copy && 'type' in copy && !('additionalProperties' in copy);
  if ('allOf' in copy || (isClosable && !isPart && !open.has(pointer))) copy['unevaluatedProperties'] = false;
  return copy;
}
