import { describe, expect, it } from '@jest/globals';
import { Unavailable } from '../errors.ts';
import { PastQuestions } from './past-questions.ts';

describe('questions about the past', () => {
  it('are admitted as places come free, in the order in which they came', async () => {
    const past = new PastQuestions(1, 2);
    const entered: string[] = [];
    const first = await past.enter();
    const second = past.enter().then((leave) => {
      entered.push('second');
      return leave;
    });
    const third = past.enter().then((leave) => {
      entered.push('third');
      return leave;
    });
    expect(entered).toEqual([]);
    first();
    // A place is given back once, however often that is said.
    first();
    (await second)();
    (await third)();
    expect(entered).toEqual(['second', 'third']);
    await expect(past.enter()).resolves.toBeInstanceOf(Function);
  });

  it('are sent away while too many wait', async () => {
    const past = new PastQuestions(1, 1);
    const leave = await past.enter();
    const waiting = past.enter();
    await expect(past.enter()).rejects.toBeInstanceOf(Unavailable);
    leave();
    (await waiting)();
  });
});
