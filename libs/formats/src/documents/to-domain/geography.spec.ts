import { describe, expect, it } from '@jest/globals';
import { resolveGroup, toGroup, toJurisdiction, toMarket, type GroupReading } from './geography.ts';

const groupsOf =
  (...readings: readonly GroupReading[]) =>
  (id: string) =>
    readings.find(({ group }) => group.id === id);

describe('toGroup', () => {
  it('leaves the code of a conditional membership undecided', () => {
    const { group } = toGroup({
      id: 'ADEQUATE',
      kind: 'country',
      complete: true,
      checkedUntil: '2026-01',
      members: [
        { code: 'JP', from: '2019-01-23' },
        { code: 'US', from: '2023-07', condition: { text: 'certified only' } },
      ],
    });
    expect(group).toMatchObject({
      complete: true,
      checkedUntil: '2026-01-01',
      undecided: ['US'],
      members: [{ code: 'JP', from: '2019-01-23', to: null, confidence: 'high' }],
    });
  });
});

describe('resolveGroup', () => {
  const eu = toGroup({
    id: 'EU',
    kind: 'country',
    complete: true,
    members: [{ code: 'FR' }, { code: 'GB', to: '2020-02-01' }],
  });
  const credit = toGroup({
    id: 'CREDIT',
    kind: 'country',
    complete: false,
    members: [{ code: 'BD', from: '2015', to: '2018' }],
  });

  it('joins in the members of another group with their dates', () => {
    const eea = toGroup({
      id: 'EEA',
      kind: 'country',
      complete: true,
      members: [{ code: 'NO' }],
      union: ['EU'],
    });
    const group = resolveGroup(eea, groupsOf(eu));
    expect(group.members.map(({ code, to }) => [code, to])).toEqual([
      ['NO', null],
      ['FR', null],
      ['GB', '2020-02-01'],
    ]);
    expect(group.complete).toBe(true);
  });

  it('takes members out only while they belong to the other group', () => {
    const border = toGroup({
      id: 'B',
      kind: 'country',
      complete: true,
      members: [{ code: 'BD', from: '2000' }, { code: 'CN' }],
      minus: ['CREDIT'],
    });
    const group = resolveGroup(border, groupsOf(credit));
    expect(group.members.map(({ code, from, to }) => [code, from, to])).toEqual([
      ['BD', '2000-01-01', '2015-01-01'],
      ['BD', '2018-01-01', null],
      ['CN', null, null],
    ]);
    expect(group.complete).toBe(false);
  });

  it('is incomplete while a group that it refers to is missing or refers back', () => {
    const a = toGroup({ id: 'A', kind: 'country', complete: true, members: [{ code: 'FR' }], union: ['B'] });
    const b = toGroup({ id: 'B', kind: 'country', complete: true, members: [{ code: 'DE' }], union: ['A'] });
    expect(resolveGroup(a, groupsOf()).complete).toBe(false);
    const circle = resolveGroup(a, groupsOf(a, b));
    expect(circle.complete).toBe(false);
    expect(circle.members.map(({ code }) => code)).toEqual(['FR', 'DE']);
  });
});

describe('toMarket and toJurisdiction', () => {
  it('read names by language and needs with their money as digits', () => {
    expect(
      toJurisdiction({
        code: 'KR',
        en: 'South Korea',
        ko: '대한민국',
        local: [{ lang: 'ko', name: '대한민국' }],
      }),
    ).toEqual({
      code: 'KR',
      name: { en: 'South Korea', ko: '대한민국' },
    });
    const market = toMarket({
      code: 'KR',
      name: 'South Korea',
      needs: {
        public: {
          'contract.value': { amount: 7000000000, currency: 'KRW' },
          'buyer.kind': ['central_government'],
        },
      },
    });
    expect(market.needs).toEqual({
      public: {
        'contract.value': { amount: '7000000000', currency: 'KRW' },
        'buyer.kind': ['central_government'],
      },
      regulated: {},
      private: {},
    });
  });
});
