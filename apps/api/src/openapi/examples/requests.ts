/** A request as the description shows it, beside the examples that its path parameters have everywhere. */
export interface ExampleRequest {
  /** Path parameters that have another example here than elsewhere. */
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | readonly string[]>>;
  /** Sent as JSON. */
  readonly body?: object;
}

const FACT = 'provider/scaleway/provider.seat.administration';
const RELEASE = {
  ocid: 'ocds-example-1',
  id: '1',
  date: '2026-11-01T09:00:00Z',
  tag: ['tender'],
  language: 'en',
  buyer: { name: 'Example Ministry' },
  tender: {
    id: '1',
    title: 'Cloud hosting for a tax office',
    status: 'active',
    value: { amount: 1_200_000, currency: 'EUR' },
    tenderPeriod: { endDate: '2027-01-15T12:00:00Z' },
  },
};
const RULES = {
  schema: 'placet.regime/v1',
  id: 'fr-draft',
  version: '1',
  market: 'FR',
  title: 'Draft decree',
  authority: 'Example authority',
  status: 'in_force',
  valid: { from: '2026-01-01', to: null },
  sources: [{ id: 's1', title: 'Draft decree', url: 'https://example.org/decree', retrieved: '2026-11-01' }],
  requirements: [
    {
      id: 'state-buyers-only',
      title: 'The buyer is a bank',
      kind: 'gate',
      unit: 'offering',
      test: { need: 'buyer.kind', in: ['bank'] },
      source: { ref: 's1', clause: '1' },
      confidence: 'high',
    },
  ],
};
const VENDOR = {
  schema: 'placet.vendor/v1',
  id: 'example-cloud',
  name: 'Example Cloud',
  kind: 'national cloud',
  legal: { entity: 'example-cloud', seatCountries: ['FR'] },
  offerings: [{ id: 'example-cloud-main', name: 'Example Cloud', edition: 'public', status: 'available' }],
  facts: [],
};

/**
 * Requests by route, as the access table names them; a route that is not here needs nothing but its path. A test sends
 * every one of them as it stands in the description.
 */
export const EXAMPLE_REQUESTS: Readonly<Record<string, ExampleRequest>> = {
  'GET /v1/markets/:market/vendors': { query: { limit: 2, buyerKind: ['bank'], explain: 'summary' } },
  'GET /v1/vendors/:vendor/markets': { query: { limit: 2 } },
  'POST /v1/rankings': {
    body: {
      market: 'DE',
      limit: 2,
      needs: { 'buyer.kind': ['central_government'] },
      where: { certificate: 'C5' },
    },
  },
  'GET /v1/decisions': { query: { market: 'KR', offering: 'ncloud-gov' } },
  'GET /v1/comparisons': { query: { market: 'FR', a: 'scaleway-public', b: 'aws-commercial' } },
  'GET /v1/matrix': { query: { market: ['FR', 'KR'], vendor: ['aws', 'scaleway', 'ovhcloud'] } },
  'GET /v1/offerings': { query: { market: 'FR', limit: 2 } },
  'GET /v1/notices': { query: { text: 'hosting', status: 'open', limit: 2 } },
  'GET /v1/notices/:notice/vendors': { query: { market: 'FR', limit: 2 } },
  'GET /v1/regimes': { query: { market: 'FR', limit: 2 } },
  'POST /v1/regimes/:regime/versions': {
    path: { regime: 'fr-draft' },
    query: { preview: 'true', limit: 2 },
    body: { document: RULES },
  },
  'GET /v1/transitions': { query: { limit: 2 } },
  'GET /v1/calendar': { query: { market: 'KR', kind: ['verdict', 'regime'] } },
  'GET /v1/calendar.ics': { query: { market: 'KR' } },
  'GET /v1/changes/stream': { query: { follow: 'no', type: ['placet.delivery.finished'] } },
  'POST /v1/sources': { body: { id: 'gazette', name: 'Gazette feed', kind: 'push', freshness: 'P1D' } },
  'GET /v1/sources/:source/runs': { path: { source: 'tenders-abroad' } },
  'POST /v1/sources/:source/runs': { path: { source: 'tenders-abroad' } },
  'PATCH /v1/sources/:source': { body: { name: 'Gazette', freshness: 'P2D' } },
  'POST /v1/sources/:source/deliveries': { body: RELEASE },
  'POST /v1/quarantine/:item/retry': { body: { reason: 'The scheme that it names is known now' } },
  'POST /v1/quarantine/:item/discard': { body: { reason: 'A test document of the publisher' } },
  'POST /v1/facts/:fact/disputes': {
    path: { fact: FACT },
    body: {
      reason: 'We moved our seat in October',
      evidence: { title: 'Register extract', url: 'https://example.org/extract' },
    },
  },
  'PATCH /v1/facts/:fact/disputes/:dispute': {
    path: { fact: FACT },
    body: { status: 'rejected', reason: 'The extract is of another company' },
  },
  'GET /v1/facts/:fact/disputes': { path: { fact: FACT } },
  'GET /v1/facts/:fact/disputes/:dispute': { path: { fact: FACT } },
  'PUT /v1/vendors/:vendor': { path: { vendor: 'example-cloud' }, body: { document: VENDOR } },
  'POST /v1/vendors/:vendor/facts': {
    body: { fact: { attribute: 'provider.seat.registered', value: 'FR' } },
  },
  'POST /v1/shortlists': {
    body: {
      name: 'EU and Korea',
      needs: [{ market: 'FR' }, { market: 'KR', need: 'regulated' }],
      dealBreakers: { certificate: 'ISO27001' },
      offerings: ['scaleway-public', 'aws-commercial'],
    },
  },
  'PATCH /v1/shortlists/:shortlist': { body: { name: 'France and Korea', dealBreakers: null } },
  'POST /v1/watches': {
    body: {
      name: 'A bank in Korea',
      kind: 'need',
      market: 'KR',
      needs: { 'buyer.kind': ['bank'] },
      digest: 'daily',
      timeZone: 'Asia/Seoul',
    },
  },
  'PATCH /v1/watches/:watch': { body: { digest: 'weekly' } },
  'GET /v1/watches/:watch/feed.atom': { query: { token: '1.b4fK0rLTT2n1oNcfmGeJfQ' } },
  'POST /v1/webhooks': {
    body: {
      name: 'Our CRM',
      url: 'https://hooks.example.com/placet',
      types: ['placet.verdict.changed'],
      markets: ['KR', 'FR'],
    },
  },
  'PATCH /v1/webhooks/:webhook': { body: { state: 'paused' } },
  'POST /v1/webhooks/:webhook/replay': { query: { since: '2026-11-01T00:00:00Z' } },
  'POST /v1/queues/:queue/redrive': { body: { limit: 10 } },
  'POST /v1/tenants': { body: { id: 'example', name: 'Example Ltd' } },
  'PATCH /v1/tenants/:tenant': { body: { name: 'Example plc' } },
  'POST /v1/keys': { body: { name: 'Gazette sender', role: 'sender', source: 'gazette' } },
  'POST /v1/keys/:key/rotate': { body: { expires: '2027-11-24T00:00:00Z' } },
  'GET /login': { query: { token: 'Zm9yLXRlbi1taW51dGVz' } },
};
