import { describe, expect, it } from '@jest/globals';
import { isConditional, isCreation, isWrite } from '#access';
import { ProblemException } from '../problem.ts';
import { entityTag, requireVersion } from './versions.ts';

function attempt(ifMatch: string | undefined, version: number): string {
  try {
    requireVersion({ headers: ifMatch === undefined ? {} : { 'if-match': ifMatch } }, version);
    return 'passed';
  } catch (error) {
    return error instanceof ProblemException ? error.problem : String(error);
  }
}

describe('entityTag', () => {
  it('is led by the version that an answer shows, and follows its bytes', () => {
    expect(entityTag('a', 3)).toMatch(/^"v3\.[\w-]{27}"$/);
    expect(entityTag('b', 3)).not.toBe(entityTag('a', 3));
    expect(entityTag('a')).toMatch(/^"[\w-]{27}"$/);
  });
});

describe('requireVersion', () => {
  it.each([
    ['the tag of the same version, whatever else the answer said', entityTag('other bytes', 7), 'passed'],
    ['one of several tags', `"v3.x", ${entityTag('', 7)}`, 'passed'],
    ['any version', '*', 'passed'],
    ['an older version', entityTag('', 6), 'precondition-failed'],
    ['a weak tag of the same version', `W/${entityTag('', 7)}`, 'precondition-failed'],
    ['a tag without a version', entityTag(''), 'precondition-failed'],
    ['a version whose digits begin alike', entityTag('', 77), 'precondition-failed'],
    ['no tag at all', '', 'precondition-failed'],
    ['nothing', undefined, 'precondition-required'],
  ])('given %s', (_name, ifMatch, outcome) => {
    expect(attempt(ifMatch, 7)).toBe(outcome);
  });
});

describe('the kinds of routes', () => {
  it('are by method, so that a new route is a write unless it is known to only ask', () => {
    expect(['GET /v1/x', 'POST /v1/rankings', 'POST /v1/x', 'DELETE /v1/x/:id'].map(isWrite)).toEqual([
      false,
      false,
      true,
      true,
    ]);
    expect(['POST /v1/rankings', 'POST /v1/x', 'PUT /v1/x/:id'].map(isCreation)).toEqual([
      false,
      true,
      false,
    ]);
    expect(['PATCH /v1/x/:id', 'POST /v1/x', 'DELETE /v1/keys/:key'].map(isConditional)).toEqual([
      true,
      false,
      false,
    ]);
  });
});
