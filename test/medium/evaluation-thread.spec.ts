import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { refusalOf } from '../../apps/api/src/http/problem.filter.ts';
import { PROBLEMS } from '../../apps/api/src/http/problem.ts';
import { EvaluationThread } from '#application';
import { EMPTY_WORLD, type Offering, type World } from '#domain';

/** More than one message tells of. */
const VERY_MANY = 120_000;
const ASKED = { question: { market: 'KR', need: {}, asOf: '2026-11-24' }, policy: 'conservative' as const };

/** A market without rules: whatever is on sale there is unregulated. */
function worldOf(position: string, offerings: number): World {
  const list = Array.from({ length: offerings }, (_, at): [string, Offering] => [
    `o${at}`,
    {
      id: `o${at}`,
      vendor: 'v',
      name: `o${at}`,
      edition: 'public',
      status: 'available',
      available: { from: null, to: null },
      operator: null,
      runsOn: null,
    },
  ]);
  const needs = { public: {}, regulated: {}, private: {} };
  const market = { code: 'KR', name: 'Korea', blocs: [], languages: [], currency: 'KRW', needs };
  return { ...EMPTY_WORLD, position, markets: new Map([['KR', market]]), offerings: new Map(list) };
}

interface Refusal {
  readonly status: number;
  readonly retryAfter: string | undefined;
}

const REFUSED: Refusal = { status: 503, retryAfter: '2' };

/** An answer, or how the request that asked would be refused. */
async function ending(question: Promise<number>): Promise<number | Refusal> {
  try {
    return await question;
  } catch (error) {
    const { name, headers } = refusalOf(error);
    return { status: PROBLEMS[name].status, retryAfter: headers?.['retry-after'] };
  }
}

describe('a thread that evaluates and dies', () => {
  let thread: EvaluationThread;

  beforeAll(() => {
    // What it says of a fault isn't a fault of the test.
    Logger.overrideLogger(false);
  });

  beforeEach(() => {
    thread = new EvaluationThread();
  });

  afterEach(async () => {
    await thread.onApplicationShutdown();
  });

  /** The thread that works at present. */
  function worker(): Worker {
    const present: unknown = Reflect.get(thread, 'worker');
    if (present instanceof Worker) return present;
    throw new Error('No thread was started.');
  }

  const unregulated = async (world: World): Promise<number> =>
    (await thread.ask({ world, line: 'answers' }, 'rank', ASKED)).counts.unregulated;

  it('answers whoever waits 503 with Retry-After, and starts anew with the next question', async () => {
    const world = worldOf('1-1', 3);
    const questions = Array.from({ length: 20 }, () => ending(unregulated(world)));
    // They are handed over within this turn; the thread needs many turns to start, so it can't have answered.
    for (let step = 0; step < 1000; step += 1) await Promise.resolve();
    expect(thread.pending).toBe(questions.length);
    const first = worker();
    const ended = first.terminate();
    expect(await Promise.all(questions)).toEqual(questions.map(() => REFUSED));
    await ended;
    expect(thread.pending).toBe(0);
    expect(await unregulated(world)).toBe(3);
    expect(worker()).not.toBe(first);
    expect(thread.pending).toBe(0);
  });

  it('leaves no question open that comes while it dies, and knows later worlds as well', async () => {
    const world = worldOf('1-1', 3);
    expect(await unregulated(world)).toBe(3);
    const before = ending(unregulated(world));
    const ended = worker().terminate();
    const meanwhile = [before, ending(unregulated(world)), ending(unregulated(worldOf('1-2', 4)))];
    // Whether one is answered before the end has come is up to the machine.
    for (const answer of await Promise.all(meanwhile)) expect([3, 4, REFUSED]).toContainEqual(answer);
    await ended;
    // The one that died knew the world that this one follows; the new one is told all of it.
    expect(await unregulated(worldOf('1-3', 5))).toBe(5);
    expect(await unregulated(world)).toBe(3);
  });

  it('leaves no question open about a world that it was still being told of', async () => {
    const large = worldOf('1-1', VERY_MANY);
    const question = ending(unregulated(large));
    const following = ending(unregulated({ ...large, position: '1-2' }));
    await nextTurn();
    expect(thread.pending).toBe(0);
    await worker().terminate();
    expect(await Promise.all([question, following])).toEqual([REFUSED, REFUSED]);
    expect(await unregulated(worldOf('1-3', 2))).toBe(2);
  });

  it('dies of a fault of its own the same way', async () => {
    const world = worldOf('1-1', 3);
    expect(await unregulated(world)).toBe(3);
    const faulty = worker();
    const died = new Promise<void>((resolve) => faulty.once('exit', () => resolve()));
    // News about a world that is no news: the thread's program throws, as it would for a bug.
    const nonsense = { kind: 'world', world: 2, base: 77, patch: { values: {}, maps: {} } };
    faulty.postMessage(nonsense, []);
    expect([3, REFUSED]).toContainEqual(await ending(unregulated(world)));
    await died;
    expect(await unregulated(world)).toBe(3);
    expect(worker()).not.toBe(faulty);
  });
});
