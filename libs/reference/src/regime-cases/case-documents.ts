import type { Scheme } from '#domain';
import {
  ITEM_KINDS,
  type InventedOffering,
  type JsonObject,
  type JsonValue,
  type RegimeCase,
  type WrittenHolding,
} from './regime-case.ts';

/** The offering that every case is about. */
export const OFFERING = 'acme-cloud';
const VENDOR = 'acme';
const UNDERLYING = 'base-cloud';
const HELD = { from: '2025-01-01', to: '2029-01-01' };
const AUDITED = {
  grade: 'audited',
  by: 'third_party',
  confidence: 'high',
  source: { title: 'invented for this case', issuer: 'third_party' },
} as const;
const REGISTERED = { ...AUDITED, grade: 'registered', by: 'authority' } as const;
/** Criteria per objective of the EU framework. */
const CRITERIA = [8, 6, 5, 6, 7, 5, 7, 4];

type Schemes = ReadonlyMap<string, Scheme>;

function subjectOf(attribute: string): string {
  if (attribute.startsWith('provider.')) return `provider:${VENDOR}`;
  return attribute.startsWith('offer.') ? `offer:${OFFERING}` : `offering:${OFFERING}`;
}

function factOf(subject: string, attribute: string, value: JsonValue): JsonObject {
  return { subject, attribute, value, ...(Array.isArray(value) ? { complete: true } : {}), ...AUDITED };
}

function certificateOf(subject: string, held: WrittenHolding): JsonObject {
  return {
    subject,
    certificate: held.scheme,
    level: held.level,
    status: 'held',
    ...(held.dimension === undefined ? {} : { dimension: held.dimension }),
    scope:
      held.services === undefined
        ? { offerings: [OFFERING], complete: false }
        : { offerings: [OFFERING], services: held.services, complete: true },
    valid: HELD,
    issued: held.issued ?? HELD.from,
    lastSurveillance: held.lastSurveillance ?? '2026-06-01',
    ...REGISTERED,
    ...(held.grade === undefined ? {} : { grade: held.grade }),
  };
}

/** The things behind the offering: one list fact, then the facts and certificates of each. */
function itemsOf(offering: InventedOffering): readonly JsonObject[] {
  return ITEM_KINDS.flatMap((kind) => {
    const items = offering[kind];
    if (items === undefined || items === null) return [];
    const refs = items.map((_, index) => `${kind}:${OFFERING}/${index + 1}`);
    const about = items.flatMap(({ facts, holds }, index) => {
      const ref = refs[index] ?? '';
      return [
        ...Object.entries(facts ?? {}).map(([attribute, value]) => factOf(ref, attribute, value)),
        ...(holds ?? []).map((held) => certificateOf(ref, held)),
      ];
    });
    return [factOf(`offering:${OFFERING}`, kind, refs), ...about];
  });
}

function answersOf(step: number | undefined): JsonObject {
  if (step === undefined) return {};
  const ids = CRITERIA.flatMap((count, objective) =>
    Array.from({ length: count }, (_, index) => `offering.csf.SOV-${objective + 1}-${index + 1}`),
  );
  return Object.fromEntries(ids.map((id) => [id, `step${step}`]));
}

function holderOf(schemes: Schemes, scheme: string): string {
  return schemes.get(scheme)?.holder === 'provider' ? `provider:${VENDOR}` : `offering:${OFFERING}`;
}

function ownersOf(offering: InventedOffering): Readonly<Record<string, JsonValue>> {
  const { owners } = offering;
  if (owners === undefined) return {};
  const ids = owners.map((_, index) => `owner-${index + 1}`);
  return {
    entities: [
      { id: VENDOR, name: 'Acme' },
      ...owners.map(({ country, kind }, index) => ({
        id: ids[index] ?? '',
        name: `Owner ${index + 1}`,
        country,
        kind,
        countryGrade: 'audited',
        confidence: 'high',
        source: AUDITED.source,
      })),
    ],
    holdings: owners.map(({ percent }, index) => ({
      owner: ids[index] ?? '',
      owned: VENDOR,
      capital: percent,
      votes: percent,
      status: 'held',
      grade: 'audited',
      confidence: 'high',
      source: AUDITED.source,
    })),
    holderLists: [{ owned: VENDOR, complete: true }],
  };
}

/** Certificates of schemes whose register was read come from there, all others from the vendor's document. */
function registersOf({ offering, asOf }: RegimeCase, schemes: Schemes): readonly JsonObject[] {
  return (offering.absent ?? []).map((scheme) => {
    const held = (offering.certificates ?? []).filter((certificate) => certificate.scheme === scheme);
    const isOffering = holderOf(schemes, scheme).startsWith('offering:');
    return {
      schema: 'placet.register/v1',
      id: `register-${scheme.toLowerCase()}`,
      name: `Invented register of ${scheme}`,
      kind: 'register',
      scheme,
      completeness: 'complete',
      readFrom: 'authority',
      asOf,
      source: { title: 'invented for this case', issuer: 'register' },
      entries: held.map(({ level, dimension }) => ({
        holder: 'Acme',
        vendor: VENDOR,
        ...(isOffering ? { offering: OFFERING } : {}),
        level,
        status: 'held',
        from: HELD.from,
        to: HELD.to,
        ...(dimension === undefined ? {} : { dimension }),
        match: { method: 'invented', confidence: 'high' },
      })),
      absences: held.length > 0 ? [] : [{ vendor: VENDOR, listed: false }],
    };
  });
}

/** Writes an invented vendor with its offering, owners and registers as the documents that a sender would deliver. */
export function documentsOf(regimeCase: RegimeCase, market: string, schemes: Schemes): readonly JsonObject[] {
  const { offering } = regimeCase;
  const facts: JsonObject = { 'offering.regions': [market], ...answersOf(offering.csf), ...offering.facts };
  const listed = new Set(offering.absent ?? []);
  const vendor: JsonObject = {
    schema: 'placet.vendor/v1',
    id: VENDOR,
    name: 'Acme',
    kind: 'cloud',
    lifecycle: { status: 'active' },
    legal: { entity: VENDOR },
    offerings: [
      {
        id: OFFERING,
        name: 'Acme Cloud',
        edition: 'public',
        status: 'available',
        ...(offering.underlying === undefined
          ? offering.runsOn === undefined
            ? {}
            : { runsOn: offering.runsOn }
          : { runsOn: { offering: UNDERLYING } }),
      },
    ],
    facts: [
      ...Object.entries(facts).map(([attribute, value]) => factOf(subjectOf(attribute), attribute, value)),
      ...(offering.certificates ?? [])
        .filter(({ scheme }) => !listed.has(scheme))
        .map((held) => certificateOf(holderOf(schemes, held.scheme), held)),
      ...itemsOf(offering),
    ],
    ...ownersOf(offering),
  };
  const below: readonly JsonObject[] =
    offering.underlying === undefined
      ? []
      : [
          {
            schema: 'placet.vendor/v1',
            id: 'base',
            name: 'Base',
            kind: 'cloud',
            lifecycle: { status: 'active' },
            legal: { entity: 'base' },
            offerings: [
              { id: UNDERLYING, name: 'Base Cloud', edition: 'public', status: 'available', runsOn: 'self' },
            ],
            facts: offering.underlying.certificates.map((held) => ({
              ...certificateOf(`offering:${UNDERLYING}`, held),
              scope: { offerings: [UNDERLYING], services: held.services ?? [], complete: true },
            })),
          },
        ];
  return [vendor, ...below, ...registersOf(regimeCase, schemes)];
}
