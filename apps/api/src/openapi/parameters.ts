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
  'ComparisonQuery.a': 'Offering id',
  'ComparisonQuery.b': 'Offering id',
  'ComparisonQuery.market': 'Market code',
  'DayQuery.asOf': 'Day to answer for; today by default',
  'AsOfQuery.asOf': 'Day to answer for; today by default',
  'OwnershipQuery.asOf': 'Day to answer for; today by default',
  'MatrixQuery.asOf': 'Day to answer for; today by default',
  'MatrixQuery.need': 'Default need of every market',
  'MatrixQuery.vendor': 'Vendor ids; all by default',
  'MatrixQuery.market': 'Market codes; all by default',
  'EvidenceQuery.market': 'Only decisions in this market',
  'SchemeListQuery.text': 'Part of the id or title',
  'SchemeListQuery.holder': 'Whose certificates they are',
  'GroupListQuery.kind': 'What the members are',
  'GroupListQuery.member': 'Only groups that this code belongs to on the day',
  'EquivalenceListQuery.scheme': 'Only those from or to this scheme',
  'EquivalenceListQuery.effect': 'What the one does for the other',
  'VocabularyQuery.text': 'Part of an id, description or label',
  'VocabularyQuery.subject': 'Only attributes of this kind of subject',
  'RegisterListQuery.scheme': 'Only registers of this scheme',
  'EntryListQuery.text': 'Part of any member of an entry',
  'EntryListQuery.vendor': 'Only entries that were matched to this vendor',
  'FactListQuery.attribute': 'An attribute, or certificate:SCHEME',
  'FactListQuery.subject': 'Only statements about this subject, such as offering:scaleway-main',
  'FactListQuery.only': 'conflicts: only facts that lost against others or are contested',
  'DisputeBody.reason': 'What is wrong with the fact, or why it was decided so',
  'DisputeBody.evidence': 'A document that supports it: {title, url}',
  'DecisionBody.status': 'upheld: the fact no longer counts; rejected: it counts again',
  'RankingBody.market': 'Market code; with a notice, instead of the market of the notice',
  'RankingBody.notice': 'Notice id: rank for its market, need and clauses',
  'RankingBody.lot': 'One lot of the notice',
  'NoticeRankingQuery.market': 'Market to ask for instead of the market of the notice',
  'NoticeRankingQuery.lot': 'One lot, with its own value, codes and clauses',
  'RankingBody.needs': 'Need path → value, such as {"buyer.kind": ["bank"]}',
  'RankingBody.where': 'A test of the requirement language that every offering must also meet',
  'VendorListQuery.text': 'Part of a name or alias',
  'VendorListQuery.country': 'Country of the seat',
  'OfferingListQuery.text': 'Part of the id or a name',
  'OfferingListQuery.vendor': 'Vendor id',
  'OfferingListQuery.market':
    'Only offerings known to have a region in this market; a bloc counts its members',
  'OfferingListQuery.model': 'Only offerings known to be had in this deployment model',
  'OfferingListQuery.status': 'Whether it can be bought',
  'DiffQuery.from': 'The older version; the one before "to" by default',
  'DiffQuery.to': 'The newer version; the newest by default',
  'RegimeListQuery.market': 'Market, bloc, or *',
  'RegimeListQuery.status': 'Status of the newest version',
  'NoticeListQuery.text': 'Words of title, description, buyer or key',
  'NoticeListQuery.market': 'Market code',
  'NoticeListQuery.source': 'Source id',
  'NoticeListQuery.key': 'Native id of the procedure',
  'NoticeListQuery.status': 'Where the procedure stands',
  'NoticeListQuery.kind': 'What the latest publication is',
  'NoticeListQuery.buyer': 'Name of the first buyer, exactly as printed',
  'NoticeListQuery.relevance': 'Whether it buys infrastructure: relevant, possible, no; several with commas',
  'NoticeListQuery.currency': 'Currency of the value; needed to sort by value',
  'NoticeListQuery.language':
    'Language of the words in text, whose endings are then understood; else those of the market, and English',
  'NoticeListQuery.sort':
    'Latest published (default), next deadline, greatest value, or highest relevance first',
  'NoticeListQuery.facets': 'Count the results by these, such as market,status',
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
  'AuditQuery.actor': 'Id of the key that wrote',
  'AuditQuery.action': 'Route, such as POST /v1/keys',
  'AuditQuery.subject': 'Address that was written to, or of what was made',
  'NewSource.id': 'Id of your choice: lower-case letters, digits and dashes',
  'NewSource.name': 'Name for people',
  'NewSource.kind': 'How deliveries come',
  'NewSource.format':
    'Pins the format, such as ocds or mapping:<id>; without it, it is detected from the content',
  'NewSource.mapping':
    "Id of the mapping that reads whatever the source delivers, or the source's own mapping document (schema mapping.v1.json)",
  'NewSource.url': 'Where a pull source is asked (http, https) or which folder is watched (file:///)',
  'NewSource.schedule': '{"every": "PT15M"} or {"cron": "0 6 * * *", "timeZone": "Europe/Paris"}',
  'NewSource.paging': 'How pages follow each other: style link, cursor, page or window',
  'NewSource.freshness': 'Promise as an ISO 8601 duration: a delivery at least this often',
  'NewSource.secret': 'whsec_… of Standard Webhooks: every delivery must be signed with it',
  'SourceChange.name': 'Name for people',
  'SourceChange.format':
    'Pins the format, such as ocds or mapping:<id>; without it, it is detected from the content; null takes it away',
  'SourceChange.mapping':
    "Id of the mapping that reads whatever the source delivers, or the source's own mapping document (schema mapping.v1.json); null takes it away",
  'SourceChange.url':
    'Where a pull source is asked (http, https) or which folder is watched (file:///); null takes it away',
  'SourceChange.schedule':
    '{"every": "PT15M"} or {"cron": "0 6 * * *", "timeZone": "Europe/Paris"}; null takes it away',
  'SourceChange.paging':
    'How pages follow each other: style link, cursor, page or window; null takes it away',
  'SourceChange.freshness':
    'Promise as an ISO 8601 duration: a delivery at least this often; null takes it away',
  'SourceChange.secret':
    'A new secret; the one before is good for another day. null: deliveries need no signature any more',
  'SourceChange.state': 'A paused source is not looked at and takes no deliveries',
  'NewKey.name': 'Who or what the key is for',
  'NewKey.role': 'What it may do',
  'NewKey.source': 'The one source that a sender may deliver to',
  'NewKey.expires': 'End of the key; without it, it does not end',
  'NewKey.tenant': 'Whose key it is; your own tenant without it',
  'NewKey.scopes':
    'What of its role the key may use, such as shortlists:write or *:read; all of it without them',
  'KeyEnd.expires': 'End of the new key; without it, it does not end',
  'NewTenant.id': 'Id of your choice: lower-case letters, digits and dashes',
  'NewTenant.name': 'Name for people',
  'TenantChange.name': 'Name for people',
  'TenantChange.disabled': 'Whether its keys and people are refused',
};

