import { OUTCOMES } from '#application';
import {
  count,
  instant,
  list,
  mapOf,
  number,
  oneOf,
  orNull,
  pageOf,
  record,
  ref,
  type Schema,
  text,
} from '../schema.ts';

const uuid = text(undefined, { format: 'uuid' });
const deliveryState = oneOf(['accepted', 'reading', 'done', 'refused']);

const COUNTS = record(
  Object.fromEntries(['received', ...OUTCOMES].map((name) => [name, count()])),
  'received is the sum of the others, always',
);

const QUARANTINED = {
  id: uuid,
  delivery: uuid,
  source: text(),
  pointer: text(),
  problem: ref('ItemProblem'),
  fragment: orNull(text('The offending text, or its beginning')),
  state: oneOf(['open', 'retried', 'discarded']),
  created: instant(),
};

const MAPPING = {
  id: text(),
  version: text("Its author's"),
  name: text(),
  'country?': text(),
  format: oneOf(['json', 'jsonl', 'csv', 'xml'], 'How its documents are written'),
  makes: oneOf(['notices', 'register'], 'What its records become'),
  'register?': text('The register whose readings its deliveries are'),
  'scheme?': text('The scheme of that register'),
  origin: oneOf(['shipped', 'delivered']),
};

/** Deliveries, sources, quarantine and keys. */
export const INGESTION_SCHEMAS: Readonly<Record<string, Schema>> = {
  ItemProblem: record(
    {
      type: text('Stable name, listed in docs/problems.md'),
      title: text(),
      detail: text('What is wrong, where, why, and what to do'),
      errors: list(
        record({
          pointer: text('JSON Pointer inside the delivery'),
          detail: text(),
          'line?': count(),
          'column?': count(),
          'nearest?': list(text(), 'Nearest valid names'),
        }),
      ),
    },
    'Why an item can not be applied, or a delivery can not be read',
  ),
  AcceptedDelivery: record({ id: uuid, source: text(), state: { const: 'accepted' } }),
  Delivery: record(
    {
      id: uuid,
      source: text(),
      state: deliveryState,
      format: orNull(text()),
      contentType: orNull(text()),
      sha256: text('Of the raw bytes'),
      accepted: instant(),
      started: orNull(instant()),
      finished: orNull(instant()),
      counts: COUNTS,
      bytes: record({ total: count(), read: count() }, 'Of the raw document'),
      rate: orNull(number('Items a second')),
      eta: orNull(instant('When it will be read at this rate; null before that is known and at the end')),
      problems: list(ref('ItemProblem')),
    },
    'One received document or batch, accounted for item by item',
  ),
  DeliveryItemPage: pageOf({
    ...record({
      pointer: text('Place of the item in the delivery'),
      outcome: oneOf(OUTCOMES),
      'problem?': ref('ItemProblem'),
    }),
    additionalProperties: text('What the item is about: its kind (notice, regime, vendor …) → its id'),
  }),
  Source: record({
    id: text(),
    name: text(),
    kind: oneOf(['push', 'pull', 'folder']),
    'format?': text('Pinned format; absent: detected from content'),
    'mapping?': { oneOf: [text('Id of a mapping'), mapOf({}, 'A mapping document')] },
    'url?': text(),
    'schedule?': mapOf(text(), 'every (ISO 8601 duration), or cron and timeZone'),
    'paging?': mapOf({}, 'How pages follow each other, by style'),
    'freshness?': text('Promise as an ISO 8601 duration'),
    state: oneOf(['active', 'paused', 'disabled']),
    revision: count(),
    'lastDelivery?': instant(),
    'staleSince?': instant('Since when its freshness promise is broken'),
    'due?': instant('When its freshness promise runs out, or ran out'),
    quarantined: count('Its quarantined items that nobody has decided about'),
    signed: { type: 'boolean', description: 'Whether deliveries must be signed' },
  }),
  MappingBrief: record(MAPPING),
  MappingPage: pageOf(ref('MappingBrief')),
  Mapping: record({
    ...MAPPING,
    recordedFrom: orNull(text('When Placet learnt it; null of one that comes with Placet')),
    document: mapOf({}, 'The mapping document (JSON Schema: /schemas/mapping.v1.json)'),
    versions: list(
      record({ version: text("Its author's"), recordedFrom: text(), recordedTo: orNull(text()) }),
      'Delivered versions, oldest first; the last one counts',
    ),
  }),
  SourceRunPage: pageOf(
    record({
      id: uuid,
      source: text(),
      state: oneOf(['running', 'done', 'failed']),
      started: instant(),
      finished: orNull(instant()),
      pages: count('Pages or files that became deliveries'),
      deliveries: count(),
      unread: count('Deliveries that are not read to their end yet'),
      counts: COUNTS,
      problem: orNull(ref('ItemProblem')),
    }),
  ),
  AskedRun: record({ source: text(), state: { const: 'asked' } }),
  SourcePage: pageOf(ref('Source')),
  QuarantinePage: pageOf(record(QUARANTINED)),
  QuarantinedItem: record({
    ...QUARANTINED,
    decisions: list(
      record({
        action: oneOf(['retry', 'discard']),
        actor: text('Key id of who decided; "placet" when names it waited for had come'),
        reason: orNull(text()),
        corrected: orNull(text('SHA-256 of the corrected item')),
        outcome: oneOf(OUTCOMES),
        at: instant(),
      }),
      'Oldest first',
    ),
  }),
};
