import type { Buyer, CountryFrom, SchemeId, Supplier } from '#domain';
import type { ReadingNotes } from '../notice/reading-notes.ts';
import { countryCode } from '../notice/country.ts';
import { objectAt, objectsAt, textAt, textsAt, type Located } from './release-fields.ts';
import type { OcdsContext } from './ocds-context.ts';

/** Jurisdictions of publishers by the prefix that the registry of OCDS gave them. */
const PUBLISHERS: Readonly<Record<string, string>> = {
  'ocds-b5fd17': 'GB',
  'ocds-h6vhtk': 'GB',
  'ocds-k50g02': 'CO',
  'ocds-px0z7d': 'PT',
  'ocds-03ad3f': 'PY',
  'ocds-ptecst': 'US',
  'ocds-87sd3t': 'MX',
  'ocds-07smqs': 'MX',
};

/** Reads who buys, with the country the market follows from. Without a buyer the procuring entity stands in. */
export function readBuyers(
  release: Located,
  ocid: string,
  context: OcdsContext,
  notes: ReadingNotes,
): Buyer[] {
  const named = objectAt(release, 'buyer') ?? objectAt(objectAt(release, 'tender'), 'procuringEntity');
  const parties = new Parties(release);
  const references = named === undefined ? parties.buyers : [named];
  const [first] = references;
  if (first === undefined) {
    notes.warn('buyers', 'The release names no buyer.');
    return [];
  }
  if (named !== undefined && named.pointer.endsWith('/procuringEntity'))
    notes.warn('buyers', 'The release names no buyer; the procuring entity is taken for it.');
  notes.from('buyers', first.pointer);
  return references.map((reference) => {
    // A single buyer among the parties is meant even where neither id nor name agree.
    const only = parties.buyers.length === 1 ? parties.buyers[0] : undefined;
    const party = parties.find(reference) ?? only ?? reference;
    const name = textAt(reference.object, 'name') ?? textAt(party.object, 'name');
    const kind = buyerKind(party);
    return {
      ...(name === undefined ? {} : { name }),
      ids: identifiers(party),
      ...readCountry(party, ocid, context, notes),
      ...(kind === undefined ? {} : { kind }),
    };
  });
}

/** Reads who won, from all awards that weren't taken back, each once. */
export function readSuppliers(release: Located, notes: ReadingNotes): Supplier[] {
  const parties = new Parties(release);
  const suppliers = new Map<string, Supplier>();
  for (const award of objectsAt(release, 'awards')) {
    const status = textAt(award.object, 'status');
    if (status === 'cancelled' || status === 'unsuccessful') continue;
    for (const reference of objectsAt(award, 'suppliers')) {
      const party = parties.find(reference) ?? reference;
      const name = textAt(reference.object, 'name') ?? textAt(party.object, 'name');
      const country = addressCountry(party)?.code;
      const ids = identifiers(party);
      const key = `${ids.map((id) => `${id.scheme} ${id.id}`).join('|')} ${name ?? ''}`;
      if (key.trim() === '' || suppliers.has(key)) continue;
      notes.from('suppliers', `${award.pointer}/suppliers`);
      suppliers.set(key, {
        ...(name === undefined ? {} : { name }),
        ...(country === undefined ? {} : { country }),
        ...(ids.length === 0 ? {} : { ids }),
      });
    }
  }
  return [...suppliers.values()];
}

/** Finds the party that a reference means: by id, or by name where ids are empty. */
class Parties {
  private readonly byId = new Map<string, Located>();
  private readonly byName = new Map<string, Located>();
  readonly buyers: readonly Located[];

  constructor(release: Located) {
    const parties = objectsAt(release, 'parties');
    this.buyers = parties.filter((party) => textsAt(party.object, 'roles').includes('buyer'));
    // The first of several stands, hence the reverse order.
    for (const party of parties.toReversed()) {
      const id = textAt(party.object, 'id');
      const name = textAt(party.object, 'name');
      if (id !== undefined) this.byId.set(id, party);
      if (name !== undefined) this.byName.set(name, party);
    }
  }

  find(reference: Located): Located | undefined {
    return (
      this.byId.get(textAt(reference.object, 'id') ?? '') ??
      this.byName.get(textAt(reference.object, 'name') ?? '')
    );
  }
}

function identifiers(party: Located): SchemeId[] {
  const ids = new Map<string, SchemeId>();
  const own = textAt(party.object, 'id');
  let ownStated = own === undefined;
  for (const identifier of [objectAt(party, 'identifier'), ...objectsAt(party, 'additionalIdentifiers')]) {
    const id = identifier === undefined ? undefined : textAt(identifier.object, 'id');
    if (identifier === undefined || id === undefined) continue;
    const scheme = textAt(identifier.object, 'scheme') ?? 'unknown';
    ids.set(`${scheme} ${id}`, { scheme, id });
    if (own === id || own === `${scheme}-${id}`) ownStated = true;
  }
  if (own !== undefined && !ownStated) ids.set(`ocds-party ${own}`, { scheme: 'ocds-party', id: own });
  return [...ids.values()];
}

function readCountry(
  party: Located,
  ocid: string,
  context: OcdsContext,
  notes: ReadingNotes,
): { country?: string; countryFrom?: CountryFrom } {
  const printed = addressCountry(party);
  if (printed?.code !== undefined) {
    notes.from('market', printed.pointer);
    return { country: printed.code, countryFrom: 'address' };
  }
  const problem =
    printed === undefined
      ? 'The buyer has no country'
      : `${JSON.stringify(printed.text)} is no country that Placet knows`;
  const publisher = PUBLISHERS[ocid.slice(0, 11).toLowerCase()];
  if (publisher !== undefined) {
    notes.warn('market', `${problem}; the jurisdiction of the publisher is taken.`);
    return { country: publisher, countryFrom: 'publisher' };
  }
  if (context.country !== undefined) {
    notes.warn('market', `${problem}; the country of the source is taken.`);
    return { country: context.country, countryFrom: 'source' };
  }
  notes.warn('market', `${problem}.`);
  return {};
}

/** The country of an address, as printed and as read. */
export function addressCountry(
  party: Located,
  key = 'address',
): { text: string; pointer: string; code?: string } | undefined {
  const address = objectAt(party, key);
  if (address === undefined) return undefined;
  for (const name of ['country', 'countryName']) {
    const text = textAt(address.object, name);
    if (text === undefined) continue;
    const code = countryCode(text);
    return { text, pointer: `${address.pointer}/${name}`, ...(code === undefined ? {} : { code }) };
  }
  return undefined;
}

/** The kind of body that European profiles print as a classification of the party. */
function buyerKind(party: Located): string | undefined {
  const details = objectAt(party, 'details');
  const classification = objectsAt(details, 'classifications').find((item) =>
    ['TED_CA_TYPE', 'eu-buyer-legal-type'].includes(textAt(item.object, 'scheme') ?? ''),
  );
  return classification === undefined ? undefined : textAt(classification.object, 'id');
}
