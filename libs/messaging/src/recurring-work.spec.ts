import { EventEmitter, once } from 'node:events';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { RecurringWork } from './recurring-work.ts';

const HOUR_MS = 3_600_000;

class Work extends RecurringWork {
  runs = 0;
  wakes: () => void = () => undefined;
  isSubscribed = false;

  constructor(
    everyMs: number,
    private readonly what: (no: number) => Promise<void> = () => Promise.resolve(),
  ) {
    super({ everyMs, failure: 'The work could not be done' });
  }

  protected async run(): Promise<void> {
    this.runs += 1;
    await this.what(this.runs);
  }

  protected override async subscribe(wake: () => void): Promise<() => Promise<void>> {
    this.isSubscribed = true;
    this.wakes = wake;
    return async () => {
      this.isSubscribed = false;
    };
  }
}

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
};

/** A promise that the test settles. */
function gate(): { readonly passed: Promise<void>; open: () => void } {
  const opened = new EventEmitter();
  return { passed: once(opened, 'open').then(() => undefined), open: () => void opened.emit('open') };
}

describe('work that recurs', () => {
  afterEach(() => void jest.restoreAllMocks());

  it('is done at once and when it is woken', async () => {
    const work = new Work(HOUR_MS);
    await work.onApplicationBootstrap();
    await turns();
    expect(work.runs).toBe(1);
    work.wakes();
    await turns();
    expect(work.runs).toBe(2);
    await work.onApplicationShutdown();
  });

  it('is done one run at a time; any number of calls meanwhile make one run more', async () => {
    const first = gate();
    const work = new Work(HOUR_MS, (no) => (no === 1 ? first.passed : Promise.resolve()));
    await work.onApplicationBootstrap();
    work.wakes();
    work.wakes();
    await turns();
    expect(work.runs).toBe(1);
    first.open();
    await turns();
    expect(work.runs).toBe(2);
    await work.onApplicationShutdown();
  });

  it('is tried again at the next interval when it failed, and says why', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] });
    const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const work = new Work(1000, (no) =>
      no === 1 ? Promise.reject(new Error('no record')) : Promise.resolve(),
    );
    await work.onApplicationBootstrap();
    await turns();
    expect(warned.mock.calls).toEqual([['The work could not be done, trying again: no record']]);
    expect(work.runs).toBe(1);
    jest.advanceTimersByTime(1000);
    await turns();
    expect(work.runs).toBe(2);
    await work.onApplicationShutdown();
    jest.useRealTimers();
  });

  it('ends after the run that is under way, and is woken no more', async () => {
    const first = gate();
    const work = new Work(HOUR_MS, () => first.passed);
    await work.onApplicationBootstrap();
    let isOver = false;
    const over = work.onApplicationShutdown().then(() => {
      isOver = true;
    });
    work.wakes();
    await turns();
    expect(isOver).toBe(false);
    first.open();
    await over;
    expect(work).toMatchObject({ runs: 1, isSubscribed: false });
  });
});
