import { ref, text } from '../schema.ts';
import { ok, type Routes } from './route.ts';

const health = 'Health';
const self = 'About this API';

/** Health, measures, and what describes the API. */
export const SERVICE_ROUTES: Routes = {
  'GET /livez': {
    operation: 'live',
    tag: health,
    summary: 'Alive?',
    description:
      'Asks nothing of other parts. A worker that gets nothing done although jobs wait is not alive.',
    answer: ok(ref('Liveness'), 'Alive'),
    others: {
      503: { description: 'A worker of this process is stuck: start it anew', schema: ref('Liveness') },
    },
  },
  'GET /readyz': {
    operation: 'ready',
    tag: health,
    summary: 'Ready?',
    answer: ok(ref('Readiness'), 'Every part answers'),
    others: { 503: { description: 'Some part does not answer', schema: ref('Readiness') } },
  },
  'GET /freshness': {
    operation: 'freshness',
    tag: health,
    summary: 'Fresh?',
    description: 'Whether sources deliver as often as they promise. Ready is not fresh.',
    answer: ok(ref('Freshness'), 'Every source with a promise, the one that is due first first'),
  },
  'GET /metrics': {
    operation: 'measure',
    tag: health,
    summary: 'Measures for Prometheus',
    answer: { status: 200, description: 'Prometheus text format', content: { 'text/plain': text() } },
  },
  'GET /openapi.json': {
    operation: 'describe',
    tag: self,
    summary: 'This description',
    answer: ok({ type: 'object', additionalProperties: true }, 'OpenAPI 3.1'),
  },
  'GET /asyncapi.json': {
    operation: 'describeEvents',
    tag: self,
    summary: 'The events that go out, described',
    answer: ok({ type: 'object', additionalProperties: true }, 'AsyncAPI 3'),
  },
  'GET /docs': {
    operation: 'readDocs',
    tag: self,
    summary: 'This description for people',
    answer: { status: 200, description: 'A page', content: { 'text/html': text() } },
  },
  'GET /docs/:file': {
    operation: 'readDocsFile',
    tag: self,
    summary: 'A script or style of that page',
    answer: {
      status: 200,
      description: 'The file',
      content: { 'text/javascript': text(), 'text/css': text() },
    },
    problems: ['not-found'],
  },
  'GET /schemas': {
    operation: 'listSchemas',
    tag: self,
    summary: 'List the JSON Schemas of documents',
    answer: ok(ref('SchemaList'), 'All schemas, by name'),
  },
  'GET /schemas/:name': {
    operation: 'getSchema',
    tag: self,
    summary: 'Read a JSON Schema',
    answer: {
      status: 200,
      description: 'JSON Schema 2020-12',
      content: { 'application/schema+json': ref('JsonSchema') },
    },
    problems: ['not-found'],
  },
  'GET /problems': {
    operation: 'listProblems',
    tag: self,
    summary: 'List the problems that requests can have',
    answer: ok(ref('ProblemTypeList'), 'The catalogue'),
  },
  'GET /problems/:type': {
    operation: 'getProblem',
    tag: self,
    summary: 'Read one kind of problem',
    answer: ok(ref('ProblemType'), 'Its meaning, and what to do'),
    problems: ['not-found'],
  },
};
