import { describe, expect, it } from '@jest/globals';
import { decide } from '../evaluation/decide.ts';
import type { Certificate } from '../model/evidence.ts';
import type { Offering } from '../model/vendor.ts';
import {
  certificate,
  equivalence,
  fact,
  gate,
  offering,
  register,
  regimeDocument,
  scheme,
  term,
  TODAY,
  worldOf,
} from '../testing/world.ts';

/** Scenario 3: graded certification in Korea, software capped by the infrastructure below, separation by grade. */
const CLASS = { need: 'workload.class.KR' };
const separation = (id: string, grade: string, level: string) =>
  gate(
    id,
    { fact: 'offering.isolation', atLeast: level },
    { when: { ...CLASS, is: grade }, provenBy: { certificate: 'CSAP', atLeast: grade } },
  );
const regime = regimeDocument('kr-graded', [
  gate('grade', { certificate: 'CSAP', atLeast: CLASS }),
  separation('sep-low', 'low', 'logical'),
  separation('sep-medium', 'medium', 'physical'),
  separation('sep-high', 'high', 'no_external_network'),
  gate(
    'stack',
    { certificate: 'CSAP', atLeast: CLASS, on: 'underlying' },
    { when: { fact: 'offering.model', in: ['PaaS', 'SaaS'] } },
  ),
]);

function decision(
  level: string,
  certificates: readonly Certificate[],
  over: {
    readonly runsOn?: Offering['runsOn'];
    readonly models?: readonly string[];
    readonly isolation?: string;
    readonly closed?: boolean;
  } = {},
) {
  const isolation = over.isolation ?? null;
  const world = worldOf({
    regimes: [regime],
    schemes: [scheme('CSAP', ['low', 'medium', 'high'])],
    registers: over.closed === true ? [register('CSAP', ['haneul', 'badang'])] : [],
    equivalences: [equivalence([term('CSAP', null, { on: 'underlying' })], { scheme: 'CSAP' }, 'caps')],
    offerings: [
      offering('haneul', over.runsOn === undefined ? {} : { runsOn: over.runsOn }),
      offering('badang'),
    ],
    certificates,
    facts: [
      fact('offering:haneul', 'offering.regions', ['KR']),
      fact('offering:haneul', 'offering.model', over.models ?? ['IaaS']),
      ...(isolation === null ? [] : [fact('offering:haneul', 'offering.isolation', [isolation])]),
    ],
  });
  return decide(world, {
    offering: 'haneul',
    market: 'KR',
    need: { 'workload.class.KR': level },
    asOf: TODAY,
  });
}
function states(...asked: Parameters<typeof decision>) {
  return Object.fromEntries(
    decision(...asked).requirements.map(({ requirement, applies, state }) => [
      requirement,
      applies === 'false' ? 'n/a' : state,
    ]),
  );
}
const own = (level: string | null) => certificate('offering:haneul', 'CSAP', level);
const below = (level: string) => certificate('offering:badang', 'CSAP', level);
const SAAS = { models: ['SaaS'], runsOn: { offering: 'badang' } };

