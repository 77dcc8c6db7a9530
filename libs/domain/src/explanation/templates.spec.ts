import { describe, expect, it } from '@jest/globals';
import { MESSAGE_KEYS } from '../evaluation/trace.ts';
import type { Evidence, Trace, Truth, UnknownReason } from '../evaluation/decision.ts';
import type { Condition, SetValue, Value } from '../language/test.ts';
import { register, scheme, TODAY, worldOf } from '../testing/world.ts';
import { phrasebookOf, sayNode } from './explain.ts';
import { LANGUAGES, type Language } from './language.ts';
import { splitKey } from './message-key.ts';
import { speechFor } from './speech.ts';

const WORLD = {
  ...worldOf({
    schemes: [scheme('SEAL', ['bronze', 'silver'])],
    registers: [register('SEAL', ['alpha'], { asOf: '2026-01-01' })],
  }),
  jurisdictions: new Map(
    [
      ['KR', 'South Korea', '대한민국'],
      ['DE', 'Germany', '독일'],
    ].map(([code = '', en = '', ko = '']) => [code, { code, name: { en, ko } }] as const),
  ),
};

const literal = (value: string): Value => ({ kind: 'literal', value });
const SET: SetValue = [literal('DE'), literal('group:home')];

const CONDITIONS: Readonly<Record<string, readonly Condition[]>> = {
  is: [{ op: 'is', value: literal('DE') }],
  in: [{ op: 'in', set: SET }],
  notIn: [{ op: 'notIn', set: SET }],
  within: [{ op: 'within', set: SET }],
  includes: [{ op: 'includes', set: SET }],
  overlaps: [{ op: 'overlaps', set: SET }],
  empty: [{ op: 'empty', value: true }],
  known: [{ op: 'known' }],
  maxAge: [{ op: 'maxAge', duration: 'P12M' }],
  atLeast: [{ op: 'atLeast', value: { kind: 'literal', value: 3 } }],
  atMost: [{ op: 'atMost', value: { kind: 'literal', value: 3 } }],
  above: [{ op: 'above', value: { kind: 'literal', value: 3 } }],
  below: [{ op: 'below', value: { kind: 'need', need: 'contract.value', map: null, default: null } }],
  several: [
    { op: 'atLeast', value: { kind: 'literal', value: 3 } },
    { op: 'below', value: { kind: 'literal', value: 5 } },
  ],
};

const EVIDENCE: Evidence = {
  statement: 's',
  subject: 'facility:alpha/one',
  attribute: 'facility.country',
  value: 'DE',
  complete: true,
  grade: 'documented',
  by: 'third_party',
  valid: { from: null, to: null },
  source: { title: 'Region list' },
  confidence: 'high',
  belowGrade: false,
  staleSince: '2026-03-01',
  contested: false,
  superseded: false,
};

const REASONS: readonly UnknownReason[] = [
  { kind: 'missing', what: 'offering.model' },
  { kind: 'unproven', what: 'SEAL' },
  { kind: 'contested', what: 'group:home' },
  { kind: 'stale' },
  { kind: 'disputed-rule' },
  { kind: 'decided-after-bids' },
  { kind: 'undecided-need', path: 'contract.value' },
];

/** Values as the evaluator puts them into each kind of message. */
function valuesOf(name: string): Readonly<Record<string, unknown>> {
  const [node = '', operation = ''] = name.split('.');
  const conditions = CONDITIONS[operation] ?? [];
  switch (node) {
    case 'fact':
      return { attribute: 'provider.seat.registered', found: ['DE'], complete: true, conditions };
    case 'need':
      return { need: 'contract.value', found: [{ amount: '1000000', currency: 'KRW' }], conditions };
    case 'certificate':
      return {
        scheme: 'SEAL',
        level: literal('silver'),
        dimension: { kind: 'a' },
        on: 'underlying',
        register: 'SEAL-register',
        through: null,
      };
    case 'share':
      return {
        entity: 'alpha',
        measure: 'largest',
        bounds: [{ op: 'atMost', percent: 24 }],
        shares: [{ of: 'capital', low: 10, high: 20.5, holders: [{ entity: 'owner', selected: 'true' }] }],
      };
    case 'rights':
      return { entity: 'alpha', rights: ['veto'], holders: ['owner'], complete: false };
    case 'every':
    case 'some':
      return { relation: 'facility', items: ['facility:alpha/one'], complete: false };
    case 'age':
      return { scheme: 'SEAL', date: '2026-03-01', atLeast: null, atMost: 'P18M' };
    case 'seal':
      return { framework: 'eu-csf', objective: 'each', seal: { low: 1, high: 3 }, wanted: 2 };
    case 'ratio':
      return {
        of: ['provider.revenue', 'provider.regionalHq.staff'],
        found: [1, 2],
        bounds: [{ op: 'atLeast', value: 2, currency: 'EUR' }],
      };
    case 'count':
      return { of: 'facility', sure: 1, perhaps: 2, complete: false, atLeast: 2, atMost: null };
    case 'relative':
      return { attribute: 'offer.price', to: 'lowest', atMost: 75, isBest: true, bids: 2 };
    case 'atLeast':
      return { count: 2 };
    case 'ref':
      return { name: 'european', title: 'European provider' };
    case 'served':
      return { attribute: 'offering.regions', market: 'KR', named: ['DE'], found: ['DE'], complete: true };
    case 'requirement':
    case 'part':
      return { title: 'Seat in the Union' };
    default:
      return { attribute: 'provider.revenue' };
  }
}

