import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { countryCode } from '../notice/country.ts';
import { MappingCatalogue, shippedMappings } from './catalogue.ts';
import { readMapped, type MappedItem } from './read-mapped.ts';

const SAMPLES = fileURLToPath(new URL('../../../../../shared/samples/national', import.meta.url));

/** File of the samples, its mapping, and how many notices and problems it holds (counted apart from the program). */
const FILES: readonly (readonly [string, string, number, number])[] = [
  ['brazil-pncp/pncp-2026-excerpt.json', 'br-pncp', 3, 0],
  ['canada-buyandsell-csv/tenders.csv', 'ca-buyandsell', 20, 0],
  ['canada-canadabuys/openTender-one-row.csv', 'ca-canadabuys', 1, 0],
  ['france-decp/decp_test_2019.json', 'fr-decp', 2, 0],
  // One of the five records has NaN, which is no JSON.
  ['france-decp/decp_test_2022.json', 'fr-decp', 4, 1],
  // An error document names nothing by which its source could be recognised.
  ['japan-kkj/kkj-error.xml', 'jp-kkj', 0, 1],
  ['japan-kkj/kkj-search.xml', 'jp-kkj', 2, 0],
  ['korea-g2b/2026-04-30.json', 'kr-g2b', 68, 0],
  ['korea-g2b/2026-05-07.json', 'kr-g2b', 65, 0],
  ['korea-g2b/2026-05-12.json', 'kr-g2b', 63, 0],
  ['korea-g2b/2026-07-15.json', 'kr-g2b', 57, 0],
  ['korea-g2b/api-raw-envelope-excerpt.json', 'kr-g2b', 1, 0],
  ['saudi-etimad/tenders.csv', 'sa-etimad', 6, 0],
  ['singapore-gebiz/awards.json', 'sg-gebiz', 73, 0],
  // Eight rows, two of them of one tender.
  ['singapore-gebiz/sample.csv', 'sg-gebiz-csv', 7, 0],
  ['south-africa-etenders/debug_api_response.json', 'za-etenders', 200, 0],
  // 65 rows are entries of a menu without a number.
  ['south-africa-etenders/govdata.csv', 'za-govdata', 4901, 65],
  // One tombstone has no date.
  ['spain-placsp/deleted_entries_only.xml', 'es-placsp', 2, 1],
  ['spain-placsp/full_entry.xml', 'es-placsp', 1, 0],
  ['switzerland-simap/publication-details-award.json', 'ch-simap', 1, 0],
  ['taiwan-pcc/tenders.json', 'tw-pcc', 1164, 0],
  ['usa-sam/gsa-doc-sample-0.json', 'us-sam', 1, 0],
  ['usa-sam/gsa-doc-sample-1.json', 'us-sam', 1, 0],
  ['usa-sam/gsa-sample.csv', 'us-sam-csv', 5, 0],
  ['usa-sam/sam-search-2026-02-02-excerpt.json', 'us-sam', 4, 0],
];

async function read(path: string, id: string, size = 1 << 16): Promise<MappedItem[]> {
  const mapping = shippedMappings().get(id);
  if (mapping === undefined || !('notice' in mapping)) throw new Error(`No mapping of notices ${id}`);
  const bytes = readFileSync(path);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
  const items: MappedItem[] = [];
  for await (const item of readMapped(pieces, mapping, { source: 'samples' })) items.push(item);
  return items;
}

