import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { isConditional, isCreation, ROUTE_ROLES } from '#access';
import { CSV, itemsOf, LINES, SPREADSHEET } from '../http/export/lists.ts';
import { UNLIMITED_ROUTES } from '../http/limits/rate-limits.ts';
import { PROBLEMS } from '../http/problem.ts';
import { ACCESS_SCHEMAS } from './answers/access.ts';
import { ALERT_SCHEMAS } from './answers/alerts.ts';
import { STANDING_SCHEMAS } from './answers/standing.ts';
import { CATALOGUE_SCHEMAS } from './answers/catalogue.ts';
import { DECISION_SCHEMAS } from './answers/decision.ts';
import { EXPLANATION_SCHEMAS } from './answers/explanation.ts';
import { INGESTION_SCHEMAS } from './answers/ingestion.ts';
import { PREVIEW_SCHEMAS } from './answers/preview.ts';
import { QUEUE_SCHEMAS } from './answers/queues.ts';
import { RANKING_SCHEMAS } from './answers/ranking.ts';
import { SERVICE_SCHEMAS } from './answers/service.ts';
import { SHORTLIST_SCHEMAS } from './answers/shortlist.ts';
import { STATEMENT_SCHEMAS } from './answers/statement.ts';
import { findDtos, type FoundDtos } from './dto-discovery.ts';
import { exampleAnswers } from './examples/example-answers.ts';
import { EXAMPLE_REQUESTS, type ExampleRequest } from './examples/requests.ts';
import { ANSWER_HEADERS, HEADER_PARAMETERS, PATH_PARAMETERS } from './parameters.ts';
import { headerRefs, problemResponses, problemsOf } from './refusals.ts';
import { ACCESS_ROUTES } from './routes/access.ts';
import { ALERT_ROUTES } from './routes/alerts.ts';
import { STANDING_ROUTES } from './routes/standing.ts';
import { CATALOGUE_ROUTES } from './routes/catalogue.ts';
import { INGESTION_ROUTES } from './routes/ingestion.ts';
import { MATCHING_ROUTES } from './routes/matching.ts';
import { QUEUE_ROUTES } from './routes/queues.ts';
import type { RouteDescription, Routes } from './routes/route.ts';
import { SHORTLIST_ROUTES } from './routes/shortlists.ts';
import { SERVICE_ROUTES } from './routes/service.ts';
import { type Schema, text } from './schema.ts';
import { describeTag } from './tags.ts';

/** Version of the API, not of the program: it changes when clients have to. */
export const API_VERSION = '1.0.0';

const ROUTES: Routes = {
  ...MATCHING_ROUTES,
  ...CATALOGUE_ROUTES,
  ...INGESTION_ROUTES,
  ...ACCESS_ROUTES,
  ...STANDING_ROUTES,
  ...SHORTLIST_ROUTES,
  ...ALERT_ROUTES,
  ...QUEUE_ROUTES,
  ...SERVICE_ROUTES,
};

const ANSWERS: Readonly<Record<string, Schema>> = joined([
  SERVICE_SCHEMAS,
  STATEMENT_SCHEMAS,
  DECISION_SCHEMAS,
  RANKING_SCHEMAS,
  CATALOGUE_SCHEMAS,
  EXPLANATION_SCHEMAS,
  INGESTION_SCHEMAS,
  ACCESS_SCHEMAS,
  STANDING_SCHEMAS,
  SHORTLIST_SCHEMAS,
  ALERT_SCHEMAS,
  QUEUE_SCHEMAS,
  PREVIEW_SCHEMAS,
]);

const INTRODUCTION = `Which infrastructure vendor may serve which market, for which need, on which date, and why.

Every answer carries its position in the change log (\`Placet-Position\`); send it as \`Placet-At-Least\` to read what you
wrote. Lists answer \`{items, next}\`; give \`next\` as \`cursor\` to go on. With Accept they come as CSV, JSON Lines or
XLSX, all pages at once, up to a bound; the trailer \`Placet-Next\` then has the cursor of the rest. Refusals are RFC 9457 problem documents, listed
at \`/problems\`. Examples are answers to the shipped data, with lists cut short. Documents are checked by the JSON Schemas at \`/schemas\`. Keys are sent as \`Authorization: Bearer plc_…\`.`;

const JSON_TYPE = 'application/json';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** What @nestjs/swagger finds of an operation. */
type FoundOperation = NonNullable<OpenAPIObject['paths'][string]['get']>;

type FoundParameter = NonNullable<FoundOperation['parameters']>[number];

/**
 * Describes an application's HTTP API as OpenAPI 3.1. Routes, parameters and bodies are found in the code; what the
 * code can't say comes from the tables of this folder.
 *
 * @throws Error for a route that is not described, or that is not in the access table.
 */
