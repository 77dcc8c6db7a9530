import { pick, randomStream } from '../random.ts';

const SUBJECTS = [
  ['Resurfacing of municipal roads, lot north', '45233223', 'Works on carriageways, kerbs and drainage.'],
  [
    'Supply of surgical gloves',
    '33141420',
    'Sterile and non-sterile gloves in all sizes, delivered monthly.',
  ],
  [
    'Hosting of the land register in a certified cloud',
    '72415000',
    'Operation on infrastructure in the country.',
  ],
  ['Cleaning of school buildings', '90919300', 'Daily and periodic cleaning of forty-two buildings.'],
  ['Framework for virtual servers and object storage', '72512000', 'Infrastructure as a service on demand.'],
  ['Catering for the district hospital', '55523000', 'Three meals a day for patients and staff.'],
  ['Renewal of licences of an accounting system', '48440000', 'Maintenance and support of software.'],
  ['Collection of household waste', '90511100', 'Separate collection of four kinds of waste.'],
] as const;
const PLACES = ['Aldermoor', 'Brackenfield', 'Castlerigg', 'Dunmarrow', 'Eastwold', 'Fennimore'];
const SENTENCES = [
  'The contracting authority reserves the right not to award any part of the requirement.',
  'Tenderers shall show experience with at least three comparable contracts of the last five years.',
  'Prices are to be stated without value added tax and stay firm for the first twelve months.',
  'Personal data must be processed in accordance with the law that applies to the authority.',
  'The contract can be extended twice by one year each; volumes are estimates and no guarantee.',
  'Questions are answered in writing through the portal until ten days before the deadline.',
];

/** Endless invented releases of OCDS in the shape and size (about 4 KB) of those that publishers deliver. */
export function inventedRelease(serial: number): object {
  const random = randomStream(serial + 1);
  const [title, code, summary] = pick(random, SUBJECTS);
  const place = pick(random, PLACES);
  const amount = Math.round(random() * 1e8) / 100;
  const text = Array.from({ length: 4 + Math.floor(random() * 6) }, () => pick(random, SENTENCES)).join(' ');
  const party = (id: string, name: string, role: string): object => ({
    id,
    name,
    identifier: { scheme: 'XX-REG', id, legalName: name, uri: `https://register.example/entity/${id}` },
    address: {
      streetAddress: `${1 + Math.floor(random() * 200)} Market Street`,
      locality: place,
      postalCode: String(10_000 + Math.floor(random() * 80_000)),
      countryName: 'United Kingdom',
    },
    contactPoint: {
      name: 'Procurement desk',
      email: `desk@${place.toLowerCase()}.example`,
      telephone: '+44 0000 000000',
    },
    roles: [role],
  });
  const items = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, index) => ({
    id: String(index + 1),
    description: `${title}, part ${index + 1}`,
    classification: { scheme: 'CPV', id: code, description: title },
    quantity: 1 + Math.floor(random() * 500),
    deliveryAddresses: [{ region: place, countryName: 'United Kingdom' }],
  }));
  const documents = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, index) => ({
    id: String(index + 1),
    documentType: index === 0 ? 'tenderNotice' : 'technicalSpecifications',
    title: `Document ${index + 1} of the procedure`,
    url: `https://tenders.example/${serial}/documents/${index + 1}`,
    datePublished: '2026-03-02T09:00:00Z',
    format: 'text/html',
    language: 'en',
  }));
  return {
    ocid: `ocds-bench0-${serial}`,
    id: `ocds-bench0-${serial}-1`,
    date: `2026-03-${String(1 + (serial % 28)).padStart(2, '0')}T09:00:00Z`,
    language: 'en',
    tag: ['tender'],
    initiationType: 'tender',
    parties: [
      party(`A${serial % 997}`, `${place} District Council`, 'buyer'),
      party(`S${serial % 491}`, `${place} Services Ltd`, 'supplier'),
    ],
    buyer: { id: `A${serial % 997}`, name: `${place} District Council` },
    tender: {
      id: `T-${serial}`,
      title: `${title}, ${place}`,
      description: `${summary} ${text}`,
      status: 'active',
      classification: { scheme: 'CPV', id: code, description: title },
      items,
      minValue: { amount: amount / 2, currency: 'GBP' },
      value: { amount, currency: 'GBP' },
      procurementMethod: 'open',
      procurementMethodDetails: 'Open procedure',
      tenderPeriod: { startDate: '2026-03-02T09:00:00Z', endDate: '2030-04-16T12:00:00+01:00' },
      contractPeriod: { startDate: '2030-06-01T00:00:00+01:00', endDate: '2032-05-31T23:59:59+01:00' },
      suitability: { sme: true, vcse: false },
      mainProcurementCategory: 'services',
      documents,
    },
    awards: [],
  };
}
