import type { Attribute, Group, NeedPath, Scheme, ValueType, Vocabulary } from '#domain';

/** Dates of random worlds, close enough to each other that every boundary is met. */
export const DAYS: readonly string[] = ['2026-01-01', '2026-02-01', '2026-03-01', '2026-03-15', '2026-04-01'];
export const COUNTRIES: readonly string[] = ['KR', 'JP', 'US'];
export const LEVELS: readonly string[] = ['none', 'low', 'high'];
export const STEPS: readonly string[] = ['step1', 'step2', 'step3'];

function attribute(id: string, type: ValueType, over: Partial<Attribute> = {}): Attribute {
  const kinds = ['provider', 'offering', 'offer', 'facility', 'personnel', 'component', 'model'] as const;
  return {
    id,
    subject: kinds.find((kind) => id.startsWith(`${kind}.`)) ?? 'offering',
    type,
    levels: [],
    codes: [],
    unit: null,
    many: false,
    additive: false,
    choice: false,
    description: id,
    pattern: false,
    ...over,
  };
}

const ATTRIBUTES: readonly Attribute[] = [
  attribute('provider.seat', 'country'),
  attribute('provider.since', 'date'),
  attribute('provider.self', 'entity'),
  attribute('provider.staff', 'number', { additive: true }),
  attribute('offering.regions', 'country', { many: true, choice: true }),
  attribute('offering.places.storage', 'country', { many: true }),
  attribute('offering.places.processing', 'country', { many: true }),
  attribute('offering.places.backup', 'country', { many: true }),
  attribute('offering.admin', 'country', { many: true }),
  attribute('offering.level', 'level', { levels: LEVELS }),
  attribute('offering.flag', 'boolean'),
  attribute('offering.size', 'number'),
  attribute('offering.model', 'code', { many: true, choice: true, codes: ['IaaS', 'PaaS', 'SaaS'] }),
  attribute('offering.isolation', 'level', { many: true, choice: true, levels: LEVELS }),
  attribute('offering.step', 'level', { levels: STEPS }),
  attribute('offering.seal', 'level', {
    levels: ['SEAL-0', 'SEAL-1', 'SEAL-2', 'SEAL-3'],
    onlyBy: 'authority',
  }),
  attribute('offer.price', 'money'),
  attribute('facility.country', 'country'),
  attribute('personnel.status', 'level', { levels: LEVELS }),
  attribute('component.vendor', 'entity'),
  attribute('component.country', 'country'),
];

function need(id: string, type: NeedPath['type'], over: Partial<NeedPath> = {}): NeedPath {
  return {
    id,
    type,
    many: false,
    levels: [],
    codes: [],
    unstated: 'ask',
    duty: false,
    description: id,
    ...over,
  };
}

const NEEDS: readonly NeedPath[] = [
  need('deployment', 'country', { many: true, unstated: 'none' }),
  need('buyer.kind', 'code', { many: true }),
  need('workload.class', 'level', { levels: LEVELS }),
  need('contract.exceptions', 'code', { many: true, unstated: 'none' }),
  need('contract.date', 'date', { unstated: 'later' }),
];

/** Names that random worlds use, one for each shape of attribute and need that the language treats differently. */
export const VOCABULARY: Vocabulary = {
  version: 'random',
  attributes: new Map(ATTRIBUTES.map((entry) => [entry.id, entry])),
  needs: new Map(NEEDS.map((entry) => [entry.id, entry])),
  relations: ['facility', 'personnel', 'component', 'subcontractor'],
};

function scheme(id: string, holder: Scheme['holder'], over: Partial<Scheme> = {}): Scheme {
  return {
    id,
    holder,
    levels: ['low', 'medium', 'high'],
    aliases: {},
    dimensions: {},
    validity: null,
    followUp: null,
    capsUnderlying: false,
    ...over,
  };
}

/** Schemes by holder, one with follow-up audits. */
export const SCHEMES: readonly Scheme[] = [
  scheme('cloud', 'offering', { followUp: 'P1M', dimensions: { kind: ['old', 'new'] } }),
  scheme('company', 'provider', { validity: 'P2M' }),
  scheme('site', 'facility'),
];

/** A bloc of two countries, the second a member for a part of the time. */
export const GROUPS: readonly Group[] = [
  {
    id: 'BLOC',
    title: 'BLOC',
    kind: 'country',
    bloc: true,
    complete: true,
    checkedUntil: null,
    undecided: [],
    members: [
      { code: 'KR', from: null, to: null, confidence: 'high' },
      { code: 'JP', from: '2026-02-01', to: '2026-04-01', confidence: 'high' },
    ],
  },
];
