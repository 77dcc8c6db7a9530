import { describe, expect, it } from '@jest/globals';
import { offering, regimeDocument, scheme, vendor, worldOf } from '../testing/world.ts';
import { LANGUAGES } from './language.ts';
import { sayTransition, type TransitionSaid } from './transition-speech.ts';

const WORLD = worldOf({
  offerings: [offering('alpha')],
  vendors: [vendor('alpha', { name: 'Alpha Cloud' })],
  schemes: [scheme('CSAP')],
  regimes: [regimeDocument('kr-rule', [])],
});
const GATE = {
  regime: 'kr-rule',
  version: '1',
  requirement: 'level',
  title: 'Holds CSAP',
  clause: { source: 'Gazette', clause: '4.2' },
  before: 'pass',
  after: 'open',
} as const;
const SAID: TransitionSaid = {
  market: 'KR',
  offering: 'alpha',
  vendor: 'alpha',
  before: 'eligible',
  after: 'unknown',
  asOf: '2026-11-24',
  parts: { gates: [GATE], served: null },
  cause: {
    kind: 'day',
    thing: { kind: 'certificate', effect: 'ended', id: 'c1', subject: 'offering:alpha', what: 'CSAP' },
  },
};

describe('sayTransition', () => {
  it('says what turned, what ended and which gate came out differently', () => {
    expect(sayTransition(WORLD, SAID, 'en')).toBe(
      'alpha in KR was eligible and is unknown as of 24 November 2026: the CSAP certificate of alpha ended on that day. ' +
        'Gate “Holds CSAP” (clause 4.2 of “Gazette”) was passed and is open.',
    );
    expect(sayTransition(WORLD, SAID, 'ko')).toBe(
      '2026년 11월 24일 기준 KR에서 alpha는 「적격」에서 「알 수 없음」으로 바뀌었습니다: alpha의 CSAP 인증이 그날 끝났습니다. ' +
        '필수 요건 「Holds CSAP」 (「Gazette」 조항 4.2)는 「통과」에서 「판정 불가」로 바뀌었습니다.',
    );
  });

  it('names the change and who delivered it', () => {
    const change = { kind: 'vendor', key: 'alpha', version: '1', source: 'story' };
    const said = { ...SAID, parts: { gates: [], served: null }, cause: { kind: 'change', change } } as const;
    expect(sayTransition(WORLD, said, 'en')).toBe(
      'alpha in KR was eligible and is unknown as of 24 November 2026: what is stated about Alpha Cloud changed, delivered by “story”.',
    );
  });

  it('has words for every kind of cause, effect and gate in every language', () => {
    const things = [
      'certificate',
      'fact',
      'regime',
      'requirement',
      'register',
      'offering',
      'holding',
      'date',
    ] as const;
    const kinds = ['regime', 'vendor', 'facts', 'register', 'dispute', 'source', 'group'];
    for (const language of LANGUAGES) {
      const told = [
        ...things.flatMap((kind) =>
          (['began', 'ended', 'stale', 'reached'] as const).map((effect) => ({
            kind: 'day' as const,
            thing: { kind, effect, id: 'x', subject: null, what: null },
          })),
        ),
        ...kinds.map((kind) => ({
          kind: 'change' as const,
          change: { kind, key: 'x', version: null, source: null },
        })),
      ].map((cause) => sayTransition(WORLD, { ...SAID, cause }, language));
      for (const sentence of told) expect(sentence).not.toMatch(/undefined|null/);
    }
  });

  it('names two gates and counts the others', () => {
    const gates = ['a', 'b', 'c', 'd'].map((requirement) => ({ ...GATE, requirement }));
    const said = sayTransition(
      WORLD,
      { ...SAID, parts: { gates, served: { before: 'true', after: 'false' } } },
      'en',
    );
    expect(said).toContain('2 more gates turned.');
    expect(said).toContain('It is not offered there.');
  });
});
