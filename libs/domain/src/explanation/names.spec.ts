import { describe, expect, it } from '@jest/globals';
import { decide } from '../evaluation/decide.ts';
import type { Need } from '../model/need.ts';
import type { World } from '../model/world.ts';
import { fact, gate, offering, register, regimeDocument, scheme, TODAY, worldOf } from '../testing/world.ts';
import { causesOf } from './causes.ts';
import { explainDecision } from './explain.ts';
import type { Language } from './language.ts';

/** A market that speaks Korean, with names in it wherever documents may give them. */
function world(requirement: Readonly<Record<string, unknown>>, asOf = '2026-11-01'): World {
  const made = worldOf({
    schemes: [scheme('SEAL', ['held'], { title: 'Seal of trust', localNames: { ko: '신뢰 봉인' } })],
    registers: [
      register('SEAL', ['a'], {
        id: 'seal-list',
        name: 'Seal list',
        localNames: { ko: '봉인 등록부' },
        asOf,
      }),
    ],
    offerings: [offering('a')],
    facts: [fact('offering:a', 'offering.regions', ['KR'])],
    regimes: [regimeDocument('kr-seal', [requirement])],
  });
  const market = { code: 'KR', name: 'South Korea', localName: '대한민국', languages: ['ko'] };
  const needs = { public: {}, regulated: {}, private: {} };
  return { ...made, markets: new Map([['KR', { ...market, blocs: [], currency: 'KRW', needs }]]) };
}

function said(where: World, language: Language, need: Need = {}): readonly string[] {
  const decision = decide(where, { offering: 'a', market: 'KR', need, asOf: TODAY });
  return explainDecision(where, decision, language).map(({ text }) => text);
}

const SEALED = gate(
  'sealed',
  { certificate: 'SEAL' },
  {
    title: 'Holds the seal',
    localTitle: '봉인 보유',
    unless: [
      { title: 'known firm', localTitle: '검증된 기업', test: { fact: 'provider.hyperscale', is: true } },
    ],
  },
);

describe('names in sentences', () => {
  it('are those of the language, for clauses, schemes and registers', () => {
    const ko = said(world(SEALED), 'ko').join('\n');
    expect(ko).toContain('「봉인 보유」');
    expect(ko).toContain('예외 경로 「검증된 기업」');
    expect(ko).toContain('신뢰 봉인');
    expect(ko).toContain('봉인 등록부에 등재되어 있지 않습니다');
    expect(ko).not.toMatch(/Holds the seal|Seal of trust|Seal list/);
    const en = said(world(SEALED), 'en').join('\n');
    expect(en).toContain('Holds the seal');
    expect(en).toContain('The Seal list of 1 November 2026 does not list it');
  });

  it('are those that a regime gives its texts in other languages, too', () => {
    const made = world(gate('sealed', { certificate: 'SEAL' }, { title: 'Holds the seal' }));
    const [regime] = made.regimes.get('kr-seal') ?? [];
    if (regime === undefined) throw new Error('There is no regime');
    const named = {
      ...regime,
      names: { ko: { 'Holds the seal': '봉인 필요', [regime.title]: '봉인 규정' } },
    };
    const where = { ...made, regimes: new Map([['kr-seal', [named]]]) };
    const ko = said(where, 'ko').join('\n');
    expect(ko).toContain('「봉인 필요」');
    expect(ko).not.toContain('Holds the seal');
    expect(said(where, 'en').join('\n')).toContain('Holds the seal');
  });

  it('tell of a register that has grown old by its name, once', () => {
    const where = world(SEALED, '2026-01-01');
    const en = said(where, 'en').find((text) => text.startsWith('It is open whether a has'));
    expect(en).toBe(
      'It is open whether a has Seal of trust: the Seal list of 1 January 2026 is older than it may be, so absence from it shows nothing.',
    );
    const ko = said(where, 'ko').join('\n');
    expect(ko).toContain('봉인 등록부(2026년 1월 1일 기준)');
    expect(ko).not.toContain('seal-list');
  });

  it('stand in the way from the source to the verdict, too', () => {
    const where = world(SEALED);
    const decision = decide(where, { offering: 'a', market: 'KR', need: {}, asOf: TODAY });
    expect(causesOf(where, decision, 'ko').map(({ requirement }) => requirement.title)).toEqual([
      '봉인 보유',
    ]);
  });
});

const OPEN = gate(
  'open',
  { fact: 'provider.hyperscale', is: true },
  {
    when: { need: 'contract.procedure', in: ['open'] },
  },
);

/** What a language says about the procedure that a gate applies to. */
function aboutProcedure(language: Language, need: Need = {}): string | undefined {
  return said(world(OPEN), language, need).find((text) => /^The need|^수요/.test(text));
}

describe('what the need leaves unsaid', () => {
  it('is not called assumed where it means none', () => {
    const special = gate(
      'open',
      { fact: 'provider.hyperscale', is: true },
      { when: { need: 'programme', in: ['ai'] } },
    );
    expect(said(world(special), 'en').find((text) => text.startsWith('The need'))).toBe(
      'The need states nothing under “programme”, so it is not ai.',
    );
  });

  it('is called assumed, not stated', () => {
    expect(aboutProcedure('en')).toBe(
      'The need states nothing under “contract.procedure”, which is assumed to mean open; that is open.',
    );
    expect(aboutProcedure('en', { 'contract.procedure': 'open' })).toBe(
      'The need states open under “contract.procedure”, which is open.',
    );
    expect(aboutProcedure('ko')).toMatch(/명시되어 있지 않아 .*가정하면/);
    expect(aboutProcedure('ko', { 'contract.procedure': 'open' })).not.toMatch(/가정/);
  });

  it('is marked where a test falls back to a value of its own', () => {
    const graded = gate('graded', {
      certificate: 'SEAL',
      atLeast: { need: 'notice.level', default: 'held' },
    });
    expect(said(world(graded), 'en').join('\n')).toContain('Seal of trust at held (assumed) or above');
    expect(said(world(graded), 'en', { 'notice.level': 'held' }).join('\n')).not.toContain('(assumed)');
    expect(said(world(graded), 'ko').join('\n')).toContain('held(가정)');
  });
});
