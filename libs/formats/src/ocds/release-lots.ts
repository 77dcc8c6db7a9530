import type { Classification, Eligibility, Lot, NoticeStatus, Place, SchemeCode } from '#domain';
import type { ReadingNotes } from '../notice/reading-notes.ts';
import { countryCode } from '../notice/country.ts';
import { readCode } from '../notice/classification.ts';
import { readDeadline, type DeadlineClock } from '../notice/deadline.ts';
import {
  flagAt,
  localTextAt,
  objectAt,
  objectsAt,
  textAt,
  textsAt,
  valueAt,
  type Located,
} from './release-fields.ts';

const LOT_STATUS: Readonly<Record<string, NoticeStatus>> = {
  planning: 'planned',
  planned: 'planned',
  active: 'open',
  cancelled: 'cancelled',
  withdrawn: 'cancelled',
  unsuccessful: 'unsuccessful',
  complete: 'complete',
};

/** Reads the lots of a tender (an extension of OCDS), with what its items say about each. */
export function readLots(
  tender: Located | undefined,
  language: string,
  clock: DeadlineClock,
  notes: ReadingNotes,
): Lot[] {
  const itemsOf = new Map<string, Located[]>();
  for (const item of objectsAt(tender, 'items')) {
    const lot = textAt(item.object, 'relatedLot');
    if (lot === undefined) continue;
    const items = itemsOf.get(lot) ?? [];
    items.push(item);
    itemsOf.set(lot, items);
  }
  return objectsAt(tender, 'lots').flatMap((lot, index) => {
    const id = textAt(lot.object, 'id');
    if (id === undefined) {
      notes.warn('lots', `Lot ${index + 1} has no id and is left out.`);
      return [];
    }
    notes.from('lots', `${tender?.pointer ?? ''}/lots`);
    const own = itemsOf.get(id) ?? [];
    const field = `lots[${id}]`;
    const title = localTextAt(lot, 'title', language);
    const description = localTextAt(lot, 'description', language);
    const classification = readClassification([lot, ...own], `${field}.classification`, notes);
    const performance = readPlaces([lot, ...own]);
    const value = valueAt(lot, 'value', 'estimated', `${field}.value`, notes);
    const end = objectAt(lot, 'tenderPeriod');
    const printed = end === undefined ? undefined : textAt(end.object, 'endDate');
    const deadline = printed === undefined ? undefined : readDeadline(printed, 'tenders', clock);
    if (printed !== undefined && deadline === undefined)
      notes.warn(`${field}.deadline`, `${JSON.stringify(printed)} is no date.`);
    const eligibility = readEligibility(lot);
    const status = LOT_STATUS[textAt(lot.object, 'status') ?? ''];
    return [
      {
        id,
        ...(title === undefined ? {} : { title }),
        ...(description === undefined ? {} : { description }),
        ...(classification.all.length === 0 ? {} : { classification }),
        ...(performance.length === 0 ? {} : { performance }),
        ...(value === undefined ? {} : { value }),
        ...(deadline === undefined ? {} : { deadline }),
        ...(eligibility === undefined ? {} : { eligibility }),
        ...(status === undefined ? {} : { status }),
      },
    ];
  });
}

/** Reads the classifications of a tender or lot and its items; the first main one is the main one of all. */
export function readClassification(
  parts: readonly Located[],
  field: string,
  notes: ReadingNotes,
): Classification {
  const all = new Map<string, SchemeCode>();
  let main: SchemeCode | undefined;
  const add = (located: Located | undefined): SchemeCode | undefined => {
    const printed = located === undefined ? undefined : textAt(located.object, 'id');
    if (located === undefined || printed === undefined) return undefined;
    const { warning, ...code } = readCode(textAt(located.object, 'scheme'), printed);
    if (warning !== undefined) notes.warn(field, warning);
    notes.from(field, located.pointer);
    const key = `${code.scheme} ${code.code}`;
    const known = all.get(key) ?? code;
    all.set(key, known);
    return known;
  };
  for (const part of parts) {
    const code = add(objectAt(part, 'classification'));
    main ??= code;
    for (const additional of objectsAt(part, 'additionalClassifications')) add(additional);
  }
  return { ...(main === undefined ? {} : { main }), all: [...all.values()] };
}

/** Reads where a tender, lot or item is carried out: delivery addresses, and NUTS codes in gazetteers or regions. */
export function readPlaces(parts: readonly Located[]): Place[] {
  const places = new Map<string, Place>();
  const add = (place: Place) => {
    if (place.country !== undefined || place.nuts !== undefined)
      places.set(`${place.country ?? ''} ${place.nuts ?? ''}`, place);
  };
  for (const part of parts) {
    const addresses = [
      objectAt(part, 'deliveryAddress'),
      ...objectsAt(part, 'deliveryAddresses'),
      objectAt(objectAt(part, 'placeOfPerformance'), 'address'),
    ];
    for (const address of addresses) {
      if (address === undefined) continue;
      const printed = textAt(address.object, 'country') ?? textAt(address.object, 'countryName');
      const country = printed === undefined ? undefined : countryCode(printed);
      const region = textAt(address.object, 'region');
      const nuts = region !== undefined && /^[A-Z]{2}[A-Z0-9]{1,3}$/.test(region) ? region : undefined;
      add({ ...(country === undefined ? {} : { country }), ...(nuts === undefined ? {} : { nuts }) });
    }
    for (const location of [objectAt(part, 'deliveryLocation'), ...objectsAt(part, 'deliveryLocations')]) {
      const gazetteer = objectAt(location, 'gazetteer');
      if (gazetteer === undefined || textAt(gazetteer.object, 'scheme') !== 'NUTS') continue;
      for (const nuts of textsAt(gazetteer.object, 'identifiers')) {
        const country = countryCode(nuts.slice(0, 2));
        add({ ...(country === undefined ? {} : { country }), nuts });
      }
    }
  }
  return [...places.values()];
}

/** Reads clauses on who may take part that the European profile states in fields; absent ones stay unknown. */
export function readEligibility(part: Located | undefined): Eligibility | undefined {
  if (part === undefined) return undefined;
  const requirements = objectAt(part, 'otherRequirements');
  const terms = objectAt(part, 'contractTerms');
  const reserved = requirements === undefined ? [] : textsAt(requirements.object, 'reservedParticipation');
  const reservedExecution = terms === undefined ? undefined : flagAt(terms.object, 'reservedExecution');
  const clearance = objectsAt(part, 'securityClearances').length > 0 ? true : undefined;
  const nda =
    terms === undefined
      ? undefined
      : (flagAt(terms.object, 'hasNonDisclosureAgreement') ?? flagAt(terms.object, 'nonDisclosureAgreement'));
  const coveredBy = textsAt(part.object, 'coveredBy');
  const eligibility: Eligibility = {
    ...(clearance === undefined ? {} : { securityClearance: clearance }),
    ...(reserved.length === 0 ? {} : { reserved }),
    ...(reservedExecution === undefined ? {} : { reservedExecution }),
    ...(nda === undefined ? {} : { nda }),
    ...(coveredBy.length === 0 ? {} : { coveredBy }),
  };
  return Object.keys(eligibility).length === 0 ? undefined : eligibility;
}
