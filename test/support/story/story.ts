import { readFileSync } from 'node:fs';

/** Documents of a small invented market, so that a story can be told and checked by hand. */
const REFERENCE = new URL('../../../libs/reference/data/', import.meta.url);

/** The shipped vocabulary: the language's own words. */
export function vocabulary(): string {
  return readFileSync(new URL('vocabulary.yaml', REFERENCE), 'utf8');
}

/** A market with one public buyer; `KR` so that codes are real, everything else is invented. */
export const MARKET = `
schema: placet.jurisdiction/v1
code: KR
en: South Korea
ko: 대한민국
---
schema: placet.market/v1
code: KR
name: South Korea
blocs: []
languages: [ko]
currency: KRW
needs:
  public: {buyer.kind: [central_government], workload.service: iaas}
  regulated: {buyer.kind: [bank], workload.service: iaas}
  private: {buyer.kind: [private], workload.service: iaas}
`;

/** A scheme with three levels and a register, and one without a register. */
export const SCHEMES = `
schema: placet.scheme/v1
id: STORY
title: Story scheme
holder: offering
levels: [bronze, silver, gold]
validity: P60M
register: {name: Story register, complete: true, freshFor: P90D}
---
schema: placet.scheme/v1
id: RUMOUR
title: Scheme without a register
holder: offering
levels: [bronze, silver, gold]
validity: P60M
`;

/** A regime that asks one level of one scheme from a date on. */
export function regime(options: {
  version: string;
  from: string;
  level: string;
  scheme?: string;
  id?: string;
  revision?: number;
}): string {
  const { version, from, level, scheme = 'STORY', id = 'kr-story', revision } = options;
  return `
schema: placet.regime/v1
id: ${id}
version: "${version}"${revision === undefined ? '' : `\nrevision: ${revision}`}
market: KR
title: Story regime
authority: Story authority
status: in_force
valid: {from: ${from}, to: null}
sources:
  - {id: s1, title: Story gazette, url: "https://example.org/gazette", retrieved: ${from}}
appliesWhen: {need: buyer.kind, in: [central_government]}
requirements:
  - id: level
    title: Service holds ${scheme} at ${level} or above
    kind: gate
    unit: offering
    test: {certificate: ${scheme}, atLeast: ${level}}
    source: {ref: s1, clause: "4.2"}
    confidence: high
`;
}

/** A vendor with one offering hosted in Korea, and optionally a certificate that a third party documents. */
export function vendor(
  id: string,
  certificate?: { scheme: string; level: string; from: string; to?: string },
): string {
  const facts = certificate
    ? `
facts:
  - id: ${id}/certificate
    subject: offering:${id}-cloud
    certificate: ${certificate.scheme}
    level: ${certificate.level}
    scope: {text: null, offerings: [${id}-cloud], complete: true}
    status: held
    registerId: null
    grade: documented
    valid: {from: '${certificate.from}', to: ${certificate.to === undefined ? 'null' : `'${certificate.to}'`}}
    asOf: '${certificate.from}'
    source: {title: Auditor's letter, url: "https://example.org/letter", retrieved: '${certificate.from}', issuer: official_filing}
    confidence: high
    note: null
`
    : 'facts: []';
  return `
schema: placet.vendor/v1
id: ${id}
name: ${id.toUpperCase()} Cloud
kind: national cloud
legal: {entity: ${id}, name: null, identifiers: [], seatCountries: [KR]}
offerings:
  - id: ${id}-cloud
    name: ${id} public cloud
    edition: public
    status: available
    regions:
      complete: true
      asOf: '2026-01-01'
      grade: documented
      confidence: high
      source: {title: Region list, url: "https://example.org/regions", retrieved: '2026-01-01', issuer: vendor_catalogue}
      options:
        - {id: kr-1, country: KR}
${facts}
`;
}

/** A complete reading of the story register. */
export function register(
  asOf: string,
  entries: readonly { vendor: string; level: string; from: string; to?: string }[],
  absences: readonly string[] = [],
): string {
  const source = `{title: Story register, url: "https://example.org/register", retrieved: '${asOf}', issuer: register}`;
  const listed = entries.map(
    ({ vendor: id, level, from, to }) => `
  - holder: ${id}
    service: ${id} public cloud
    registerId: R-${id}
    level: ${level}
    status: held
    from: '${from}'
    to: ${to === undefined ? 'null' : `'${to}'`}
    vendor: ${id}
    offering: ${id}-cloud
    match: {method: register id, confidence: high}`,
  );
  const absent = absences.map(
    (id) => `
  - {vendor: ${id}, listed: false, detail: not in the list, asOf: '${asOf}', complete: true, grade: registered, confidence: high, source: ${source}}`,
  );
  return `
schema: placet.register/v1
id: story-register
kind: register
scheme: STORY
market: KR
authority: Story authority
completeness: complete
closesWorld: true
readFrom: issuer
asOf: '${asOf}'
source: ${source}
entryCount: ${entries.length}
entries:${listed.join('') || ' []'}
absences:${absent.join('') || ' []'}
`;
}
