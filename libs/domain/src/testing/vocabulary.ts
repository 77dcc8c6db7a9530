import type {
  Attribute,
  NeedPath,
  SubjectKind,
  Unstated,
  ValueType,
  Vocabulary,
} from '../model/vocabulary.ts';
import { SUBJECTS } from '../model/vocabulary.ts';

/** Builds an attribute; the subject is the first part of its id. */
export function attribute(id: string, type: ValueType, over: Partial<Attribute> = {}): Attribute {
  const subject: SubjectKind = SUBJECTS.find((kind) => id.startsWith(`${kind}.`)) ?? 'provider';
  return {
    id,
    subject,
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

/** Builds a need path; unstated means that the question must be asked. */
export function needPath(
  id: string,
  type: NeedPath['type'],
  unstated: Unstated = 'ask',
  over: Partial<NeedPath> = {},
): NeedPath {
  return { id, type, many: false, levels: [], codes: [], unstated, duty: false, description: id, ...over };
}

const SEALS = ['SEAL-0', 'SEAL-1', 'SEAL-2', 'SEAL-3', 'SEAL-4'];
const MANY = { many: true } as const;

const ATTRIBUTES: readonly Attribute[] = [
  attribute('provider.seat.registered', 'country'),
  attribute('provider.seat.administration', 'country'),
  attribute('provider.seat.establishment', 'country'),
  attribute('provider.establishments', 'country', MANY),
  attribute('provider.controllers', 'country', MANY),
  attribute('provider.operations', 'country', MANY),
  attribute('provider.foreignLaws', 'code', MANY),
  attribute('provider.undertakings', 'code', MANY),
  attribute('provider.orders', 'code', MANY),
  attribute('provider.orderDate', 'date'),
  attribute('provider.self', 'entity'),
  attribute('provider.regionalHq.countries', 'country', MANY),
  attribute('provider.revenue', 'money', { additive: true }),
  attribute('provider.requirementsMet', 'number', { unit: 'item' }),
  attribute('provider.disconnectTested', 'date'),
  attribute('provider.incidentReporting', 'duration'),
  attribute('provider.hyperscale', 'boolean'),
  attribute('provider.role', 'code', { codes: ['prime', 'support'] }),
  attribute('offering.regions', 'country', { many: true, choice: true }),
  attribute('offering.model', 'code', {
    many: true,
    choice: true,
    codes: ['IaaS', 'PaaS', 'SaaS'],
  }),
  attribute('offering.deployments', 'code', {
    many: true,
    choice: true,
    codes: ['public', 'private', 'government'],
  }),
  attribute('offering.isolation', 'level', {
    choice: true,
    many: true,
    levels: ['shared', 'logical', 'physical', 'no_external_network'],
  }),
  attribute('offering.sbom', 'level', { levels: ['none', 'listed', 'with_origin'] }),
  attribute('offering.places.processing', 'country', MANY),
  attribute('offering.places.storage', 'country', MANY),
  attribute('offering.places.backup', 'country', MANY),
  attribute('offering.admin.countries', 'country', MANY),
  attribute('offering.support.countries', 'country', MANY),
  attribute('offering.controls', 'code', MANY),
  attribute('offering.fields', 'code', MANY),
  attribute('offering.accelerators', 'number', { unit: 'accelerator', additive: true }),
  attribute('offering.firstMarketed', 'date'),
  attribute('offering.csf.SOV-n-m', 'level', {
    pattern: true,
    levels: ['step1', 'step2', 'step3', 'step4', 'step5'],
  }),
  attribute('offering.csf.seal', 'level', { levels: SEALS, onlyBy: 'authority' }),
  attribute('offering.csf.seal.SOV-n', 'level', { pattern: true, levels: SEALS, onlyBy: 'authority' }),
  attribute('offer.price', 'money'),
  attribute('offer.technicalRank', 'number', { unit: 'rank' }),
  attribute('offer.localContent', 'percent'),
  attribute('offer.bankGuarantee', 'money'),
  attribute('facility.country', 'country'),
  attribute('personnel.role', 'code', { codes: ['privileged', 'support'] }),
  attribute('personnel.locations', 'country', MANY),
  attribute('personnel.status', 'level', { levels: ['foreign', 'resident', 'citizen'] }),
  attribute('component.kind', 'code', { codes: ['hardware', 'software'] }),
  attribute('component.vendor', 'entity'),
  attribute('component.vendorCountry', 'country'),
  attribute('model.trainingFlops', 'number', { unit: 'FLOP' }),
];

const NEEDS: readonly NeedPath[] = [
  needPath('asOf', 'date'),
  needPath('deployment', 'country', 'none', MANY),
  needPath('buyer.kind', 'code', 'ask', MANY),
  needPath('buyer.sector', 'code', 'none', MANY),
  needPath('buyer.critical', 'boolean', { value: false }),
  needPath('buyer.audited', 'boolean', 'ask', { duty: true }),
  needPath('buyer.lastAudit', 'date', 'ask', { duty: true }),
  needPath('workload.class.KR', 'level', 'ask', { levels: ['none', 'low', 'medium', 'high'] }),
  needPath('workload.class.US', 'level', 'ask', { levels: ['none', 'Low', 'Moderate', 'High'] }),
  needPath('workload.service', 'code'),
  needPath('workload.dataKinds', 'code', 'ask', MANY),
  needPath('contract.value', 'money'),
  needPath('contract.term', 'duration'),
  needPath('contract.procedure', 'code', { value: 'open' }),
  needPath('contract.performedIn', 'country', { value: 'home:country' }, MANY),
  needPath('contract.exceptions', 'code', 'none', MANY),
  needPath('competition.compliantOffers', 'number', 'later'),
  needPath('notice.minSeal', 'number'),
  needPath('notice.level', 'code'),
  needPath('programme', 'code', 'none'),
];

/** A small vocabulary for tests, with the shapes of the shipped one. */
export const TEST_VOCABULARY: Vocabulary = {
  version: 'test',
  attributes: new Map(ATTRIBUTES.map((entry) => [entry.id, entry])),
  needs: new Map(NEEDS.map((entry) => [entry.id, entry])),
  relations: ['holder', 'runsOn', 'facility', 'personnel', 'component', 'model', 'subcontractor', 'member'],
};
