import type { Schema } from './schema.ts';

/** What a query parameter or body property means, by the DTO that declares it. */
export const PROPERTY_DESCRIPTIONS: Readonly<Record<string, string>> = {
  'ListQuery.limit': 'How many items at most',
  'ListQuery.cursor': 'Opaque: "next" of the page before, for the same question and key',
  'QuestionQuery.need': 'Default need that the stated parts are laid over',
  'QuestionQuery.buyerKind': 'Kinds of buyer, such as central_government or bank',
  'QuestionQuery.sector': 'Sectors of the buyer',
  'QuestionQuery.workload': 'Service model needed: IaaS, PaaS, SaaS, DaaS or GPUaaS',
  'QuestionQuery.dataClass': 'Class of the data on a scale of the market, such as medium or KR-CSAP/medium',
  'QuestionQuery.contractValue': 'An amount in the currency of the market, or with its currency: 1000000 EUR',
  'QuestionQuery.regions': 'Countries that the deployment must be in',
  'QuestionQuery.asOf': 'Day to answer for; today by default',
  'QuestionQuery.knownAt': 'Answer from what was known at this instant',
  'QuestionQuery.weights': 'Name of a published weight set, or SOV-1:20,SOV-2:10,…',
  'QuestionQuery.unknowns': 'How to order what is unknown: tolerant, conservative (default) or strict',
  'RankingQuery.verdict': 'Show these verdicts only; counts still cover all',
  'RankingQuery.explain': 'How much of each decision to add',
  'DecisionQuery.offering': 'Offering id',
  'DecisionQuery.market': 'Market code',
  'RankingBody.market': 'Market code',
  'RankingBody.needs': 'Need path → value, such as {"buyer.kind": ["bank"]}',
  'RankingBody.where': 'A test of the requirement language that every offering must also meet',
  'VendorListQuery.text': 'Part of a name or alias',
  'VendorListQuery.country': 'Country of the seat',
  'RegimeListQuery.market': 'Market, bloc, or *',
  'RegimeListQuery.status': 'Status of the newest version',
  'NoticeListQuery.text': 'Words of title, description, buyer or key',
  'NoticeListQuery.market': 'Market code',
  'NoticeListQuery.source': 'Source id',
  'NoticeListQuery.key': 'Native id of the procedure',
  'NoticeListQuery.status': 'Where the procedure stands',
  'NoticeListQuery.cpv': 'Classification code or the beginning of one',
  'NoticeListQuery.deadlineFrom': 'Deadline on this day or later',
  'NoticeListQuery.deadlineTo': 'Deadline before this day',
  'NoticeListQuery.valueFrom': 'Value of at least this amount',
  'NoticeListQuery.valueTo': 'Value of at most this amount',
  'QuarantineQuery.source': 'Source id',
  'QuarantineQuery.delivery': 'Delivery id',
  'QuarantineQuery.state': 'What became of the items',
  'RetryBody.item':
    'The corrected item as JSON; without it and text, the item is read again from its delivery',
  'RetryBody.text': 'The corrected item in its own format, such as YAML or XML',
  'RetryBody.reason': 'Why, for the record',
  'DiscardBody.reason': 'Why it is given up, for the record',
  'NewSource.id': 'Id of your choice: lower-case letters, digits and dashes',
  'NewSource.name': 'Name for people',
  'NewSource.kind': 'How deliveries come',
  'NewSource.format': 'Pins the format; leave it out to detect it from the content',
  'NewSource.freshness': 'Promise as an ISO 8601 duration: a delivery at least this often',
  'NewKey.name': 'Who or what the key is for',
  'NewKey.role': 'What it may do',
  'NewKey.source': 'The one source that a sender may deliver to',
  'NewKey.expires': 'End of the key; without it, it does not end',
};

const uuid: Schema = { type: 'string', format: 'uuid' };

/** Path parameters by name. */
export const PATH_PARAMETERS: Readonly<
  Record<string, { readonly description: string; readonly schema: Schema }>
> = {
  market: { description: 'Market code, such as KR', schema: { type: 'string' } },
  vendor: { description: 'Vendor id, such as scaleway', schema: { type: 'string' } },
  regime: { description: 'Regime id, such as kr-csap', schema: { type: 'string' } },
  notice: { description: 'Notice id', schema: uuid },
  source: { description: 'Source id', schema: { type: 'string' } },
  delivery: { description: 'Delivery id', schema: uuid },
  item: { description: 'Id of a quarantined item', schema: uuid },
  key: { description: 'Key id: the middle part of the key', schema: { type: 'string' } },
  name: { description: 'File name, such as vendor.v1.json', schema: { type: 'string' } },
  type: { description: 'Name of the problem, such as not-found', schema: { type: 'string' } },
  file: { description: 'File name', schema: { type: 'string' } },
};

/** Header parameters that routes share, as components. */
export const HEADER_PARAMETERS = {
  PlacetAtLeast: {
    name: 'Placet-At-Least',
    in: 'header',
    description: 'Wait, five seconds at most, until the answer includes this position (from Placet-Position)',
    schema: { $ref: '#/components/schemas/Position' },
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description: 'ETag of the answer you have; 304 if it still stands',
    schema: { type: 'string' },
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    description: 'ETag of what you read and now change; 412 if it was changed meanwhile, 428 without it',
    schema: { type: 'string' },
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'Yours for this request, such as a UUID. Within a day the same request with the same key gets the same answer, and nothing is made twice',
    schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' },
  },
  RequestId: {
    name: 'X-Request-Id',
    in: 'header',
    description:
      'Your id for the request, 8 to 64 letters, digits, dots, dashes or underscores; else we make one',
    schema: { type: 'string', pattern: '^[\\w.-]{8,64}$' },
  },
  ContentEncoding: {
    name: 'Content-Encoding',
    in: 'header',
    description: 'How the body is packed',
    schema: { type: 'string', enum: ['gzip', 'identity'] },
  },
  Traceparent: {
    name: 'traceparent',
    in: 'header',
    description: 'W3C trace context, kept with the delivery',
    schema: { type: 'string', maxLength: 64 },
  },
} as const;

/** Headers of answers, as components. */
export const ANSWER_HEADERS = {
  ETag: { description: 'Strong validator of the answer', schema: { type: 'string' } },
  'Placet-Position': {
    description: 'Place in the change log that the answer includes; absent while data is being loaded',
    schema: { $ref: '#/components/schemas/Position' },
  },
  'Idempotency-Replayed': {
    description: 'true when this is the answer of an earlier request with the same Idempotency-Key',
    schema: { type: 'string', enum: ['true'] },
  },
  'X-Request-Id': { description: 'Id of the request, in our log too', schema: { type: 'string' } },
  Location: { description: 'Where to find it', schema: { type: 'string' } },
  'Retry-After': { description: 'Seconds to wait', schema: { type: 'string' } },
  'WWW-Authenticate': { description: 'What kind of key is wanted', schema: { type: 'string' } },
} as const;
