import { describe, expect, it } from '@jest/globals';
import type { Fact } from '../../model/evidence.ts';
import { fact, gate, offering, regimeDocument, scheme, TODAY, worldOf } from '../../testing/world.ts';
import { decide } from '../decide.ts';

const SEAT = { fact: 'provider.seat.registered', is: 'KR' };
const SBOM = { fact: 'offering.sbom', atLeast: 'listed' };
const STAFF = { fact: 'offering.admin.countries', within: ['KR'] };

function ask(
  gates: readonly unknown[],
  facts: readonly Fact[] = [],
  over: Readonly<Record<string, unknown>> = {},
) {
  const world = worldOf({
    schemes: [scheme('CERT')],
    regimes: [regimeDocument('r', gates, over)],
    offerings: [offering('a')],
    facts: [fact('offering:a', 'offering.regions', ['KR']), ...facts],
  });
  return decide(world, { offering: 'a', market: 'KR', need: {}, asOf: TODAY });
}
function asked(...given: Parameters<typeof ask>) {
  return ask(...given).questions.map(({ attribute, reason, grade }) => [attribute, reason, grade]);
}

describe('questions that would settle a decision', () => {
  it('name every missing statement of a conjunction', () => {
    expect(asked([gate('g', { all: [SEAT, SBOM] })])).toEqual([
      ['provider.seat.registered', 'missing', 'documented'],
      ['offering.sbom', 'missing', 'documented'],
    ]);
  });

  it('name the fewest of a choice', () => {
    expect(asked([gate('g', { any: [{ all: [SEAT, SBOM] }, STAFF] })])).toEqual([
      ['offering.admin.countries', 'missing', 'documented'],
    ]);
    expect(asked([gate('g', { atLeast: 2, of: [SEAT, SBOM, STAFF] })])).toHaveLength(2);
  });

  it('ask for the certificate that proves the rest', () => {
    expect(asked([gate('g', { all: [SEAT, SBOM] }, { provenBy: { certificate: 'CERT' } })])).toEqual([
      ['certificate:CERT', 'missing', 'documented'],
    ]);
  });

  it('ask each statement once, at the highest grade that needs it', () => {
    const two = [gate('g', SEAT), gate('h', SEAT, { evidence: 'audited' })];
    expect(asked(two)).toEqual([['provider.seat.registered', 'missing', 'audited']]);
  });

  it('ask for better proof of what is only claimed', () => {
    const claimed = fact('provider:a', 'provider.seat.registered', 'KR', { grade: 'claimed' });
    expect(asked([gate('g', SEAT)], [claimed])).toEqual([
      ['provider.seat.registered', 'unproven', 'documented'],
    ]);
  });

  it('never ask the vendor what only the buyer or the bids can tell', () => {
    expect(asked([gate('g', { need: 'buyer.kind', in: ['x'] })])).toEqual([]);
    expect(asked([gate('g', { any: [{ need: 'buyer.kind', in: ['x'] }, SEAT] })])).toEqual([
      ['provider.seat.registered', 'missing', 'documented'],
    ]);
  });

  it('never ask about gates that are decided', () => {
    const abroad = fact('provider:a', 'provider.seat.registered', 'US');
    expect(asked([gate('g', { all: [SEAT, SBOM] })], [abroad])).toEqual([]);
  });
});

describe('coverage', () => {
  it('counts statements that the decision needs, each once', () => {
    const seat = fact('provider:a', 'provider.seat.registered', 'KR');
    expect(ask([gate('g', { all: [SEAT, SBOM] }), gate('h', SEAT)], [seat]).coverage).toEqual({
      known: 1,
      needed: 2,
    });
  });

  it('counts nothing that a decided gate did without, nor what does not apply', () => {
    const seat = fact('provider:a', 'provider.seat.registered', 'KR');
    expect(ask([gate('g', { any: [SEAT, SBOM] })], [seat]).coverage).toEqual({ known: 1, needed: 1 });
    expect(ask([gate('g', SBOM, { when: { need: 'buyer.critical', is: true } })]).coverage).toEqual({
      known: 0,
      needed: 0,
    });
  });
});

function stateOf(gates: readonly unknown[], country: string, over = {}) {
  return ask(gates, [fact('provider:a', 'provider.seat.registered', country)], over).requirements[0]?.state;
}

describe('substitutes for a part of a gate', () => {
  const substitutes = [{ id: 'local-staff', by: 'undertaking', for: 'test/all/1' }];
  const both = gate('g', { all: [SEAT, STAFF] }, { substitutes });

  it('help only if the rest holds', () => {
    expect(stateOf([both], 'KR')).toBe('curable');
    expect(stateOf([both], 'US')).toBe('fail');
  });

  it.each<[string, unknown, string]>([
    ['deep in the test', { any: [{ all: [SEAT, { not: { not: STAFF } }] }] }, 'test/any/0/all/1/not/not'],
    ['by an absolute path', { all: [SEAT, STAFF] }, '/requirements/0/test/all/1'],
    ['inside a definition', { all: [SEAT, { ref: 'staff' }] }, '/define/staff/all/0'],
    ['the definition as a whole', { all: [SEAT, { ref: 'staff' }] }, '/define/staff'],
  ])('help %s', (_, test, target) => {
    const aimed = gate('g', test, { substitutes: [{ id: 'local-staff', by: 'undertaking', for: target }] });
    const define = { staff: { all: [STAFF] } };
    expect(stateOf([aimed], 'KR', { define })).toBe('curable');
    expect(stateOf([aimed], 'US', { define })).toBe('fail');
  });

  it('help in the version of the day and in a way around, too', () => {
    const dated = gate('g', undefined, {
      versions: [{ valid: { from: '2020-01-01' }, test: { all: [SEAT, STAFF] } }],
      substitutes: [{ id: 'local-staff', by: 'undertaking', for: 'versions/0/test/all/1' }],
    });
    expect(stateOf([dated], 'KR')).toBe('curable');
    const around = gate(
      'g',
      { fact: 'provider.hyperscale', is: true },
      {
        unless: [{ title: 'home', test: { all: [SEAT, STAFF] } }],
        substitutes: [{ id: 'local-staff', by: 'undertaking', for: 'unless/0/test/all/1' }],
      },
    );
    expect(stateOf([around], 'KR')).toBe('curable');
  });
});
