import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  nodesOf,
  placeInSentence,
  type Regime,
  type Requirement,
  testsOf,
  titleOfRegime,
  titleOfRequirement,
} from '#domain';
import type { AssembledWorld } from '#formats';
import { shippedWorld } from './pages/shipped-world.ts';

let world: AssembledWorld;
let regimes: readonly Regime[];
beforeAll(() => {
  world = shippedWorld();
  regimes = [...world.regimes.values()].flat();
});

const TODAY = '2026-11-24';
const HANGUL = /\p{Script=Hangul}/u;

/** Everything of a requirement that a sentence may name: itself, ways around, readings, substitutes, named tests. */
function textsOf(requirement: Requirement): readonly string[] {
  const { title, unless, readings, substitutes } = requirement;
  const named = testsOf(requirement, TODAY)
    .flatMap((test) => nodesOf(test))
    .flatMap((node) => (node.node === 'ref' ? [node.title ?? node.name] : []));
  return [
    title,
    ...unless.map((way) => way.title),
    ...readings.map(({ note }) => note),
    ...substitutes.map(({ id, note }) => note ?? id),
    ...named,
  ];
}

describe('what the shipped regimes are called in sentences', () => {
  it('is Korean in Korean, for every title, way around, reading, substitute and named test', () => {
    const foreign = regimes.flatMap((regime) => [
      ...(HANGUL.test(titleOfRegime(world, 'ko', regime.id, regime.version)) ? [] : [regime.id]),
      ...regime.requirements
        .flatMap(textsOf)
        .filter((text) => !HANGUL.test(titleOfRequirement(world, 'ko', text)))
        .map((text) => `${regime.id}: ${text}`),
    ]);
    expect(foreign).toEqual([]);
  });

  it('is English in English', () => {
    const foreign = regimes.flatMap((regime) =>
      [titleOfRegime(world, 'en', regime.id, regime.version), ...regime.requirements.flatMap(textsOf)]
        .map((text) => titleOfRequirement(world, 'en', text))
        .filter((text) => HANGUL.test(text) || !/[a-z]{2}/i.test(text)),
    );
    expect(foreign).toEqual([]);
  });

  it('is one Korean name for one text, in whichever regime it stands', () => {
    const names = new Map<string, Set<string>>();
    for (const [text, name] of regimes.flatMap((regime) => Object.entries(regime.names['ko'] ?? {})))
      names.set(text, (names.get(text) ?? new Set()).add(name));
    expect([...names].filter(([, all]) => all.size > 1)).toEqual([]);
  });

  it('uses the words of docs/korean.md', () => {
    const names = regimes.flatMap((regime) => Object.values(regime.names['ko'] ?? {}));
    // Left: what translators are tempted to write; the page says what we write instead.
    const strange =
      /데이터센터|제공업체|벤더|오퍼링|레지던시|로컬라이제이션|어테스테이션|컴포넌트|서브컨트랙터/;
    expect(names.filter((name) => strange.test(name))).toEqual([]);
  });
});

describe('places in English sentences', () => {
  it('have the article that their names take, and nothing else has one', () => {
    const said = (code: string): string => placeInSentence(world, 'en', code);
    expect(['US', 'GB', 'AE', 'NL', 'PH', 'EU'].map(said)).toEqual([
      'the United States',
      'the United Kingdom',
      'the United Arab Emirates',
      'the Netherlands',
      'the Philippines',
      'the European Union',
    ]);
    expect(['KR', 'FR', 'SA', 'ZA', 'TR'].map(said)).toEqual([
      'South Korea',
      'France',
      'Saudi Arabia',
      'South Africa',
      'Türkiye',
    ]);
    expect(placeInSentence(world, 'ko', 'US')).toBe('미국');
  });

  it('lack none that is plural, a union, a kingdom or a republic', () => {
    const taking =
      /\b(?:States|Kingdom|Emirates|Republic|Islands|Union|Area|Association|Netherlands|Philippines)\b/;
    const bare = [...world.jurisdictions.values()].filter(
      ({ name, article }) => taking.test(name['en'] ?? '') !== (article === 'the'),
    );
    expect(bare.map(({ code }) => code).toSorted()).toEqual(['FIVE-EYES', 'G7', 'GCC', 'IM', 'OECD']);
  });
});
