import { describe, expect, it } from '@jest/globals';
import { needOfNotice } from './need-of-notice.ts';
import type { Lot, NoticeVersion } from './notice.ts';

function notice(parts: Partial<NoticeVersion> = {}): NoticeVersion {
  return {
    source: 'feed',
    key: 'n1',
    version: '1',
    nativeVersion: '1',
    kind: 'tender',
    status: 'open',
    languages: ['nl'],
    buyers: [],
    market: 'NL',
    performance: [],
    classification: { all: [] },
    lots: [],
    relations: [],
    suppliers: [],
    documents: [],
    warnings: [],
    provenance: {},
    ...parts,
  };
}

const cpv = (code: string): NoticeVersion['classification'] => {
  const main = { scheme: 'CPV', code };
  return { main, all: [main] };
};
const lot = (id: string, parts: Partial<Lot> = {}): Lot => ({ id, ...parts });
const eur = (amount: string): NoticeVersion['value'] => ({ amount, currency: 'EUR', kind: 'estimated' });

describe('needOfNotice', () => {
  it('states nothing that the notice leaves open', () => {
    expect(needOfNotice(notice())).toEqual({ market: 'NL', lot: null, need: {}, sources: [], clauses: [] });
    expect(needOfNotice(notice({ market: undefined })).market).toBeNull();
  });

  it('reads kind, value, service, place and procedure, each with its source', () => {
    const { need, sources } = needOfNotice(
      notice({
        buyers: [{ ids: [], kind: 'cga', country: 'NL' }],
        value: eur('1200000.50'),
        classification: cpv('72317000'),
        performance: [{ country: 'NL' }, { scope: 'anyw-eea' }],
        procedure: { type: 'open' },
        provenance: { value: '/a/value', buyers: '/a/buyer' },
      }),
    );
    expect(need).toEqual({
      'buyer.kind': ['central_government'],
      'contract.value': { amount: '1200000.50', currency: 'EUR' },
      'workload.service': 'IaaS',
      'workload.services': ['IaaS'],
      'contract.performedIn': ['NL'],
      'contract.procedure': 'open',
    });
    expect(sources.map(({ path }) => path)).toEqual(Object.keys(need));
    expect(sources[1]).toEqual({
      path: 'contract.value',
      value: { amount: '1200000.50', currency: 'EUR' },
      field: 'value',
      place: '/a/value',
      because: 'The estimated value.',
    });
    expect(sources[0]).toMatchObject({ place: '/a/buyer', because: 'The buyer is of kind cga.' });
  });

  it.each([
    ['MINISTRY', 'FR', ['central_government']],
    ['body-pl-la', 'SE', ['public_institution']],
    ['M', 'BR', ['local_government']],
    ['M', 'PT', undefined],
    ['def-cont', 'NL', undefined],
  ])('reads a buyer of kind %s in %s as %j', (kind, country, expected) => {
    const { need } = needOfNotice(notice({ buyers: [{ ids: [], kind, country }] }));
    expect(need['buyer.kind']).toEqual(expected);
  });

  it('names each kind of several buyers once', () => {
    const buyers = ['la', 'ra', 'cga'].map((kind) => ({ ids: [], kind }));
    expect(needOfNotice(notice({ buyers })).need['buyer.kind']).toEqual([
      'local_government',
      'central_government',
    ]);
  });

  it.each([
    ['a withheld amount', { ...eur('9.99'), kind: 'estimated', withheldUntil: '2027-01-01' }],
    ['a placeholder', eur('1.00')],
    ['nothing', eur('0')],
    ['an amount without currency', { amount: '5', kind: 'estimated' }],
    ['a negative amount', eur('-5')],
  ] as const)('takes no value from %s', (_, value) => {
    expect(needOfNotice(notice({ value })).need).toEqual({});
  });

  it('adds the values of lots up where all are stated in one currency', () => {
    const lots = [lot('1', { value: eur('0.1') }), lot('2', { value: eur('0.2') })];
    expect(needOfNotice(notice({ lots })).need['contract.value']).toEqual({ amount: '0.3', currency: 'EUR' });
    const open = [...lots, lot('3')];
    expect(needOfNotice(notice({ lots: open })).need['contract.value']).toBeUndefined();
    const mixed = [...lots, lot('3', { value: { amount: '7', currency: 'SEK', kind: 'estimated' } })];
    expect(needOfNotice(notice({ lots: mixed })).need['contract.value']).toBeUndefined();
  });

  it('calls defence and construction by their forms and codes', () => {
    expect(needOfNotice(notice({ formType: 'F17' })).need['contract.kind']).toEqual(['defence']);
    expect(needOfNotice(notice({ classification: cpv('35300000') })).need['contract.kind']).toEqual([
      'defence',
    ]);
    expect(needOfNotice(notice({ classification: cpv('35111000') })).need['contract.kind']).toBeUndefined();
    expect(needOfNotice(notice({ classification: cpv('45213250') })).need['contract.kind']).toEqual([
      'construction',
    ]);
  });

  it('says that a procedure without a call has one supplier', () => {
    const { need } = needOfNotice(notice({ procedure: { type: 'neg-wo-call' } }));
    expect(need).toEqual({ 'contract.procedure': 'sole_supplier' });
    expect(needOfNotice(notice({ procedure: { type: 'restricted' } })).need).toEqual({});
  });

  describe('with lots', () => {
    const lots = [
      lot('A', {
        value: eur('70'),
        performance: [{ country: 'BE' }],
        eligibility: { securityClearance: true },
      }),
      lot('B', {
        value: eur('30'),
        classification: cpv('72416000'),
        eligibility: { securityClearance: false },
      }),
    ];

    it('reads one lot by its own value, codes, place and clauses', () => {
      const { need, clauses, lot: asked } = needOfNotice(notice({ lots, value: eur('100') }), 'A');
      expect(asked).toBe('A');
      expect(need).toEqual({
        'contract.value': { amount: '70', currency: 'EUR' },
        'contract.performedIn': ['BE'],
        'workload.classified': true,
      });
      expect(clauses).toMatchObject([{ id: 'security-clearance', lots: ['A'], outcome: 'gate' }]);
    });

    it('makes no gate for the whole of what binds some lots', () => {
      const { need, clauses } = needOfNotice(notice({ lots, value: eur('100') }));
      expect(need['workload.classified']).toBeUndefined();
      expect(clauses).toEqual([
        {
          id: 'security-clearance',
          title: 'Staff hold the security clearance that the notice asks for',
          field: 'lots[A].eligibility.securityClearance',
          lots: ['A'],
          outcome: 'unchecked',
          because: 'It binds 1 of 2 lots. Ask for one lot to have it checked.',
        },
      ]);
    });

    it('makes a gate of what binds all lots', () => {
      const all = lots.map((one) => ({ ...one, eligibility: { securityClearance: true } }));
      expect(needOfNotice(notice({ lots: all })).clauses).toMatchObject([{ lots: null, outcome: 'gate' }]);
    });
  });

  it('lists duties and clauses that no fact decides', () => {
    const eligibility = {
      foreignSubsidies: true,
      nda: true,
      internationalInstrument: true,
      reserved: ['res-ws'],
      reservedExecution: false,
    };
    expect(needOfNotice(notice({ eligibility })).clauses.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['reserved-participation', 'unchecked'],
      ['international-instrument', 'unchecked'],
      ['foreign-subsidies', 'duty'],
      ['non-disclosure', 'duty'],
    ]);
    expect(needOfNotice(notice({ eligibility: { reserved: ['none'] } })).clauses).toEqual([]);
  });
});
