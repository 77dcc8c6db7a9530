import { describe, expect, it } from '@jest/globals';
import { readFolder, readList } from './spec-documents.ts';
import type { WrittenVendor } from './spec-documents.ts';

const { groups } = readList('groups');
const { jurisdictions, blocs } = readList('jurisdictions');
const { entities } = readList('entities');
const { holdings, holderLists } = readList('holdings');
const { markets } = readList('markets');
const { actions } = readList('actions');
const { needs: paths } = readList('vocabulary');
const vendors = readFolder<WrittenVendor>('vendors');
const regimes = readFolder<{ id: string; requirements: readonly { id: string }[] }>('regimes');
const countries = new Set(jurisdictions.map((item) => item.code));
const entityIds = new Set(entities.map((item) => item.id));

function membersOn(group: string, day: string): readonly string[] {
  const members = groups.find((item) => item.id === group)?.members ?? [];
  return members
    .filter((item) => (item.from ?? '') <= day && (item.to === undefined || day < item.to))
    .map((item) => item.code)
    .toSorted();
}

describe('the groups', () => {
  it('are 34, with a source and a confidence for each of 465 memberships', () => {
    expect(groups).toHaveLength(34);
    const members = groups.flatMap((group) => group.members);
    expect(members).toHaveLength(465);
    expect(members.filter((item) => !item.source || !item.confidence)).toEqual([]);
  });

  it('hold only countries with a name and companies with an entity', () => {
    const lost = groups.flatMap((group) =>
      group.members.filter(
        ({ code }) =>
          (group.kind === 'country' && !countries.has(code)) ||
          (group.kind === 'entity' && !entityIds.has(code)),
      ),
    );
    expect(lost.map((item) => item.code)).toEqual([]);
  });

  it('count 28 members of the Union before the United Kingdom left on 2020-02-01, and 27 from then on', () => {
    expect(membersOn('EU', '2020-01-31')).toHaveLength(28);
    expect(membersOn('EU', '2020-02-01')).toHaveLength(27);
    expect(membersOn('EU', '2020-02-01')).not.toContain('GB');
    expect(membersOn('EU', '2013-06-30')).not.toContain('HR');
  });

  it('add Iceland, Liechtenstein and Norway to the Union in the Economic Area', () => {
    expect(membersOn('EEA', '2026-11-24')).toEqual(
      [...membersOn('EU', '2026-11-24'), 'IS', 'LI', 'NO'].toSorted(),
    );
  });

  it('know the Gulf council, ASEAN with Timor-Leste since October 2025, and the Group of Seven', () => {
    expect(membersOn('GCC', '2026-11-24')).toEqual(['AE', 'BH', 'KW', 'OM', 'QA', 'SA']);
    expect(membersOn('ASEAN', '2025-01-01')).toHaveLength(10);
    expect(membersOn('ASEAN', '2026-11-24')).toHaveLength(11);
    expect(membersOn('G7', '2026-11-24')).toEqual(['CA', 'DE', 'FR', 'GB', 'IT', 'JP', 'US']);
    expect(membersOn('G7', '1976-01-01')).not.toContain('CA');
  });

  it('count 30 allies before Finland joined on 2023-04-04, 31 after, 32 with Sweden', () => {
    expect(membersOn('NATO', '2023-04-03')).toHaveLength(30);
    expect(membersOn('NATO', '2023-04-04')).toHaveLength(31);
    expect(membersOn('NATO', '2024-03-07')).toHaveLength(32);
  });

  it('let only the European Union carry its rules into its members', () => {
    expect(groups.filter((group) => group.bloc === true).map((group) => group.id)).toEqual(['EU']);
    expect(blocs.map((item) => item.group).filter((id) => !groups.some((group) => group.id === id))).toEqual(
      [],
    );
  });
});

