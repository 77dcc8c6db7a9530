import { describe, expect, it } from '@jest/globals';
import { failureGroupOf } from './failure-groups.ts';

describe('the group of a failure', () => {
  it.each([
    [
      'Delivery 0f3c1b62-97aa-4c0e-8a3e-0d6a5a0b1c2d is not there',
      'Delivery 6a1d7c90-0000-4000-8000-000000000000 is not there',
    ],
    ['connect ECONNREFUSED 127.0.0.1:5432', 'connect ECONNREFUSED 10.1.2.3:6432'],
    ['no answer after 1500 ms', 'no answer after 2.5 ms'],
    ['relation "a" does not exist', 'relation "b" does not exist'],
    ['sha256 9f86d081884c7d65 differs', 'sha256 00000000884c7d65 differs'],
    ['broken\n    at one (file.js:1)', 'broken\n    at another (file.js:2)'],
  ])('is the same for "%s" and "%s"', (one, other) => {
    expect(failureGroupOf('read', one)).toEqual(failureGroupOf('read', other));
  });

  it('tells jobs and messages apart', () => {
    const ids = [
      failureGroupOf('read', 'a'),
      failureGroupOf('read', 'b'),
      failureGroupOf('send', 'a'),
      failureGroupOf('read', 'deadbeef'),
    ].map(({ id }) => id);
    expect(new Set(ids).size).toBe(4);
  });

  it('has a name even where there is no message, and a bounded one', () => {
    expect(failureGroupOf('read', undefined).error).toBe('no message');
    expect(failureGroupOf('read', 'x '.repeat(500)).error.length).toBeLessThanOrEqual(200);
  });
});
