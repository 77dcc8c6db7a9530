import { describe, expect, it } from '@jest/globals';
import { decide } from '../evaluation/decide.ts';
import type { Decision, Trace } from '../evaluation/decision.ts';
import type { World } from '../model/world.ts';
import { compareDecisions } from '../order/comparison.ts';
import {
  certificate,
  fact,
  gate,
  offering,
  register,
  regimeDocument,
  scheme,
  TODAY,
  worldOf,
  type WorldParts,
} from '../testing/world.ts';
import { explainDecision, languageOfTag, phrasebookOf, type Sentence } from './explain.ts';
import { askForEvidence, explainComparison } from './explain-comparison.ts';
import { LANGUAGES } from './language.ts';
import { nextBestEvidence } from './next-best-evidence.ts';
import type { Phrasebook } from './phrasebook.ts';

const SEALED = gate(
  'sealed',
  { certificate: 'SEAL', atLeast: 'silver' },
  { title: 'Service holds SEAL', source: { ref: 's1', clause: '4.2' } },
);
const CLOUD = offering('alpha-cloud', { vendor: 'alpha', name: 'Alpha GovCloud' });

function world(parts: WorldParts = {}): World {
  const made = worldOf({
    schemes: [scheme('SEAL', ['bronze', 'silver'])],
    offerings: [CLOUD],
    facts: [fact('offering:alpha-cloud', 'offering.regions', ['KR'])],
    regimes: [regimeDocument('kr-seal', [SEALED], { title: 'Seal act', localTitle: '봉인법' })],
    ...parts,
  });
  return {
    ...made,
    jurisdictions: new Map([['KR', { code: 'KR', name: { en: 'South Korea', ko: '대한민국' } }]]),
  };
}

function ask(where: World, need: Decision['need'] = {}): Decision {
  return decide(where, { market: 'KR', need, asOf: TODAY, offering: 'alpha-cloud' });
}

const ofKind = (sentences: readonly Sentence[], kind: Sentence['kind']): readonly string[] =>
  sentences.filter((sentence) => sentence.kind === kind).map(({ text }) => text);

/** Follows a JSON Pointer. */
function follow(root: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((at, step) => new Map(Object.entries(at ?? {})).get(step), root);
}

function countNodes(trace: Trace | null): number {
  return trace === null ? 0 : trace.children.reduce((sum, child) => sum + countNodes(child), 1);
}

function nodesIn(decision: Decision): number {
  const lists = [decision.requirements, decision.buyerDuties, decision.needProblems, decision.advice];
  return (
    countNodes(decision.served.trace) + lists.flat().reduce((sum, { trace }) => sum + countNodes(trace), 0)
  );
}

/** A decision in which everything that can be said is there to be said. */
function rich(): { readonly world: World; readonly decision: Decision } {
  const where = world({
    groups: [],
    regimes: [
      regimeDocument('kr-many', [
        SEALED,
        gate('seat', { fact: 'provider.seat.registered', in: ['KR', 'DE'] }),
        gate('nested', {
          any: [
            {
              all: [
                { fact: 'provider.hyperscale', is: true },
                { fact: 'offering.sbom', atLeast: 'listed' },
              ],
            },
            { not: { fact: 'provider.orders', in: ['stop'] } },
          ],
        }),
        gate('declared', { fact: 'provider.undertakings', includes: ['secrecy'] }, { declarable: true }),
        gate(
          'other',
          { fact: 'provider.hyperscale', is: true },
          { when: { need: 'buyer.critical', is: true } },
        ),
        gate('unsure', { fact: 'provider.hyperscale', is: true }, { confidence: 'low' }),
        gate('duty', { need: 'buyer.audited', is: true }, { unit: 'buyer' }),
      ]),
      regimeDocument('kr-guide', [gate('advice', { fact: 'provider.hyperscale', is: true })], {
        status: 'guidance',
      }),
    ],
  });
  return { world: where, decision: ask(where) };
}