describe('the owners', () => {
  it('name only entities that exist, and every vendor is one', () => {
    const named = [
      ...holdings.flatMap((item) => [item.owner, item.owned]),
      ...holderLists.map((item) => item.owned),
      ...[...vendors.values()].map((vendor) => vendor.legal.entity),
    ];
    expect(named.filter((id) => !entityIds.has(id))).toEqual([]);
  });

  it('hold between nothing and all, and never more than all together in a complete list', () => {
    const shares = holdings.flatMap((item) => [item.capital ?? [], item.votes ?? []]).flat();
    expect(shares.filter(({ min, max }) => min < 0 || max > 100 || min > max)).toEqual([]);
    for (const { owned } of holderLists) {
      const held = holdings.filter((item) => item.owned === owned && item.status === 'held');
      const least = held.reduce((sum, item) => sum + (item.capital?.min ?? 0), 0);
      expect(least).toBeLessThanOrEqual(100.0001);
    }
  });

  it('are called state or person only by name', () => {
    expect(entities.filter((item) => item.kind === 'person').map((item) => item.id)).toEqual([
      'cdc-management',
      'klaba-family',
      'michael-intrator',
    ]);
    expect(entities.filter((item) => item.kind === 'state').map((item) => item.id)).toEqual([
      'br-government',
      'german-state-kfw',
      'it-mef',
      'jp-government',
      'obag',
      'sepi',
      'tsa',
    ]);
  });
});

describe('the markets', () => {
  const stated = markets.flatMap((market) =>
    Object.entries(market.needs).flatMap(([kind, need]) =>
      Object.entries(need).map(([path, value]) => ({ where: `${market.code} ${kind} ${path}`, path, value })),
    ),
  );

  it('are 47, each with a public, a regulated and a private need', () => {
    expect(markets).toHaveLength(47);
    for (const market of markets)
      expect(Object.keys(market.needs)).toEqual(['public', 'regulated', 'private']);
  });

  it('state only known paths, levels and codes', () => {
    const wrong = stated.filter(({ path, value }) => {
      const known = paths.find((item) => item.id === path);
      if (known === undefined) return true;
      const values: readonly unknown[] = Array.isArray(value) ? value : [value];
      const allowed = known.levels ?? known.codes;
      return allowed !== undefined && values.some((item) => !allowed.includes(String(item)));
    });
    expect(wrong.map((item) => item.where)).toEqual([]);
  });

  it('belong to a bloc only where the bloc has rules of its own', () => {
    expect(new Set(markets.flatMap((market) => market.blocs))).toEqual(new Set(['EU']));
    expect(markets.filter((market) => market.blocs.includes('EU')).map((market) => market.code)).toEqual([
      'EU',
      'FR',
      'DE',
      'ES',
      'IT',
      'NL',
      'PL',
      'AT',
      'BE',
      'CZ',
      'DK',
      'FI',
      'IE',
      'PT',
      'SE',
    ]);
  });

  it('put no private buyer into a class for public data', () => {
    const classed = stated.filter(
      ({ where, path, value }) =>
        path.startsWith('workload.class.') &&
        !where.includes(' public ') &&
        paths.find((item) => item.id === path)?.levels?.[0] === 'none' &&
        value !== 'none',
    );
    // The Chinese graded protection binds every network operator, private ones too.
    expect(classed.map((item) => item.where)).toEqual([
      'CN regulated workload.class.CN-MLPS',
      'CN private workload.class.CN-MLPS',
    ]);
  });
});

describe('the ways towards eligibility', () => {
  it('are 38, with a lead time for 12 and a cost for 10 of them', () => {
    expect(actions).toHaveLength(38);
    expect(actions.filter((item) => item.cost !== null)).toHaveLength(10);
    const unsourced = actions.filter((item) => item.sources.length === 0);
    expect(unsourced.filter((item) => item.cost !== null || item.leadTimeMonths !== null)).toEqual([]);
    const bounds = actions.flatMap((item) => (item.leadTimeMonths ? [item.leadTimeMonths] : []));
    expect(bounds).toHaveLength(12);
    expect(bounds.filter(({ low, high }) => low === null && high === null)).toEqual([]);
  });

  it('name requirements that exist', () => {
    const lost = actions.flatMap((action) =>
      action.satisfies.filter((name) => {
        const [regime = '', requirement = ''] = name.split('/');
        return !(regimes.get(regime)?.requirements ?? []).some((item) => item.id === requirement);
      }),
    );
    expect(lost).toEqual([]);
  });
});