const uuid: Schema = { type: 'string', format: 'uuid' };

/** Path parameters by name. */
export const PATH_PARAMETERS: Readonly<
  Record<string, { readonly description: string; readonly schema: Schema }>
> = {
  market: { description: 'Market code, such as KR', schema: { type: 'string' } },
  offering: { description: 'Offering id, such as scaleway-public', schema: { type: 'string' } },
  vendor: { description: 'Vendor id, such as scaleway', schema: { type: 'string' } },
  regime: { description: 'Regime id, such as kr-csap', schema: { type: 'string' } },
  notice: { description: 'Notice id', schema: uuid },
  scheme: { description: 'Scheme id, such as FedRAMP', schema: { type: 'string' } },
  group: { description: 'Group id, such as EU', schema: { type: 'string' } },
  equivalence: { description: 'Equivalence id', schema: { type: 'string' } },
  register: { description: 'Register id, such as csap', schema: { type: 'string' } },
  mapping: { description: 'Mapping id, such as kr-g2b', schema: { type: 'string' } },
  fact: { description: 'Id of a fact or certificate, percent-encoded', schema: { type: 'string' } },
  dispute: { description: 'Dispute id', schema: uuid },
  source: { description: 'Source id', schema: { type: 'string' } },
  delivery: { description: 'Delivery id', schema: uuid },
  item: { description: 'Id of a quarantined item', schema: uuid },
  tenant: { description: 'Tenant id', schema: { type: 'string' } },
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
    description: 'W3C trace context that the work goes on in; kept with deliveries',
    schema: { type: 'string', maxLength: 512 },
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
  traceparent: { description: 'W3C trace context of the work on the request', schema: { type: 'string' } },
  RateLimit: {
    description: 'What is left: r requests, and t seconds until all are there again; absent without a limit',
    schema: { type: 'string', examples: ['"key";r=59999;t=1'] },
  },
  'RateLimit-Policy': {
    description: 'The limit: q requests in w seconds; absent without one',
    schema: { type: 'string', examples: ['"key";q=60000;w=60'] },
  },
  'X-Request-Id': { description: 'Id of the request, in our log too', schema: { type: 'string' } },
  Link: {
    description: 'rel="next": address of the next page; absent on the last one',
    schema: { type: 'string' },
  },
  Location: { description: 'Where to find it', schema: { type: 'string' } },
  'Retry-After': { description: 'Seconds to wait', schema: { type: 'string' } },
  'WWW-Authenticate': { description: 'What kind of key is wanted', schema: { type: 'string' } },
} as const;
