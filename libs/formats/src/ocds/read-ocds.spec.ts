import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { NoticeVersion } from '#domain';
import type { JsonObject } from '../json/json-value.ts';
import { followProcess } from './notice-history.ts';
import { readOcds, type OcdsItem } from './read-ocds.ts';
import type { OcdsContext } from './ocds-context.ts';

const CONTEXT: OcdsContext = { source: 'feed' };

async function read(input: string | Uint8Array, context: OcdsContext = CONTEXT): Promise<OcdsItem[]> {
  const items: OcdsItem[] = [];
  for await (const item of readOcds([typeof input === 'string' ? Buffer.from(input) : input], context))
    items.push(item);
  return items;
}

function fixture(name: string): Uint8Array {
  return readFileSync(new URL(`./fixtures/${name}`, import.meta.url));
}

async function notice(release: object, context?: OcdsContext): Promise<NoticeVersion> {
  const base = { ocid: 'ocds-z-1', id: '1', date: '2026-01-01T00:00:00Z', tag: ['tender'] };
  const [item] = await read(JSON.stringify({ ...base, ...release }), context);
  if (item?.notice === undefined) throw new Error(item?.problem?.detail ?? 'nothing was read');
  return item.notice;
}

function releasesOf(items: readonly OcdsItem[]): JsonObject[] {
  return items.flatMap(({ release }) => (release === undefined ? [] : [release]));
}

function warned(version: NoticeVersion, field: string): string[] {
  return version.warnings.filter((warning) => warning.field === field).map((warning) => warning.problem);
}