export function describeApi(app: INestApplication): OpenAPIObject {
  const dtos = findDtos(app);
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Placet')
    .setDescription(INTRODUCTION)
    .setVersion(API_VERSION)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key, plc_<id>_<secret>' }, 'key')
    .build();
  const found = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller}.${method}`,
    autoTagControllers: false,
  });
  const document = {
    ...found,
    servers: [{ url: '/', description: 'The service that gives this description' }],
    tags: [...new Set(Object.values(ROUTES).map((route) => route.tag))].map(describeTag),
    paths: describePaths(found.paths, dtos),
    components: {
      schemas: { ...bodySchemas(Object.keys(found.components?.schemas ?? {}), dtos), ...ANSWERS },
      responses: problemResponses(),
      parameters: HEADER_PARAMETERS,
      headers: ANSWER_HEADERS,
      securitySchemes: found.components?.securitySchemes,
    },
  };
  // Plain JSON: no undefined members, no shared objects, whatever the tables are made of.
  const plain: OpenAPIObject = JSON.parse(JSON.stringify(document));
  return plain;
}

function describePaths(paths: OpenAPIObject['paths'], dtos: FoundDtos): Record<string, object> {
  return Object.fromEntries(
    Object.entries(paths)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, item]) => [
        path,
        Object.fromEntries(
          METHODS.flatMap((method) => {
            const operation = item[method];
            return operation === undefined
              ? []
              : [[method, describeOperation(routeOf(method, path), operation, dtos)]];
          }),
        ),
      ]),
  );
}

/** `GET /v1/markets/:market`, as routes are named in the access table. */
function routeOf(method: string, path: string): string {
  return `${method.toUpperCase()} ${path.replaceAll(/\{([^}]+)\}/g, ':$1')}`;
}

function describeOperation(route: string, found: FoundOperation, dtos: FoundDtos): object {
  const description = ROUTES[route];
  const roles = ROUTE_ROLES[route];
  if (description === undefined || roles === undefined)
    throw new Error(
      `The route "${route}" is not described in apps/api/src/openapi/routes or not in ROUTE_ROLES.`,
    );
  const dtoNames = dtos.byHandler.get(found.operationId ?? '') ?? [];
  const isRead = route.startsWith('GET ');
  const hasJsonBody = found.requestBody !== undefined;
  const example = EXAMPLE_REQUESTS[route] ?? {};
  return {
    operationId: description.operation,
    tags: [description.tag],
    summary: description.summary,
    description: [description.description, roleSentence(roles)].filter(Boolean).join('\n\n'),
    security: roles === 'public' ? [] : [{ key: [] }],
    parameters: [
      ...(found.parameters ?? []).map((parameter) => describeParameter(parameter, dtoNames, dtos, example)),
      ...[
        ...(isRead && !isEndless(description) ? ['IfNoneMatch'] : []),
        ...(isConditional(route) ? ['IfMatch'] : []),
        ...(isCreation(route) ? ['IdempotencyKey'] : []),
        'PlacetAtLeast',
        'RequestId',
        'Traceparent',
        ...(description.headers ?? []),
      ].map((name) => ({ $ref: `#/components/parameters/${name}` })),
    ],
    ...bodyOf(found, description, example),
    responses: responsesOf(route, description, { dto: dtoNames.length > 0, json: hasJsonBody }),
  };
}

function roleSentence(roles: readonly string[] | 'public'): string {
  return roles === 'public' ? 'Open to everybody, without a key.' : `For the roles ${roles.join(', ')}.`;
}

function describeParameter(
  found: FoundParameter,
  dtoNames: readonly string[],
  dtos: FoundDtos,
  { path = {}, query = {} }: ExampleRequest,
): object {
  if (!('name' in found)) throw new Error('A parameter by reference is not expected from the scanner.');
  const { name } = found;
  if (found.in === 'path') {
    const known = PATH_PARAMETERS[name];
    if (known === undefined)
      throw new Error(`The path parameter "${name}" has no description. Give it one in parameters.ts.`);
    return { name, in: 'path', required: true, ...known, example: path[name] ?? known.example };
  }
  const property = dtoNames.flatMap((dto) => dtos.properties.get(dto) ?? []).find((one) => one.name === name);
  if (property === undefined) throw new Error(`The query parameter "${name}" belongs to no DTO.`);
  const { description, ...schema } = property.schema;
  const isList = schema.type === 'array';
  return {
    name,
    in: 'query',
    required: property.required,
    description,
    schema,
    ...(query[name] === undefined ? {} : { example: query[name] }),
    // Comma-separated; repeating the parameter works as well.
    ...(isList ? { style: 'form', explode: false } : {}),
  };
}

