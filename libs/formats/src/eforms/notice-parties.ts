import type { Buyer, NoticeStatus, Supplier } from '#domain';
import { countryCode } from '../notice/country.ts';
import type { ReadingNotes } from '../notice/reading-notes.ts';
import { elementAt, elementsAt, textAtPath, xpathOf, type XmlElement } from '../xml/xml-element.ts';
import { extended } from './notice-fields.ts';

/** Organisations of a notice by their `ORG-…` id, which means nothing outside the notice. */
export type Organizations = ReadonlyMap<string, XmlElement>;

/** Reads the table of organisations. */
export function readOrganizations(root: XmlElement): Organizations {
  const organizations = new Map<string, XmlElement>();
  for (const company of extended(root, 'Organizations/Organization/Company')) {
    const id = textAtPath(company, 'PartyIdentification/ID');
    if (id !== undefined) organizations.set(id, company);
  }
  return organizations;
}

/** Reads the buyers, of which a joint procurement has several. */
export function readBuyers(root: XmlElement, organizations: Organizations, notes: ReadingNotes): Buyer[] {
  return elementsAt(root, 'ContractingParty').flatMap((contracting) => {
    const id = textAtPath(contracting, 'Party/PartyIdentification/ID');
    const company = organizations.get(id ?? '');
    if (company === undefined) {
      notes.warn(
        'buyers',
        `The buyer ${JSON.stringify(id ?? '')} is not among the organisations of the notice.`,
      );
      return [];
    }
    notes.from('buyers', xpathOf(company));
    const kind = elementsAt(contracting, 'ContractingPartyType/PartyTypeCode').find(
      (code) => code.attributes.get('listName') === 'buyer-legal-type',
    )?.text;
    const country = companyCountry(company);
    if (country === undefined) notes.warn('market', 'A buyer has no country that Placet knows.');
    else notes.from('market', xpathOf(elementAt(company, 'PostalAddress/Country') ?? company));
    const name = textAtPath(company, 'PartyName/Name');
    return [
      {
        ...(name === undefined ? {} : { name }),
        ids: companyIds(company),
        ...(country === undefined ? {} : { country, countryFrom: 'address' as const }),
        ...(kind === undefined ? {} : { kind }),
      },
    ];
  });
}

/** Reads who won: the parties of tenders that contracts were settled for, or of all tenders if no contract is named. */
export function readSuppliers(
  root: XmlElement,
  organizations: Organizations,
  notes: ReadingNotes,
): Supplier[] {
  const [result] = extended(root, 'NoticeResult');
  if (result === undefined) return [];
  const hidden = new Set(
    elementsAt(result, 'LotResult')
      .filter(isChoiceWithheld)
      .flatMap((lot) => elementsAt(lot, 'LotTender/ID').map((id) => id.text)),
  );
  const settled = new Set(elementsAt(result, 'SettledContract/LotTender/ID').map((id) => id.text));
  const tenders = elementsAt(result, 'LotTender').filter(
    (tender) => settled.size === 0 || settled.has(textAtPath(tender, 'ID') ?? ''),
  );
  if (hidden.size > 0) notes.warn('suppliers', 'The buyer withholds the choice of winners of some lots.');
  const parties = new Set(
    tenders
      .filter((tender) => !hidden.has(textAtPath(tender, 'ID') ?? ''))
      .flatMap((tender) => elementsAt(tender, 'TenderingParty/ID'))
      .map((id) => id.text),
  );
  const suppliers = new Map<string, Supplier>();
  for (const party of elementsAt(result, 'TenderingParty')) {
    if ((parties.size > 0 || hidden.size > 0) && !parties.has(textAtPath(party, 'ID') ?? '')) continue;
    for (const { text: id } of elementsAt(party, 'Tenderer/ID')) {
      const company = organizations.get(id);
      if (company === undefined || suppliers.has(id)) continue;
      notes.from('suppliers', xpathOf(company));
      const name = textAtPath(company, 'PartyName/Name');
      const country = companyCountry(company);
      const ids = companyIds(company);
      suppliers.set(id, {
        ...(name === undefined ? {} : { name }),
        ...(country === undefined ? {} : { country }),
        ...(ids.length === 0 ? {} : { ids }),
      });
    }
  }
  return [...suppliers.values()];
}

/** The outcome of each lot (BT-142); withheld ones stay unknown. */
export function readLotOutcomes(root: XmlElement): Map<string, NoticeStatus> {
  const outcomes = new Map<string, NoticeStatus>();
  const byCode: Readonly<Record<string, NoticeStatus>> = {
    'selec-w': 'awarded',
    'clos-nw': 'unsuccessful',
    'open-nw': 'open',
  };
  for (const result of extended(root, 'NoticeResult/LotResult')) {
    const lot = textAtPath(result, 'TenderLot/ID');
    if (lot === undefined) continue;
    outcomes.set(
      lot,
      isChoiceWithheld(result)
        ? 'unknown'
        : (byCode[textAtPath(result, 'TenderResultCode') ?? ''] ?? 'unknown'),
    );
  }
  return outcomes;
}

/** Says whether the buyer withholds who was chosen for a lot (BT-195, `win-cho`). */
function isChoiceWithheld(result: XmlElement): boolean {
  return elementsAt(result, 'FieldsPrivacy').some(
    (privacy) => textAtPath(privacy, 'FieldIdentifierCode') === 'win-cho',
  );
}

function companyCountry(company: XmlElement): string | undefined {
  const printed = textAtPath(company, 'PostalAddress/Country/IdentificationCode');
  return printed === undefined ? undefined : countryCode(printed);
}

function companyIds(company: XmlElement) {
  return elementsAt(company, 'PartyLegalEntity/CompanyID').flatMap(({ text, attributes }) =>
    text === '' ? [] : [{ scheme: attributes.get('schemeName') ?? 'national', id: text }],
  );
}