describe('graded certification', () => {
  it('passes a grade at or above the class', () => {
    expect(states('medium', [own('medium')])['grade']).toBe('pass');
    expect(states('medium', [own('high')])['grade']).toBe('pass');
    expect(states('medium', [])['grade']).toBe('open');
  });

  it('fails a grade below only where the register shows that there is no better one', () => {
    expect(states('medium', [own('low')])['grade']).toBe('open');
    expect(states('medium', [own('low')], { closed: true })['grade']).toBe('fail');
  });

  it('lets a certificate of unknown grade satisfy only the lowest', () => {
    expect(states('low', [own(null)])['grade']).toBe('pass');
    expect(states('medium', [own(null)])['grade']).toBe('open');
  });

  it('asks for the separation of the class only', () => {
    expect(states('medium', [], { isolation: 'physical' })).toMatchObject({
      'sep-low': 'n/a',
      'sep-medium': 'pass',
      'sep-high': 'n/a',
    });
    expect(states('medium', [], { isolation: 'logical' })['sep-medium']).toBe('fail');
    expect(states('high', [], { isolation: 'physical' })['sep-high']).toBe('fail');
    expect(states('low', [], { isolation: 'physical' })['sep-low']).toBe('pass');
  });

  it('takes a certificate of the class as proof of a separation that nobody states', () => {
    const proven = decision('medium', [own('medium')]).requirements.find(
      ({ requirement }) => requirement === 'sep-medium',
    );
    expect(proven).toMatchObject({ state: 'pass', provenByCertificate: true });
  });

  it('caps software by the grade of the infrastructure below', () => {
    expect(states('medium', [own('high'), below('medium')], SAAS)).toMatchObject({
      grade: 'pass',
      stack: 'pass',
    });
    expect(states('medium', [own('high'), below('low')], SAAS)).toMatchObject({
      grade: 'open',
      stack: 'open',
    });
    expect(states('medium', [own('high'), below('low')], { ...SAAS, closed: true })).toMatchObject({
      grade: 'fail',
      stack: 'fail',
    });
    expect(states('medium', [own('high')], SAAS)).toMatchObject({ grade: 'open', stack: 'open' });
  });

  it('leaves the cap open, not absent, while nobody says what software runs on', () => {
    expect(states('medium', [own('high')], { models: ['SaaS'], runsOn: null })).toMatchObject({
      grade: 'open',
      stack: 'open',
    });
    expect(states('medium', [own('high')], { models: ['IaaS'], runsOn: null })).toMatchObject({
      grade: 'pass',
      stack: 'n/a',
    });
  });

  it('decides for the service model that helps and names it', () => {
    const chosen = decision('medium', [own('high')], {
      models: ['SaaS', 'IaaS'],
      runsOn: null,
      isolation: 'physical',
    });
    expect(chosen.verdict).toBe('eligible');
    expect(chosen.choices).toContainEqual({ attribute: 'offering.model', value: 'IaaS', stated: false });
  });

  it('lets an unstated class leave the gates open and names the need', () => {
    const world = worldOf({
      regimes: [regime],
      schemes: [scheme('CSAP', ['low', 'medium', 'high'])],
      offerings: [offering('haneul')],
      certificates: [own('high')],
      facts: [fact('offering:haneul', 'offering.model', ['IaaS'])],
    });
    const open = decide(world, { offering: 'haneul', market: 'KR', need: {}, asOf: TODAY });
    expect(open.verdict).toBe('unknown');
    expect(open.openNeeds).toEqual(['workload.class.KR']);
  });
});

const LEGACY = ['saas_simple', 'saas_standard', 'iaas'];
const kind = (legacy: string) => term('CSAP', null, { dimension: { legacy } });
const ask = (level: string, certificates: readonly Certificate[], closed = false) => {
  const world = worldOf({
    regimes: [regimeDocument('kr-graded', [gate('grade', { certificate: 'CSAP', atLeast: CLASS })])],
    schemes: [scheme('CSAP', ['low', 'medium', 'high'], { dimensions: { legacy: LEGACY } })],
    registers: closed ? [register('CSAP', ['haneul'])] : [],
    equivalences: [
      equivalence([kind('iaas'), kind('saas_standard')], { scheme: 'CSAP', level: 'medium' }, 'satisfies', {
        from: { mode: 'any', terms: [kind('iaas'), kind('saas_standard')] },
      }),
      equivalence([kind('saas_simple')], { scheme: 'CSAP', level: 'low' }),
    ],
    offerings: [offering('haneul')],
    certificates,
    facts: [fact('offering:haneul', 'offering.regions', ['KR'])],
  });
  const need = { 'workload.class.KR': level };
  const decided = decide(world, { offering: 'haneul', market: 'KR', need, asOf: TODAY });
  return decided.requirements[0]?.state;
};
const old = (legacy: string, over: Partial<Certificate> = {}) => [
  certificate('offering:haneul', 'CSAP', null, { dimension: { legacy }, ...over }),
];

/** Certificates from before the grades: they carry their kind, and count as a grade while they are valid. */
describe('certificates from before the grades', () => {
  it('count as the grade that the equivalence of their kind gives, and as no higher one', () => {
    expect(ask('medium', old('iaas'))).toBe('pass');
    expect(ask('low', old('saas_simple'))).toBe('pass');
    expect(ask('medium', old('saas_simple'))).toBe('open');
    expect(ask('high', old('iaas'))).toBe('open');
  });

  it('count only while they are valid and as well as they are proven', () => {
    expect(ask('medium', old('iaas', { valid: { from: '2020-01-01', to: TODAY } }))).toBe('open');
    expect(ask('medium', old('iaas', { grade: 'claimed' }))).toBe('unproven');
  });

  it('leave absence shown by a register what it is', () => {
    expect(ask('medium', [], true)).toBe('fail');
    expect(ask('medium', old('iaas', { grade: 'registered' }), true)).toBe('pass');
  });
});
