/** Roles of keys and people; `admin` may do everything. */
export const ROLES = ['sender', 'sales', 'enterprise', 'analyst', 'ops', 'auditor', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Who asks: a key or a person of one tenant, with one role; a sender is bound to its own source, a key to its scopes. */
export interface Principal {
  readonly id: string;
  readonly tenant: string;
  readonly name: string;
  readonly role: Role;
  readonly source: string | null;
  /** What of the role it may use; all of it when null. */
  readonly scopes: readonly string[] | null;
}

const READERS: readonly Role[] = ['sales', 'enterprise', 'analyst', 'ops', 'auditor', 'admin'];
const OPERATORS: readonly Role[] = ['ops', 'admin'];
/** Who may have events sent somewhere and keep watches. */
const WATCHERS: readonly Role[] = ['sales', 'enterprise', 'analyst', 'ops', 'admin'];

/**
 * Which role may call which route: the one place that decides, read by the guard and by the generated tests. A route
 * that is not listed is refused for everybody.
 */
export const ROUTE_ROLES: Readonly<Record<string, readonly Role[] | 'public'>> = {
  'GET /livez': 'public',
  'GET /readyz': 'public',
  'GET /freshness': 'public',
  'GET /metrics': 'public',
  'GET /openapi.json': 'public',
  'GET /docs': 'public',
  'GET /docs/:file': 'public',
  'GET /schemas': 'public',
  'GET /schemas/:name': 'public',
  'GET /problems': 'public',
  'GET /problems/:type': 'public',
  'GET /': 'public',
  'GET /v1/markets': READERS,
  'GET /v1/markets/:market': READERS,
  'GET /v1/markets/:market/vendors': READERS,
  'POST /v1/rankings': READERS,
  'GET /v1/vendors': READERS,
  'GET /v1/vendors/:vendor': READERS,
  'GET /v1/vendors/:vendor/markets': READERS,
  'GET /v1/vendors/:vendor/facts': READERS,
  'POST /v1/vendors/:vendor/facts': ['sales', 'enterprise', 'analyst', 'admin'],
  'DELETE /v1/vendors/:vendor/facts/:fact': ['sales', 'enterprise', 'analyst', 'admin'],
  'PUT /v1/vendors/:vendor': ['sales', 'enterprise', 'analyst', 'admin'],
  'GET /v1/offerings': READERS,
  'GET /v1/offerings/:offering': READERS,
  'GET /v1/decisions': READERS,
  'GET /v1/comparisons': READERS,
  'GET /v1/matrix': READERS,
  'GET /v1/vendors/:vendor/ownership': READERS,
  'GET /v1/vendors/:vendor/evidence': READERS,
  'GET /v1/schemes': READERS,
  'GET /v1/schemes/:scheme': READERS,
  'GET /v1/groups': READERS,
  'GET /v1/groups/:group': READERS,
  'GET /v1/equivalences': READERS,
  'GET /v1/equivalences/:equivalence': READERS,
  'GET /v1/vocabulary': READERS,
  'GET /v1/registers': READERS,
  'GET /v1/registers/:register': READERS,
  'GET /v1/registers/:register/entries': READERS,
  'GET /v1/facts/:fact/disputes': READERS,
  'GET /v1/facts/:fact/disputes/:dispute': READERS,
  'POST /v1/facts/:fact/disputes': ['sales', 'enterprise', 'analyst', 'admin'],
  'PATCH /v1/facts/:fact/disputes/:dispute': ['analyst', 'admin'],
  'GET /v1/regimes': READERS,
  'GET /v1/regimes/:regime': READERS,
  'GET /v1/regimes/:regime/versions': READERS,
  'GET /v1/regimes/:regime/diff': READERS,
  'GET /v1/transitions': READERS,
  'GET /v1/calendar': READERS,
  'GET /v1/calendar.ics': READERS,
  'GET /v1/notices': READERS,
  'GET /v1/notices/:notice': READERS,
  'GET /v1/notices/:notice/versions': READERS,
  'GET /v1/notices/:notice/vendors': READERS,
  'GET /v1/mappings': ['analyst', 'ops', 'auditor', 'admin'],
  'GET /v1/mappings/:mapping': ['analyst', 'ops', 'auditor', 'admin'],
  'GET /v1/sources': OPERATORS,
  'POST /v1/sources': OPERATORS,
  'GET /v1/sources/:source': OPERATORS,
  'PATCH /v1/sources/:source': OPERATORS,
  'DELETE /v1/sources/:source': OPERATORS,
  'GET /v1/sources/:source/runs': OPERATORS,
  'POST /v1/sources/:source/runs': OPERATORS,
  'POST /v1/sources/:source/deliveries': ['sender', 'analyst', 'ops', 'admin'],
  'GET /v1/deliveries/:delivery': ['sender', 'analyst', 'ops', 'auditor', 'admin'],
  'GET /v1/deliveries/:delivery/items': ['sender', 'analyst', 'ops', 'auditor', 'admin'],
  'GET /v1/quarantine': ['analyst', 'ops', 'admin'],
  'GET /v1/quarantine/:item': ['analyst', 'ops', 'admin'],
  'POST /v1/quarantine/:item/retry': ['analyst', 'ops', 'admin'],
  'POST /v1/quarantine/:item/discard': ['analyst', 'ops', 'admin'],
  'GET /v1/webhooks': READERS,
  'POST /v1/webhooks': WATCHERS,
  'GET /v1/webhooks/:webhook': READERS,
  'PATCH /v1/webhooks/:webhook': WATCHERS,
  'DELETE /v1/webhooks/:webhook': WATCHERS,
  'POST /v1/webhooks/:webhook/rotate': WATCHERS,
  'POST /v1/webhooks/:webhook/test': WATCHERS,
  'POST /v1/webhooks/:webhook/replay': WATCHERS,
  'GET /v1/webhooks/:webhook/attempts': READERS,
  'GET /v1/queues': OPERATORS,
  'GET /v1/queues/:queue': OPERATORS,
  'POST /v1/queues/:queue/pause': OPERATORS,
  'POST /v1/queues/:queue/resume': OPERATORS,
  'GET /v1/queues/:queue/failures': OPERATORS,
  'POST /v1/queues/:queue/redrive': OPERATORS,
  'GET /ops/queues': OPERATORS,
  'GET /ops/queues/*': OPERATORS,
  'POST /ops/queues/*': OPERATORS,
  'PUT /ops/queues/*': OPERATORS,
  'PATCH /ops/queues/*': OPERATORS,
  'GET /v1/audit': ['auditor', 'admin'],
  'GET /v1/me': ROLES,
  'GET /v1/shortlists': READERS,
  'POST /v1/shortlists': ['sales', 'enterprise', 'analyst', 'admin'],
  'GET /v1/shortlists/:shortlist': READERS,
  'PATCH /v1/shortlists/:shortlist': ['sales', 'enterprise', 'analyst', 'admin'],
  'DELETE /v1/shortlists/:shortlist': ['sales', 'enterprise', 'analyst', 'admin'],
  'GET /v1/shortlists/:shortlist/comparison': READERS,
  'GET /v1/tenants': ['admin'],
  'POST /v1/tenants': ['admin'],
  'GET /v1/tenants/:tenant': ['admin'],
  'PATCH /v1/tenants/:tenant': ['admin'],
  'GET /v1/keys': ['admin'],
  'POST /v1/keys': ['admin'],
  'POST /v1/keys/:key/rotate': ['admin'],
  'DELETE /v1/keys/:key': ['admin'],
};