describe('an explanation', () => {
  it('says why it is not eligible: clause, what it asks, and which register of which day shows it', () => {
    const where = world({
      registers: [register('SEAL', ['alpha'], { name: 'SEAL register', asOf: '2026-11-01' })],
    });
    const decision = ask(where);
    expect(decision.verdict).toBe('ineligible');
    expect(ofKind(explainDecision(where, decision, 'en'), 'verdict')).toEqual([
      'Alpha GovCloud is not eligible in South Korea on 24 November 2026: it fails the one gate that applies.',
    ]);
    expect(ofKind(explainDecision(where, decision, 'en'), 'binding')).toEqual([
      'Alpha GovCloud is not eligible: clause 4.2 of “the law” asks for SEAL at silver or above; the SEAL register of 1 November 2026 does not list it at silver or above.',
    ]);
    expect(ofKind(explainDecision(where, decision, 'ko'), 'verdict')).toEqual([
      'Alpha GovCloud는 2026년 11월 24일 기준 대한민국에서 부적격입니다. 필수 요건 1개 중 1개를 충족하지 못합니다.',
    ]);
    expect(ofKind(explainDecision(where, decision, 'ko'), 'binding')).toEqual([
      'Alpha GovCloud는 부적격입니다: 「the law」 조항 4.2는 SEAL silver 등급 이상 인증을 요구합니다. 2026년 11월 1일 기준 SEAL register에 silver 등급 이상으로 등재되어 있지 않습니다.',
    ]);
  });

  it('says what is missing where it is not known, and asks for it', () => {
    const where = world();
    const sentences = explainDecision(where, ask(where), 'en');
    expect(ofKind(sentences, 'binding')).toEqual([
      'It is not known whether Alpha GovCloud is eligible: clause 4.2 of “the law” asks for SEAL at silver or above; it is open whether Alpha GovCloud has SEAL at silver or above: nothing sufficient is known about it.',
    ]);
    expect(ofKind(sentences, 'question')).toEqual([
      'What holds for Alpha GovCloud under the certificate SEAL? At least a documented statement is needed (clause 4.2 of “the law”).',
    ]);
    expect(ofKind(explainDecision(where, ask(where), 'ko'), 'question')).toEqual([
      'Alpha GovCloud의 SEAL 인증은 무엇입니까? ‘문서 확인’ 이상의 진술이 필요합니다(「the law」 조항 4.2).',
    ]);
  });

  it('names the certificate of which too little is proven, and counts one part as one', () => {
    const both = gate(
      'both',
      { all: [{ certificate: 'SEAL', atLeast: 'silver' }, { known: 'offering.isolation' }, true] },
      { title: 'Sealed and apart' },
    );
    const decision = ask(
      world({
        certificates: [certificate('offering:alpha-cloud', 'SEAL', 'silver', { grade: 'claimed' })],
        regimes: [regimeDocument('kr-seal', [both])],
        facts: [
          fact('offering:alpha-cloud', 'offering.regions', ['KR']),
          fact('offering:alpha-cloud', 'offering.isolation', ['logical']),
        ],
      }),
    );
    for (const language of LANGUAGES) {
      const texts = explainDecision(world(), decision, language).map(({ text }) => text);
      expect(texts.filter((text) => text.includes('certificate:'))).toEqual([]);
    }
    const texts = explainDecision(world(), decision, 'en').map(({ text }) => text);
    expect(texts).toContain(
      'None of the 3 parts fails, but 1 stays open: what is stated about SEAL is proven less well than asked.',
    );
  });

  it('names the source and the grade of what a passed gate rests on', () => {
    const where = world({ certificates: [certificate('offering:alpha-cloud', 'SEAL', 'silver')] });
    const sentences = explainDecision(where, ask(where), 'en');
    expect(ofKind(sentences, 'verdict')).toEqual([
      'Alpha GovCloud is eligible in South Korea on 24 November 2026: the one gate that applies is passed.',
    ]);
    expect(sentences.map(({ text }) => text)).toContain(
      'Alpha GovCloud has SEAL at silver or above (documented: test source).',
    );
  });

  it('turns an open need into a question with the answers that it may have', () => {
    const where = world({
      regimes: [
        regimeDocument('kr-seal', [SEALED], {
          appliesWhen: { need: 'buyer.kind', in: ['central_government'] },
        }),
      ],
    });
    const decision = ask(where);
    expect(decision.openNeeds).toEqual(['buyer.kind']);
    const [text = ''] = ofKind(explainDecision(where, decision, 'en'), 'open-need');
    expect(text).toMatch(/^What does your need say about “buyer\.kind”\?/);
  });

  it('never takes a market without rules for eligibility', () => {
    const where = world({ regimes: [] });
    expect(ofKind(explainDecision(where, ask(where), 'en'), 'verdict')).toEqual([
      'No rule known to Placet decides on Alpha GovCloud in South Korea on 24 November 2026; that is not eligibility.',
    ]);
  });

  it.each(LANGUAGES)(
    'has in %s one sentence for every node of the trace, which leads back to it',
    (language) => {
      const { world: where, decision } = rich();
      const sentences = explainDecision(where, decision, language);
      const nodes = sentences.filter(({ kind }) => kind === 'node');
      expect(nodes).toHaveLength(nodesIn(decision));
      expect(new Set(nodes.map(({ at }) => at)).size).toBe(nodes.length);
      for (const { at, path } of nodes) expect(follow(decision, at)).toMatchObject({ path });
      for (const { at, regime, requirement } of nodes.filter((node) => !node.at.startsWith('/served'))) {
        const [, list = '', index = ''] = at.split('/');
        expect(follow(decision, `/${list}/${index}`)).toMatchObject({ regime, requirement });
      }
    },
  );

  it('leads back from every other sentence too', () => {
    const { world: where, decision } = rich();
    for (const { at } of explainDecision(where, decision, 'en')) expect(follow(decision, at)).toBeDefined();
  });

  it('has sentences for cures, guidance, duties of the buyer and rules that are too unsure to decide', () => {
    const { world: where, decision } = rich();
    const kinds = new Set(explainDecision(where, decision, 'en').map(({ kind }) => kind));
    for (const kind of [
      'verdict',
      'binding',
      'deployment',
      'node',
      'gate',
      'cure',
      'low-confidence',
      'duty',
      'advice',
      'question',
    ])
      expect(kinds).toContain(kind);
  });

  it('takes every word from the phrase book: in a made-up language nothing else shows', () => {
    const { world: where, decision } = rich();
    const book = pseudo(phrasebookOf('en'));
    for (const { text } of explainDecision(where, decision, 'en', book)) expect(text).not.toMatch(/[a-zA-Z]/);
  });
});

