import { count, instant, list, mapOf, oneOf, record, ref, type Schema, text } from '../schema.ts';

/** Problems, health and the descriptions themselves. */
export const SERVICE_SCHEMAS: Readonly<Record<string, Schema>> = {
  Problem: record(
    {
      type: text('Stable address of the kind of problem', { examples: ['/problems/not-found'] }),
      title: text(),
      status: count(),
      'detail?': text('What is wrong here, and what to do; never with a status of 500'),
      instance: text('The request, as urn:request:<id>; the id is in our log'),
      'errors?': list(
        record({
          'pointer?': text('JSON Pointer into the body'),
          'parameter?': text('Query parameter'),
          'header?': text('Request header'),
          detail: text(),
          'nearest?': list(text(), 'Nearest valid names'),
        }),
      ),
    },
    'RFC 9457 problem document',
  ),
  ProblemType: record({
    type: text(),
    status: count(),
    title: text(),
    meaning: text(),
    remedy: text('What to do'),
  }),
  ProblemTypeList: record({ items: list(ref('ProblemType')) }),
  SchemaList: record({
    items: list(record({ name: text(), title: text(), href: text('Where it is served') })),
  }),
  JsonSchema: { type: 'object', description: 'A JSON Schema 2020-12', additionalProperties: true },
  Liveness: record({ status: oneOf(['ok', 'stuck']), 'reason?': text('What is stuck, and since when') }),
  Readiness: record({
    status: oneOf(['ok', 'unavailable']),
    parts: mapOf(text(), 'Each part: "ok", or what is wrong'),
    'warnings?': list(text(), 'What works but should not stay so'),
    'position?': ref('Position'),
  }),
  Freshness: record({
    status: oneOf(['fresh', 'stale']),
    items: list(
      record({
        source: text(),
        promise: text('ISO 8601 duration'),
        last: instant('Last delivery, or last look that found nothing new'),
        due: instant('When the promise runs out'),
        fresh: { type: 'boolean' },
      }),
    ),
  }),
};
