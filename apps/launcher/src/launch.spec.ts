import { describe, expect, it, jest } from '@jest/globals';
import { LaunchRefused } from './launch-refused.ts';
import { Launch, type LaunchStep } from './launch.ts';

function launchOf(steps: readonly LaunchStep[]): { launch: Launch; said: string[]; errors: string[] } {
  const said: string[] = [];
  const errors: string[] = [];
  const launch = new Launch({
    steps,
    stepsBefore: 1,
    print: (line) => said.push(line),
    printError: (line) => errors.push(line),
    whenReady: () => ['ready'],
  });
  return { launch, said, errors };
}

function step(name: string, closed: string[] = []): LaunchStep {
  return {
    name,
    run: async () => ({
      close: async () => {
        closed.push(name);
      },
    }),
  };
}

describe('a launch', () => {
  it('numbers its steps after those already seen, says when it is ready, and closes in reverse order', async () => {
    const closed: string[] = [];
    const { launch, said, errors } = launchOf([step('database', closed), step('api', closed)]);
    const exit = launch.run();
    await new Promise((resolve) => setImmediate(resolve));
    expect(said).toEqual(['2/3 database', '3/3 api', 'ready']);
    launch.stop();
    expect(await exit).toBe(0);
    expect(closed).toEqual(['api', 'database']);
    expect(errors).toEqual([]);
  });

  it('closes what it had started when a later step fails, and prints a refusal without a stack', async () => {
    const closed: string[] = [];
    const refusing: LaunchStep = { name: 'api', run: () => Promise.reject(new LaunchRefused('Port taken.')) };
    const { launch, errors } = launchOf([step('database', closed), refusing]);
    expect(await launch.run()).toBe(1);
    expect(closed).toEqual(['database']);
    expect(errors).toEqual(['Port taken.']);
  });

  it('prints where an unforeseen error came from', async () => {
    const { launch, errors } = launchOf([{ name: 'api', run: () => Promise.reject(new Error('surprise')) }]);
    expect(await launch.run()).toBe(1);
    expect(errors.join('')).toMatch(/surprise\n\s+at /);
  });

  it('starts no further step once it was told to stop', async () => {
    const closed: string[] = [];
    const { launch, said } = launchOf([
      {
        name: 'database',
        run: async () => (launch.stop(), { close: async () => void closed.push('database') }),
      },
      step('api', closed),
    ]);
    expect(await launch.run()).toBe(0);
    expect(said).toEqual(['2/3 database', 'Placet is stopping']);
    expect(closed).toEqual(['database']);
  });

  it('does not wait for a step that goes on and on after the stop', async () => {
    jest.useFakeTimers();
    try {
      const closed: string[] = [];
      const endless: LaunchStep = { name: 'reference data', run: () => new Promise(() => undefined) };
      const { launch } = launchOf([step('database', closed), endless]);
      const exit = launch.run();
      await jest.advanceTimersByTimeAsync(0);
      launch.stop();
      await jest.advanceTimersByTimeAsync(2_001);
      expect(await exit).toBe(0);
      expect(closed).toEqual(['database']);
    } finally {
      jest.useRealTimers();
    }
  });

  it('hears a stop once: npm passes on a signal that its process group got too', async () => {
    const { launch, said } = launchOf([step('database')]);
    const exit = launch.run();
    await new Promise((resolve) => setImmediate(resolve));
    launch.stop();
    launch.stop();
    expect(await exit).toBe(0);
    expect(said.filter((line) => line === 'Placet is stopping')).toHaveLength(1);
  });

  it('ends as a failure when a part was lost', async () => {
    const { launch, errors } = launchOf([step('database')]);
    const exit = launch.run();
    await new Promise((resolve) => setImmediate(resolve));
    launch.stop(new LaunchRefused('The database is gone.'));
    expect(await exit).toBe(1);
    expect(errors).toEqual(['The database is gone.']);
  });

  it('leaves a part behind that does not close, in time to close the database', async () => {
    jest.useFakeTimers();
    try {
      const closed: string[] = [];
      const stuck: LaunchStep = {
        name: 'api',
        run: async () => ({ close: () => new Promise(() => undefined) }),
      };
      const { launch, errors } = launchOf([step('database', closed), stuck]);
      const exit = launch.run();
      await jest.advanceTimersByTimeAsync(0);
      launch.stop();
      await jest.advanceTimersByTimeAsync(9_001);
      expect(await exit).toBe(1);
      expect(closed).toEqual(['database']);
      expect(errors).toHaveLength(1);
    } finally {
      jest.useRealTimers();
    }
  });
});
