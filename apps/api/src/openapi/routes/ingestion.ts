import { ref, type Schema, text } from '../schema.ts';
import { ok, type Routes } from './route.ts';

const tag = 'Deliveries';

const bytes: Schema = { type: 'string', format: 'binary' };
const documents: Schema = {
  description: 'A Placet document (JSON Schemas: /schemas) or an OCDS release, record or package',
};

/** What comes in, and who may send it. */
export const INGESTION_ROUTES: Routes = {
  'POST /v1/sources/:source/deliveries': {
    operation: 'deliver',
    tag,
    summary: 'Deliver documents or notices',
    description:
      'Keeps the raw bytes and answers at once; reading goes on behind it. The format is detected from the content, not from its media type. Gzip is taken with Content-Encoding. CloudEvents 1.0 are unwrapped, structured and binary. A source with a secret takes deliveries signed by Standard Webhooks only.',
    body: {
      description: 'Placet documents (YAML, JSON, JSON Lines) or OCDS (JSON, JSON Lines)',
      content: {
        'application/json': documents,
        'application/x-ndjson': text('One JSON value a line'),
        'application/yaml': text('One or more YAML documents'),
        'application/cloudevents+json': documents,
        'application/octet-stream': bytes,
      },
    },
    headers: ['ContentEncoding'],
    answer: {
      status: 202,
      description: 'Kept; follow it at Location',
      content: { 'application/json': ref('AcceptedDelivery') },
      headers: ['Location'],
    },
    problems: ['not-found', 'conflict', 'too-large', 'unsupported-media-type'],
  },
  'GET /v1/deliveries/:delivery': {
    operation: 'getDelivery',
    tag,
    summary: 'Follow a delivery',
    description:
      'Progress while it is read, and what became of its items. A sender sees its own deliveries only.',
    answer: ok(ref('Delivery'), 'The delivery and its counts'),
    problems: ['not-found'],
  },
  'GET /v1/deliveries/:delivery/items': {
    operation: 'listDeliveryItems',
    tag,
    summary: 'List the items of a delivery',
    answer: ok(ref('DeliveryItemPage'), 'A page of items, in the order of the document'),
    problems: ['not-found'],
  },
  'GET /v1/mappings': {
    operation: 'listMappings',
    tag,
    summary: 'List mappings',
    description:
      'Mapping documents tell how the records of a flat source become notices, or the entries of a register. A new one is delivered like any document (schema placet.mapping/v1) and used by sources that name it.',
    answer: ok(ref('MappingPage'), 'A page of mappings, by id'),
  },
  'GET /v1/mappings/:mapping': {
    operation: 'getMapping',
    tag,
    summary: 'Read a mapping',
    answer: ok(ref('Mapping'), 'The mapping that counts, and its delivered versions'),
    problems: ['not-found'],
  },
  'GET /v1/sources': {
    operation: 'listSources',
    tag,
    summary: 'List sources',
    answer: ok(ref('SourcePage'), 'All sources, by id'),
  },
  'POST /v1/sources': {
    operation: 'addSource',
    tag,
    summary: 'Add a source',
    answer: {
      status: 201,
      description: 'The source',
      content: { 'application/json': ref('Source') },
      headers: ['Location'],
    },
    problems: ['conflict'],
  },
  'GET /v1/sources/:source': {
    operation: 'getSource',
    tag,
    summary: 'Read a source',
    answer: ok(ref('Source'), 'The source'),
    problems: ['not-found'],
  },
  'PATCH /v1/sources/:source': {
    operation: 'changeSource',
    tag,
    summary: 'Change a source',
    description: 'What is absent stays as it is, null takes it away.',
    answer: ok(ref('Source'), 'The source as it is now'),
    problems: ['not-found', 'conflict'],
  },
  'DELETE /v1/sources/:source': {
    operation: 'removeSource',
    tag,
    summary: 'End a source',
    description:
      'A source that never delivered is gone; any other one is disabled for good, since the ledger speaks of it.',
    answer: { status: 204, description: 'Ended' },
    problems: ['not-found'],
  },
  'GET /v1/sources/:source/runs': {
    operation: 'listSourceRuns',
    tag,
    summary: 'List the runs of a source',
    description: 'Every look at a pull or folder source, with the account of what it brought.',
    answer: ok(ref('SourceRunPage'), 'A page of runs, newest first'),
    problems: ['not-found'],
  },
  'POST /v1/sources/:source/runs': {
    operation: 'runSource',
    tag,
    summary: 'Look at a source now',
    answer: { status: 202, description: 'Asked for', content: { 'application/json': ref('AskedRun') } },
    problems: ['not-found', 'conflict'],
  },
  'GET /v1/quarantine': {
    operation: 'listQuarantine',
    tag,
    summary: 'List quarantined items',
    answer: ok(ref('QuarantinePage'), 'A page of items, newest first, with the reason and the text'),
  },
  'GET /v1/quarantine/:item': {
    operation: 'getQuarantinedItem',
    tag,
    summary: 'Read a quarantined item',
    description: 'With everything that was decided about it, by whom and why.',
    answer: ok(ref('QuarantinedItem'), 'The item'),
    problems: ['not-found'],
  },
  'POST /v1/quarantine/:item/retry': {
    operation: 'retryQuarantinedItem',
    tag,
    summary: 'Retry a quarantined item',
    description:
      'Reads the item again from the raw document, with the present readers and names, or takes a corrected one. The ledger of its delivery says what became of it. An item that still cannot be applied stays open, with the present problem.',
    answer: ok(ref('QuarantinedItem'), 'The item as it is now; its last decision has the outcome'),
    problems: ['not-found', 'conflict'],
  },
  'POST /v1/quarantine/:item/discard': {
    operation: 'discardQuarantinedItem',
    tag,
    summary: 'Give up a quarantined item',
    description: 'For good; the ledger of its delivery goes on counting it as quarantined.',
    answer: ok(ref('QuarantinedItem'), 'The item as it is now'),
    problems: ['not-found', 'conflict'],
  },
};
