import { describe, expect, it } from '@jest/globals';
import {
  QueryFailedError,
  QueryRunnerAlreadyReleasedError,
  QueryRunnerProviderAlreadyReleasedError,
} from 'typeorm';
import { refusalOf } from './problem.filter.ts';

const failed = (code: string): QueryFailedError =>
  new QueryFailedError('SELECT 1', [], Object.assign(new Error('it failed'), { code }));

describe('errors of the database', () => {
  it.each([
    ['its end', failed('57P01')],
    ['too many clients', failed('53300')],
    ['a lost connection', failed('08006')],
    ['a refused connection', Object.assign(new Error('no'), { code: 'ECONNREFUSED' })],
    ['a cut session', new Error('Connection terminated unexpectedly')],
    ['a session cut between two statements of a transaction', new QueryRunnerProviderAlreadyReleasedError()],
    ['a session given back', new QueryRunnerAlreadyReleasedError()],
  ])('say to come again later: %s', (_name, error) => {
    expect(refusalOf(error)).toMatchObject({ name: 'unavailable', headers: { 'retry-after': '2' } });
  });

  it('are a bug otherwise, and say nothing about our insides', () => {
    expect(refusalOf(failed('42703'))).toEqual({ name: 'internal' });
  });
});