const strange = (text: string): string => text.replaceAll(/[a-zA-Z]/g, 'ⓐ');

/** Makes every text and every function of a phrase book speak strangely. */
function estrange<Entry>(entry: Entry): Entry;
function estrange(entry: unknown): unknown {
  if (typeof entry === 'string') return strange(entry);
  if (typeof entry === 'function')
    return (...given: readonly unknown[]) => strange(String(Reflect.apply(entry, undefined, given)));
  return Object.fromEntries(Object.entries(entry ?? {}).map(([name, inner]) => [name, estrange(inner)]));
}

/** A language in which every letter that goes through the phrase book becomes a circled one. */
function pseudo(book: Phrasebook): Phrasebook {
  const made = estrange(book);
  return { ...made, grammar: { ...made.grammar, language: 'en' } };
}

describe('languages', () => {
  it('are recognised by their tags', () => {
    expect(['ko', 'ko-KR', 'EN-gb', 'fr', ''].map(languageOfTag)).toEqual(['ko', 'ko', 'en', null, null]);
  });
});

describe('a comparison', () => {
  const where = world({
    offerings: [CLOUD, offering('beta-cloud', { vendor: 'beta', name: 'Beta Cloud' })],
    facts: ['alpha-cloud', 'beta-cloud'].map((id) => fact(`offering:${id}`, 'offering.regions', ['KR'])),
    certificates: [certificate('offering:alpha-cloud', 'SEAL', 'silver')],
  });
  const [a, b] = ['alpha-cloud', 'beta-cloud'].map((id) =>
    decide(where, { market: 'KR', need: {}, asOf: TODAY, offering: id }),
  );

  it('says what decides, then for each gate how it came out on either side', () => {
    if (a === undefined || b === undefined) throw new Error('no decisions');
    const say = (language: 'en' | 'ko') =>
      explainComparison(where, a, b, compareDecisions(a, b), language).map(({ about, text }) => [
        about,
        text,
      ]);
    expect(say('en')).toEqual([
      ['both', 'Alpha GovCloud stands above Beta Cloud by its verdict.'],
      [
        'a',
        'Alpha GovCloud: Gate “Service holds SEAL” is passed; Alpha GovCloud has SEAL at silver or above (documented: test source).',
      ],
      [
        'b',
        'Beta Cloud: Gate “Service holds SEAL” is open; it is open whether Beta Cloud has SEAL at silver or above: nothing sufficient is known about it.',
      ],
    ]);
    expect(say('ko')[0]).toEqual(['both', 'Alpha GovCloud가 Beta Cloud보다 판정에서 앞섭니다.']);
  });

  it('asks for the evidence that would help most', () => {
    if (b === undefined) throw new Error('no decision');
    const [gain] = nextBestEvidence(where, [b]);
    if (gain === undefined) throw new Error('no evidence is missing');
    expect(askForEvidence(where, gain, TODAY, 'en')).toBe(
      'What holds for Beta Cloud under the certificate SEAL? At least a documented statement is needed (clause 4.2 of “the law”).',
    );
  });
});