describe('the shipped mappings', () => {
  it('are valid, named like their file and of a known country', () => {
    const catalogue = shippedMappings();
    expect(catalogue.ids).toHaveLength(19);
    for (const id of catalogue.ids)
      expect(countryCode(catalogue.get(id)?.country ?? '')).toBe(id.slice(0, 2).toUpperCase());
  });

  it('are each told from all the others by their own names', () => {
    for (const id of shippedMappings().ids) {
      const input = shippedMappings().get(id)?.input;
      const names = input?.recognise ?? [];
      const head =
        input?.format === 'csv'
          ? `${names.join(',')}\n${(input.mentions ?? []).join(',')}`
          : input?.format === 'xml'
            ? `${names.map((name) => `<${name}>`).join('')}${(input.mentions ?? []).join('')}`
            : JSON.stringify([Object.fromEntries(names.map((name) => [name, 1]))]);
      expect(
        shippedMappings()
          .recognise(Buffer.from(head))
          .map((mapping) => mapping.id),
      ).toEqual([id]);
    }
  });

  it.each(['', '   ', '{}', '[]', 'a,b\n1,2', '<a/>', '{"bidNtceNo":1}', '\0\0', '"a', '[{"bidNtceNo":'])(
    'do not recognise %j',
    (text) => {
      expect(shippedMappings().recognise(Buffer.from(text))).toEqual([]);
    },
  );

  it('leave a document that two mappings claim to people', () => {
    const one = shippedMappings().get('kr-g2b');
    const two = one && { ...one, id: 'kr-other' };
    const catalogue = new MappingCatalogue([one, two].flatMap((each) => each ?? []));
    expect(catalogue.recognise(Buffer.from('{"items":[{"bidNtceNo":"1","bidNtceOrd":"0"}]}'))).toHaveLength(
      2,
    );
  });
});

if (existsSync(SAMPLES)) {
  describe('the national samples', () => {
    it('are all in the table', () => {
      const files = readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' });
      expect(files.filter((name) => /\.\w+$/.test(name)).toSorted()).toEqual(FILES.map(([name]) => name));
    });

    it.each(FILES.filter(([name]) => !name.includes('error')))('recognise %s as %s', (name, id) => {
      const head = readFileSync(`${SAMPLES}/${name}`).subarray(0, 64 * 1024);
      expect(
        shippedMappings()
          .recognise(head)
          .map((mapping) => mapping.id),
      ).toEqual([id]);
    });

    it.each(FILES)('read %s by %s into %d notices and %d problems', async (name, id, notices, problems) => {
      const items = await read(`${SAMPLES}/${name}`, id);
      const told = items.flatMap((item) => item.problem ?? []);
      expect([items.filter((item) => item.notice !== undefined).length, told.length]).toEqual([
        notices,
        problems,
      ]);
      for (const { type, detail } of told) {
        expect(type).toMatch(/^(mapping|json|csv|xml)-[a-z-]+$/);
        expect(detail).toMatch(/^.{20,}\.$/s);
      }
    });

    it.each(FILES.filter(([, , notices]) => notices < 100))(
      'read %s the same byte by byte',
      async (name, id) => {
        expect(await read(`${SAMPLES}/${name}`, id, 1)).toEqual(await read(`${SAMPLES}/${name}`, id));
      },
    );

    it('keep what was printed: identifiers, amounts, cancellations and winners', async () => {
      const korean = await read(`${SAMPLES}/korea-g2b/2026-04-30.json`, 'kr-g2b');
      const versions = korean.filter((item) => item.notice?.key === 'R26BK01495424');
      expect(
        versions.map((item) => [item.notice?.nativeVersion, item.notice?.kind, item.notice?.value?.amount]),
      ).toEqual([
        ['000', 'tender', '72000000'],
        ['001', 'amendment', '65454545'],
      ]);
      const [, , byItems] = await read(`${SAMPLES}/singapore-gebiz/sample.csv`, 'sg-gebiz-csv');
      expect(byItems?.notice).toMatchObject({ awarded: { amount: '800000', currency: 'SGD' } });
      expect(byItems?.notice?.suppliers).toHaveLength(2);
      const [, , , american] = await read(`${SAMPLES}/usa-sam/sam-search-2026-02-02-excerpt.json`, 'us-sam');
      // The state of Georgia stands in the place of the winner's country.
      expect(american?.notice?.suppliers[0]).not.toHaveProperty('country');
      const [deleted] = await read(`${SAMPLES}/spain-placsp/deleted_entries_only.xml`, 'es-placsp');
      expect(deleted?.notice).toMatchObject({ kind: 'cancellation', status: 'cancelled' });
    });
  });
}
