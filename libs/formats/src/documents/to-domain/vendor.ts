import type { Certificate, Entity, Fact, HolderList, Holding, Interval, Offering, Vendor } from '#domain';
import type { JsonObject } from '../../text/json-value.ts';
import { shapeOf, type FactsShape, type OfferingShape, type VendorShape } from '../document-shapes.ts';
import { firstDay, toInterval } from './dates.ts';
import { toStatements, type Recording, type StatementContext } from './evidence.ts';
import { offeringFacts } from './offering-facts.ts';
import { entityOf, holdingOf } from './ownership.ts';

/** Everything that a vendor document states. */
export interface VendorReading {
  readonly vendor: Vendor;
  readonly offerings: readonly Offering[];
  readonly statements: readonly (Fact | Certificate)[];
  readonly holderLists: readonly HolderList[];
  /** Holdings written out in the document; those only named by id come from their own documents. */
  readonly holdings: readonly Holding[];
  readonly entities: readonly Entity[];
}

/** Reads a vendor document. */
export function toVendor(document: JsonObject, recorded: Recording): VendorReading {
  const shape = shapeOf<VendorShape>(document);
  const title = `vendor document ${shape.id}`;
  const context = statementContext(shape, shape.id, title, recorded);
  const stated = toStatements(shape.facts ?? [], context);
  const explicit = new Set(
    stated.map((statement) =>
      statement.kind === 'fact' ? `${statement.subject}\n${statement.attribute}` : '',
    ),
  );
  const isStated = (subject: string, attribute: string): boolean => explicit.has(`${subject}\n${attribute}`);
  const offerings = shape.offerings ?? [];
  const derived = offerings.flatMap((offering) => offeringFacts(offering, context, isStated));
  return {
    vendor: vendorOf(shape),
    offerings: offerings.map((offering) => offeringOf(offering, shape)),
    statements: [...stated, ...derived],
    holderLists: (shape.holderLists ?? []).map(({ owned, complete }) => ({ owned, complete })),
    holdings: (shape.holdings ?? []).flatMap((holding) =>
      typeof holding === 'string' || holding.recordOnly === true
        ? []
        : [holdingOf(holding, recorded, shape, title)],
    ),
    entities: (shape.entities ?? []).map(entityOf),
  };
}

/** Reads a document of single facts and certificates. */
export function toFacts(
  document: JsonObject,
  recorded: Recording,
): { readonly vendor: string; readonly statements: readonly (Fact | Certificate)[] } {
  const shape = shapeOf<FactsShape>(document);
  const context = statementContext(shape, shape.vendor, `facts document of ${shape.vendor}`, recorded);
  return { vendor: shape.vendor, statements: toStatements(shape.facts, context) };
}

function statementContext(
  defaults: StatementContext['defaults'],
  vendor: string,
  documentTitle: string,
  recorded: Recording,
): StatementContext {
  return { recorded, defaults, documentTitle, subject: `provider:${vendor}` };
}

function vendorOf(shape: VendorShape): Vendor {
  const { legal } = shape;
  const [seat, secondSeat] = legal?.seatCountries ?? [];
  return {
    id: shape.id,
    name: shape.name,
    localNames: localNames(shape.localNames),
    aliases: shape.aliases ?? [],
    kind: shape.kind ?? 'vendor',
    entity: legal?.entity ?? shape.id,
    // Two seats are sources that disagree, so no seat is known.
    seat: secondSeat === undefined ? (seat ?? null) : null,
    status: shape.lifecycle?.status ?? 'active',
    identifiers: (legal?.identifiers ?? []).map(({ scheme, value }) => ({ scheme, value })),
  };
}

function localNames(names: VendorShape['localNames']): Readonly<Record<string, string>> {
  if (names === undefined) return {};
  return isListOfNames(names) ? Object.fromEntries(names.map(({ lang, name }) => [lang, name])) : names;
}

function isListOfNames(
  names: NonNullable<VendorShape['localNames']>,
): names is readonly { readonly lang: string; readonly name: string }[] {
  return Array.isArray(names);
}

function offeringOf(shape: OfferingShape, vendor: VendorShape): Offering {
  return {
    id: shape.id,
    vendor: vendor.id,
    name: shape.name,
    edition: shape.edition ?? 'unsplit',
    status: shape.status ?? (shape.endedAt ? 'ended' : 'available'),
    available: availability(shape, vendor),
    operator: shape.operator?.entity ?? null,
    runsOn: shape.runsOn === 'self' ? 'self' : shape.runsOn ? { offering: shape.runsOn.offering } : null,
  };
}

/** When an offering is on sale: never past the end of its vendor. */
function availability(shape: OfferingShape, { lifecycle }: VendorShape): Interval {
  const own = toInterval(shape.available, shape.endedAt);
  const closed = lifecycle !== undefined && lifecycle.status !== 'active' ? firstDay(lifecycle.from) : null;
  if (closed === null) return own;
  return { from: own.from, to: own.to === null || closed < own.to ? closed : own.to };
}
