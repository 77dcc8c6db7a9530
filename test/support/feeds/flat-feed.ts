/** A flat source that nobody knows: tenders of an invented city, as a table and as JSON, and how to read them. */
export const LEDGER_CSV = `ref;round;title;buyer;closes;money;code
T-001;1;Cloud hosting for schools;City of Oz;24.12.2026 12:00;1.250.000,50;72400000
T-002;1;Data centre cooling;City of Oz;12.01.2027 09:30;80.000,00;45331000
`;

/** The mapping of the table; `amount` is the column of the value, so that a mistake can be made and mended. */
export function tableMapping(version: string, options: { key?: string } = {}): string {
  return `
schema: placet.mapping/v1
id: oz-ledger
version: '${version}'
name: Tender ledger of Oz
country: KR
zone: Asia/Seoul
currency: KRW
language: en
input:
  format: csv
  delimiter: ';'
  recognise: [ref, round, closes]
notice:
  key: ${options.key ?? 'ref'}
  version:
    - number: round
  kind: { constant: tender }
  status: { constant: open }
  title: title
  buyers:
    - { name: buyer }
  classification:
    - { scheme: CPV, code: code, main: true }
  value:
    - { amount: money, point: ',', group: '.' }
  deadline:
    - { at: closes, formats: ['dd.MM.yyyy HH:mm'] }
`;
}

export const BOARD_JSON = {
  stand: '2026-11-24',
  board: { rows: [{ no: '77', rev: 2, what: 'GPU cluster', who: { name: 'University of Oz' } }] },
};

export const BOARD_MAPPING = `
schema: placet.mapping/v1
id: oz-board
version: '1'
name: Tender board of Oz
country: KR
language: en
input:
  format: json
  records: [board.rows]
  recognise: [board, rows, rev]
notice:
  key: no
  version:
    - number: rev
  kind: { constant: tender }
  title: what
  buyers:
    - { name: who.name }
`;
