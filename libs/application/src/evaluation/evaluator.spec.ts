import { describe, expect, it } from '@jest/globals';
import { EMPTY_WORLD, type Offering, type World } from '#domain';
import { Evaluator } from './evaluator.ts';
import type { WorldNews } from './tasks.ts';
import { patchesBetween } from './world-patch.ts';

const QUESTION = { market: 'KR', need: {}, asOf: '2026-11-24' };

function offering(id: string, vendor: string, over: Partial<Offering> = {}): Offering {
  return {
    id,
    vendor,
    name: id,
    edition: 'public',
    status: 'available',
    available: { from: null, to: null },
    operator: null,
    runsOn: null,
    ...over,
  };
}

/** A market without rules: whatever is on sale there is unregulated. */
function worldOf(position: string, offerings: readonly Offering[]): World {
  return {
    ...EMPTY_WORLD,
    position,
    markets: new Map([
      [
        'KR',
        {
          code: 'KR',
          name: 'Korea',
          blocs: [],
          languages: [],
          currency: 'KRW',
          needs: { public: {}, regulated: {}, private: {} },
        },
      ],
    ]),
    offerings: new Map(offerings.map((one) => [one.id, one])),
  };
}

function tell(evaluator: Evaluator, world: World, before: World, news: Omit<WorldNews, 'patch'>): void {
  for (const patch of patchesBetween(before, world))
    evaluator.take({ ...news, patch: structuredClone(patch) });
}

describe('the evaluator', () => {
  const first = worldOf('1-1', [
    offering('a', 'v'),
    offering('b', 'w'),
    offering('c', 'w', { status: 'ended' }),
  ]);
  const second = worldOf('1-2', [offering('a', 'v'), offering('b', 'w', { status: 'ended' })]);

  it('answers from each world that it was told of, in whatever order they are asked', async () => {
    const evaluator = new Evaluator();
    tell(evaluator, first, EMPTY_WORLD, { world: 1, base: null });
    tell(evaluator, second, first, { world: 2, base: 1 });
    const asked = { question: QUESTION, policy: 'conservative' as const };
    for (const [world, unregulated, none] of [
      [2, 1, 1],
      [1, 2, 1],
      [2, 1, 1],
    ] as const) {
      const { counts, places, isWhole } = await evaluator.answer(
        { world, line: 'answers', below: null },
        'rank',
        asked,
      );
      expect(counts).toMatchObject({ unregulated, none, eligible: 0 });
      expect(places.map(({ rank }) => rank)).toEqual(Array.from({ length: unregulated }, (_, at) => at + 1));
      expect(isWhole).toBe(true);
    }
  });

  it('decides what is laid over a world, and leaves that world as it is', async () => {
    const evaluator = new Evaluator();
    const laid = worldOf('1-1', [...first.offerings.values(), offering('d', 'x')]);
    tell(evaluator, first, EMPTY_WORLD, { world: 1, base: null });
    tell(evaluator, laid, first, { world: 2, base: 1 });
    const asked = { question: QUESTION, policy: 'conservative' as const };
    const laidOver = { world: 2, line: null, below: 1 };
    const own = await evaluator.answer(laidOver, 'rank', asked);
    expect(own.places.map((place) => place.offering).toSorted()).toEqual(['a', 'b', 'd']);
    const shared = await evaluator.answer({ world: 1, line: 'answers', below: null }, 'rank', asked);
    expect(shared.places.map((place) => place.offering).toSorted()).toEqual(['a', 'b']);
    const bits = await evaluator.answer(laidOver, 'verdicts', { question: QUESTION });
    expect(bits.counts.unregulated).toBe(3);
  });

  it('knows nothing of a world that was dropped', async () => {
    const evaluator = new Evaluator();
    tell(evaluator, first, EMPTY_WORLD, { world: 1, base: null });
    evaluator.drop(1);
    await expect(
      evaluator.answer({ world: 1, line: 'answers', below: null }, 'until', {
        question: QUESTION,
        offerings: ['a'],
      }),
    ).rejects.toThrow('Nothing is known of world 1');
  });
});