describe('readOcds', () => {
  it('maps a release of a package to a notice', async () => {
    const [item] = await read(fixture('release-package.json'));
    expect(item?.pointer).toBe('/releases/0');
    expect(item?.notice).toMatchObject({
      source: 'feed',
      key: 'ocds-b5fd17-0001',
      process: 'ocds-b5fd17-0001',
      version: '2026-03-02T09:00:00.000000000Z 0001-2',
      nativeVersion: '0001-2',
      kind: 'amendment',
      status: 'open',
      nativeStatus: 'active',
      schemaVersion: '1.1',
      title: { en: 'Sovereign cloud', cy: 'Cwmwl sofran' },
      languages: ['en'],
      buyers: [
        {
          name: 'Ministry of Examples',
          ids: [{ scheme: 'GB-X', id: '007' }],
          country: 'GB',
          countryFrom: 'address',
          kind: 'MINISTRY',
        },
      ],
      market: 'GB',
      performance: [{ country: 'GB', nuts: 'UKI' }],
      classification: {
        main: { scheme: 'CPV', code: '72000000' },
        all: [
          { scheme: 'CPV', code: '72000000' },
          { scheme: 'CPV', code: '48000000' },
        ],
      },
      value: { amount: '1200000.25', currency: 'GBP', kind: 'estimated' },
      published: '2026-03-02T09:00:00Z',
      deadline: { instant: '2026-06-15T11:00:00Z', printed: '2026-06-15T12:00:00+01:00', kind: 'tenders' },
      eligibility: { coveredBy: ['GPA'] },
      procedure: { type: 'open', framework: true },
      relations: [
        { type: 'framework', ref: 'ocds-b5fd17-0000' },
        { type: 'changes', ref: '0001-1' },
      ],
    });
    expect(item?.notice?.lots).toEqual([
      {
        id: 'L1',
        title: { en: 'Compute' },
        classification: {
          main: { scheme: 'CPV', code: '48000000' },
          all: [{ scheme: 'CPV', code: '48000000' }],
        },
        performance: [{ country: 'GB', nuts: 'UKI' }],
        value: { amount: '800000', currency: 'GBP', kind: 'estimated' },
        deadline: { instant: '2026-06-20T11:00:00Z', printed: '2026-06-20T12:00:00+01:00', kind: 'tenders' },
        eligibility: { reserved: ['shelteredWorkshop'], reservedExecution: false },
        status: 'open',
      },
    ]);
  });

  it('says where each field came from and what is contradictory', async () => {
    const [item] = await read(fixture('release-package.json'));
    expect(item?.notice?.provenance).toMatchObject({
      title: '/tender/title',
      value: '/tender/value',
      deadline: '/tender/tenderPeriod/endDate',
      market: '/parties/0/address/countryName',
    });
    expect(item?.notice?.warnings).toEqual([
      { field: 'deadline', problem: 'Lots have another deadline than the tender.' },
    ]);
  });

  it('refuses a release by rule and reads its neighbours', async () => {
    const items = await read(fixture('release-package.json'));
    expect(items.map((item) => item.problem?.type ?? item.notice?.key)).toEqual([
      'ocds-b5fd17-0001',
      'ocds-without-ocid',
      'ocds-b5fd17-0002',
    ]);
    expect(items[1]?.problem?.pointer).toBe('/releases/1/ocid');
  });

  it('adds awards exactly, leaves cancelled ones out, and tells what is missing', async () => {
    const award = (await read(fixture('release-package.json')))[2]?.notice;
    expect(award).toMatchObject({
      status: 'awarded',
      nativeStatus: 'planned',
      awarded: { amount: '0.3', currency: 'GBP' },
      suppliers: [{ name: 'Acme', ids: [{ scheme: 'ocds-party', id: 'S1' }] }],
      buyers: [],
    });
    expect(award?.value).toBeUndefined();
    expect(award?.warnings.map((warning) => warning.field)).toEqual(['buyers', 'title', 'value', 'status']);
  });

  it('reads records: embedded releases, or what they compile to where releases are only linked', async () => {
    const items = await read(fixture('record-package.json'));
    expect(
      items.map((item) => `${item.pointer} ${item.problem?.type ?? item.notice?.title?.['und'] ?? ''}`),
    ).toEqual([
      '/records/0/releases/0 Racks',
      '/records/0/releases/1 Racks and cables',
      '/records/1/compiledRelease Fibre',
      '/records/2/releases ocds-linked-releases',
      '/records/3 ocds-empty-record',
      '/records/4/releases/0 ocds-not-a-release',
      '/records/4/releases/1 ocds-not-a-release',
      '/records/5/versionedRelease New',
    ]);
    expect(items[7]?.notice?.published).toBe('2026-01-04T00:00:00Z');
  });

  it('reads a record whose ocid follows its releases', async () => {
    const record =
      '{"releases":[{"url":"u"}],"ocid":"o","compiledRelease":{"ocid":"o","id":"c","date":"2026-01-01T00:00:00Z","tag":["compiled"]}}';
    const items = await read(record);
    expect(items.map((item) => item.problem?.type ?? item.notice?.key)).toContain('o');
  });

  it('reads JSON Lines of releases, packages and records', async () => {
    const one = '{"ocid":"a","id":"1","date":"2026-01-01T00:00:00Z","tag":["tender"],"tender":{}}';
    const lines = `${one}\n{"version":"1.1","releases":[${one}]}\nnot json\n{"ocid":"a","releases":[${one}]}\n`;
    const items = await read(lines);
    expect(items.map((item) => [item.pointer, item.line, item.problem?.type])).toEqual([
      ['/0', 1, undefined],
      ['/1/releases/0', 2, undefined],
      ['/2', 3, 'json-malformed'],
      ['/3/releases/0', 4, undefined],
    ]);
  });

  it.each([
    ['7', 'ocds-not-a-release'],
    ['{}', 'ocds-not-a-release'],
    ['{"ocid":"a","date":"2026-01-01T00:00:00Z"}', 'ocds-without-id'],
    ['{"ocid":"a","id":"1"}', 'ocds-without-date'],
    ['{"ocid":"a","id":"1","date":"2026-02-30T00:00:00Z"}', 'ocds-without-date'],
    ['{"ocid":"a","releaseID":"1","releaseDate":"2014-01-01","releaseTag":["tender"]}', 'ocds-draft'],
    ['{"ocid":"a","ocid":"b"}', 'json-duplicate-key'],
  ])('refuses %s by the rule %s', async (text, rule) => {
    const items = await read(text);
    expect(items.map((item) => item.problem?.type)).toEqual([rule]);
    expect(items[0]?.problem?.detail).toMatch(/[.]$/);
    expect(items[0]?.raw).not.toBe('');
  });
});