const child = (one: Truth): Trace => ({
  path: '/requirements/0/test/all/0',
  node: 'true',
  outcome: one,
  reasons: [],
  evidence: [],
  message: { key: `true.${one}`, values: {} },
  children: [],
});

function traceFor(key: string): Trace {
  const { name, outcome } = splitKey(key);
  const truth: Truth = outcome === 'true' || outcome === 'false' ? outcome : 'unknown';
  return {
    path: '/requirements/0/test',
    node: name,
    outcome: truth,
    reasons: truth === 'unknown' ? REASONS : [],
    evidence: [EVIDENCE],
    message: { key, values: valuesOf(name) },
    children: [child('true'), child('false'), child('unknown')],
  };
}

const say = (key: string, language: Language): string => {
  const book = phrasebookOf(language);
  const topic = { market: 'KR', asOf: TODAY, offering: 'alpha', vendor: 'alpha' };
  return sayNode(book, traceFor(key), speechFor(WORLD, topic, book.grammar));
};

describe('templates', () => {
  it.each(LANGUAGES)('%s has one for every message that a trace can carry, and no others', (language) => {
    const { messages } = phrasebookOf(language);
    const keys = Object.entries(messages).flatMap(([name, outcomes]) =>
      Object.keys(outcomes).map((outcome) => `${name}.${outcome}`),
    );
    expect(keys.toSorted()).toEqual([...MESSAGE_KEYS].toSorted());
  });

  it.each(LANGUAGES)('%s says something whole for every message', (language) => {
    for (const key of MESSAGE_KEYS) {
      const text = say(key, language);
      expect({ key, text }).toEqual({ key, text: expect.stringMatching(/\S{2,}/) });
      expect({ key, text }).not.toEqual({
        key,
        text: expect.stringMatching(/undefined|null|NaN|\[object|\(\)|““|「」| {2}/),
      });
    }
  });

  it('tells the three outcomes of every node apart', () => {
    for (const language of LANGUAGES) {
      const names = new Set(MESSAGE_KEYS.map((key) => splitKey(key).name));
      for (const name of names) {
        const said = new Set(['true', 'false', 'unknown'].map((truth) => say(`${name}.${truth}`, language)));
        expect({ name, language, different: said.size }).toEqual({ name, language, different: 3 });
      }
    }
  });

  it('speaks Korean in the formal style, and English without a trace of it', () => {
    for (const key of MESSAGE_KEYS) {
      expect(say(key, 'ko').replaceAll(/\([^()]*(?:\([^()]*\)[^()]*)*\)/g, '')).toMatch(/니다$/);
      expect(say(key, 'en')).not.toMatch(/[가-힣]/);
    }
  });

  it('writes what was found and what is asked in the words of the language', () => {
    expect(say('fact.in.false', 'en')).toContain('is Germany, but asked is one of Germany and South Korea');
    expect(say('fact.in.false', 'ko')).toContain('독일로 확인되어 요건(다음 중 하나: 독일, 대한민국)');
    expect(say('certificate.false', 'en')).toBe(
      'The SEAL register of 1 January 2026 does not list it at silver or above',
    );
    expect(say('certificate.false', 'ko')).toBe(
      '2026년 1월 1일 기준 SEAL register에 silver 등급 이상으로 등재되어 있지 않습니다',
    );
    expect(say('age.true', 'en')).toContain('dated 1 March 2026, goes back at most 18 months, as asked');
    expect(say('age.true', 'ko')).toContain('(2026년 3월 1일)의 경과 기간이 요건(18개월 이하)');
    expect(say('need.atLeast.true', 'en')).toContain('KRW 1,000,000');
    expect(say('need.atLeast.true', 'ko')).toContain('1,000,000원');
  });

  it('says which register could have shown absence and why it does not', () => {
    expect(say('certificate.unknown', 'en')).toContain(
      'the SEAL register of 1 January 2026 is older than it may be',
    );
    expect(say('certificate.unknown', 'ko')).toContain('유효 기간이 지나');
  });

  it('refuses a message that nobody wrote a template for', () => {
    const trace = { ...traceFor('true.true'), message: { key: 'nothing.true', values: {} } };
    const book = phrasebookOf('en');
    const speech = speechFor(WORLD, { market: 'KR', asOf: TODAY, offering: 'a', vendor: 'a' }, book.grammar);
    expect(() => sayNode(book, trace, speech)).toThrow('nothing.true');
  });
});