function bodyOf(
  found: FoundOperation,
  { body }: RouteDescription,
  { body: example }: ExampleRequest,
): object {
  if (body === undefined && found.requestBody === undefined) return {};
  if (body !== undefined)
    return {
      requestBody: {
        required: true,
        description: body.description,
        content: contentOf(body.content, { [JSON_TYPE]: example }),
      },
    };
  const { content, ...rest } = { content: {}, ...found.requestBody };
  const described = Object.entries(content).map(([type, media]) => [type, { ...Object(media), example }]);
  return { requestBody: { ...rest, content: Object.fromEntries(described) } };
}

/** Lists are given as tables as well. */
function withTables(content: Readonly<Record<string, Schema>>): Readonly<Record<string, Schema>> {
  if (itemsOf(content['application/json'], ANSWERS) === undefined) return content;
  return {
    ...content,
    [CSV]: text('A row for each item; columns are named by the place of their value in the JSON'),
    [LINES]: text('An item a line'),
    [SPREADSHEET]: { type: 'string', format: 'binary' },
  };
}

function contentOf(
  content: Readonly<Record<string, Schema>>,
  examples: Readonly<Record<string, unknown>> = {},
): object {
  return Object.fromEntries(
    Object.entries(content).map(([type, schema]) => [type, { schema, example: examples[type] }]),
  );
}

function responsesOf(
  route: string,
  description: RouteDescription,
  takes: { readonly dto: boolean; readonly json: boolean },
): object {
  const { answer, others = {} } = description;
  const isList = itemsOf(answer.content?.['application/json'], ANSWERS) !== undefined;
  const isCacheable = route.startsWith('GET ') && answer.status === 200 && !isEndless(description);
  const shared = [
    'Placet-Position',
    'X-Request-Id',
    'traceparent',
    ...(UNLIMITED_ROUTES.has(route) ? [] : ['RateLimit', 'RateLimit-Policy']),
    ...(isCreation(route) ? ['Idempotency-Replayed'] : []),
  ];
  const { status, type = '', body } = exampleAnswers()[route] ?? {};
  const examplesOf = (of: number): Readonly<Record<string, unknown>> =>
    status === of ? { [type]: body } : {};
  const responses: Record<string, object> = {
    [answer.status]: {
      description: answer.description,
      headers: headerRefs([
        ...(isCacheable ? ['ETag'] : []),
        ...(isCacheable && isList ? ['Link'] : []),
        ...shared,
        ...(answer.headers ?? []),
      ]),
      ...(answer.content === undefined
        ? {}
        : { content: contentOf(withTables(answer.content), examplesOf(answer.status)) }),
    },
  };
  if (isCacheable)
    responses[304] = {
      description: 'Unchanged since If-None-Match',
      headers: headerRefs(['ETag', ...shared]),
    };
  for (const [otherStatus, other] of Object.entries(others)) {
    responses[otherStatus] = {
      description: other.description,
      headers: headerRefs(['X-Request-Id', 'Retry-After']),
      content: {
        ...contentOf({ [JSON_TYPE]: other.schema }, examplesOf(Number(otherStatus))),
        'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
      },
    };
  }
  for (const name of problemsOf(route, description, takes))
    responses[PROBLEMS[name].status] ??= { $ref: `#/components/responses/${name}` };
  return responses;
}

/** Whether an answer is a stream, which has no end to be compared by. */
function isEndless({ answer }: RouteDescription): boolean {
  return 'text/event-stream' in (answer.content ?? {});
}

/** The DTOs that requests carry as bodies, with the limits of their rules. */
function bodySchemas(names: readonly string[], dtos: FoundDtos): Record<string, Schema> {
  return Object.fromEntries(
    names.map((name) => {
      const properties = dtos.properties.get(name);
      if (properties === undefined) throw new Error(`The body "${name}" has no validation rules.`);
      const required = properties.filter((property) => property.required).map((property) => property.name);
      return [
        name,
        {
          type: 'object',
          properties: Object.fromEntries(properties.map((property) => [property.name, property.schema])),
          required,
          additionalProperties: false,
        },
      ];
    }),
  );
}

/** One name must not stand for two things. */
function joined(groups: readonly Readonly<Record<string, Schema>>[]): Record<string, Schema> {
  const entries = groups.flatMap((group) => Object.entries(group));
  const names = entries.map(([name]) => name);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice.length > 0) throw new Error(`Two schemas are called ${twice.join(', ')}. Rename one of them.`);
  return Object.fromEntries(entries);
}