describe('a notice from a release', () => {
  it.each([
    [['planning'], 'plan'],
    [['tender'], 'tender'],
    [['tenderUpdate'], 'amendment'],
    [['tenderCancellation'], 'cancellation'],
    [['awardUpdate'], 'award'],
    [['contract', 'award'], 'contract'],
    [['contractTermination'], 'cancellation'],
  ])('of the tags %j is of the kind %s', async (tag, kind) => {
    expect((await notice({ tag })).kind).toBe(kind);
  });

  it.each([
    ['active', 'open'],
    ['withdrawn', 'cancelled'],
    ['unsuccessful', 'unsuccessful'],
    ['complete', 'complete'],
    ['planning', 'planned'],
    ['InvalidStatus', 'unknown'],
  ])('of the tender status %s is %s', async (status, expected) => {
    const version = await notice({ tender: { status } });
    expect([version.status, version.nativeStatus]).toEqual([expected, status]);
  });

  it("takes the publisher's jurisdiction, then the source's country, and says so", async () => {
    const buyer = { name: 'B' };
    const british = await notice({ ocid: 'OCDS-H6VHTK-1', buyer });
    expect(british.buyers[0]).toMatchObject({ country: 'GB', countryFrom: 'publisher' });
    expect(warned(british, 'market')).toHaveLength(1);
    const other = await notice({ buyer }, { source: 'feed', country: 'KE' });
    expect([other.market, other.buyers[0]?.countryFrom]).toEqual(['KE', 'source']);
    expect((await notice({ buyer })).market).toBeUndefined();
  });

  it('finds the party of a buyer with an empty id by its name', async () => {
    const version = await notice({
      buyer: { id: '', name: 'Town' },
      parties: [{ id: '', name: 'Town', roles: ['buyer'], address: { countryName: 'COLOMBIA' } }],
    });
    expect(version.market).toBe('CO');
  });

  it('keeps amounts as printed and tells unknown currencies and zeros', async () => {
    const [item] = await read(
      '{"ocid":"o","id":"1","date":"2026-01-01T00:00:00Z","tag":["tender"],"tender":{"value":{"amount":90071992547409931.10,"currency":"XQX"}}}',
    );
    expect(item?.notice?.value).toEqual({ amount: '90071992547409931.10', kind: 'estimated' });
    expect(item?.notice?.warnings.some((warning) => warning.field === 'value.currency')).toBe(true);
    expect(warned(await notice({ tender: { value: { amount: 0, currency: 'GBP' } } }), 'value')).toHaveLength(
      1,
    );
  });

  it('reads times without offset in the zone of the source', async () => {
    const tender = { tenderPeriod: { endDate: '2026-07-01T12:00:00' } };
    const version = await notice({ tender }, { source: 'feed', zone: 'America/Bogota' });
    expect(version.deadline?.instant).toBe('2026-07-01T17:00:00Z');
    expect(version.deadline?.warning).toContain('America/Bogota');
  });

  it('tells periods that contradict each other', async () => {
    const tender = {
      tenderPeriod: { startDate: '2026-07-02T00:00:00Z', endDate: '2026-07-01T00:00:00Z' },
      enquiryPeriod: { endDate: '2026-07-03T00:00:00Z' },
    };
    expect(warned(await notice({ tender }), 'deadline')).toHaveLength(2);
    expect(warned(await notice({ tender: { tenderPeriod: { endDate: 'soon' } } }), 'deadline')).toEqual([
      '"soon" is no date.',
    ]);
  });

  it('reads what publishers print instead of objects as absent', async () => {
    const version = await notice({
      buyer: 'THIS SHOULD BE AN OBJECT',
      tender: [],
      awards: 'none',
      parties: [3],
    });
    expect([version.buyers, version.suppliers, version.lots]).toEqual([[], [], []]);
  });
});

describe('followProcess', () => {
  it('gives a whole notice for releases that state only what changed', async () => {
    const items = await read(
      `[{"ocid":"o","id":"2","date":"2026-01-02T00:00:00Z","tag":["tenderUpdate"],"tender":{"value":{"amount":5,"currency":"EUR"}}},
        {"ocid":"o","id":"1","date":"2026-01-01T00:00:00Z","tag":["tender"],"tender":{"title":"A","status":"active"}}]`,
    );
    const history = followProcess(releasesOf(items), '1.1', CONTEXT);
    expect(
      history.versions.map((version) => [
        version.nativeVersion,
        version.kind,
        version.title,
        version.value?.amount,
      ]),
    ).toEqual([
      ['1', 'tender', { und: 'A' }, undefined],
      ['2', 'amendment', { und: 'A' }, '5'],
    ]);
    expect(history.versions[1]?.version).toBe('2026-01-02T00:00:00.000000000Z 2');
  });
});
