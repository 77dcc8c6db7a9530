import { describe, expect, it } from '@jest/globals';
import { preferredType } from './accept.ts';

const OFFERED = ['application/json', 'text/csv', 'application/x-ndjson'];

describe('preferredType', () => {
  it.each([
    ['nothing', undefined, 'application/json'],
    ['an empty header', ' ', 'application/json'],
    ['anything', '*/*', 'application/json'],
    ['one type', 'text/csv', 'text/csv'],
    ['one type with parameters', 'TEXT/CSV; charset=utf-8; header=present', 'text/csv'],
    ['a range', 'text/*', 'text/csv'],
    ['what a browser sends', 'text/html,application/xhtml+xml,*/*;q=0.8', 'application/json'],
    ['two that weigh differently', 'application/json;q=0.5, text/csv;q=0.9', 'text/csv'],
    ['two that weigh the same', 'text/csv, application/json', 'application/json'],
    ['all but one', '*/*, application/json;q=0', 'text/csv'],
    ['none of ours', 'text/html', null],
    ['all refused', '*/*;q=0', null],
    ['a weight that is none', 'text/csv;q=high', null],
  ])('given %s', (_name, accept, type) => {
    expect(preferredType(accept, OFFERED)).toBe(type);
  });
});
