import type { Buyer, SchemeId, Supplier } from '#domain';
import { countryCode } from '../notice/country.ts';
import type { ReadingNotes } from '../notice/reading-notes.ts';
import { xpathOf, type XmlElement } from '../xml/xml-element.ts';
import { attribute, firstWithin, isWithheld, within } from './ted-fields.ts';

const BUYERS = [
  'ADDRESS_CONTRACTING_BODY',
  'ADDRESS_CONTRACTING_BODY_ADDITIONAL',
  'CA_CE_CONCESSIONAIRE_PROFILE',
];
const WINNERS = ['CONTRACTOR', 'WINNER', 'ECONOMIC_OPERATOR_NAME_ADDRESS'];

/** Reads who buys; the kind of the first body holds for all of them. */
export function readBuyers(
  form: XmlElement | undefined,
  coded: XmlElement | undefined,
  notes: ReadingNotes,
): Buyer[] {
  const addresses = within(form, ...BUYERS);
  const [first] = addresses;
  const published = attribute(firstWithin(coded, 'ISO_COUNTRY'), 'VALUE');
  const codedCountry = published === undefined ? undefined : countryCode(published);
  const kind =
    attribute(firstWithin(form, 'CA_TYPE', 'TYPE_OF_CONTRACTING_AUTHORITY'), 'VALUE') ??
    attribute(firstWithin(coded, 'AA_AUTHORITY_TYPE'), 'CODE');
  if (first === undefined) {
    notes.warn('buyers', 'The form names no buyer.');
    return [];
  }
  notes.from('buyers', xpathOf(first));
  return addresses.map((address) => {
    const { name, ids, country } = organisation(address);
    if (country === undefined)
      notes.warn('market', 'A buyer has no country of its own; that of the notice is taken.');
    else notes.from('market', xpathOf(firstWithin(address, 'COUNTRY') ?? address));
    const at = country ?? codedCountry;
    return {
      ...(name === undefined ? {} : { name }),
      ids,
      ...(at === undefined
        ? {}
        : {
            country: at,
            countryFrom: country === undefined ? ('publisher' as const) : ('address' as const),
          }),
      ...(kind === undefined ? {} : { kind }),
    };
  });
}

/** Reads who won, each once; winners that mustn't be published are left out and told. */
export function readSuppliers(form: XmlElement | undefined, notes: ReadingNotes): Supplier[] {
  const suppliers = new Map<string, Supplier>();
  for (const winner of within(form, ...WINNERS)) {
    if (isWithheld(winner)) {
      notes.warn('suppliers', 'The buyer has marked a winner as not to be published.');
      continue;
    }
    const { name, ids, country } = organisation(winner);
    const key = `${ids.map(({ id }) => id).join('|')} ${name ?? ''}`;
    if (key.trim() === '' || suppliers.has(key)) continue;
    notes.from('suppliers', xpathOf(winner));
    suppliers.set(key, {
      ...(name === undefined ? {} : { name }),
      ...(country === undefined ? {} : { country }),
      ...(ids.length === 0 ? {} : { ids }),
    });
  }
  return [...suppliers.values()];
}

function organisation(address: XmlElement): { name?: string; ids: SchemeId[]; country?: string } {
  const name = firstWithin(address, 'OFFICIALNAME')?.text;
  const id = firstWithin(address, 'NATIONALID')?.text;
  const printed = attribute(firstWithin(address, 'COUNTRY'), 'VALUE');
  const country = printed === undefined ? undefined : countryCode(printed);
  return {
    ...(name === undefined || name === '' ? {} : { name }),
    ids: id === undefined || id === '' ? [] : [{ scheme: 'national', id }],
    ...(country === undefined ? {} : { country }),
  };
}
