import { describe, expect, it } from '@jest/globals';

const { arranged }: { arranged: (words: readonly string[], projects: readonly string[]) => string[] } =
  await import(new URL('../../scripts/jest-words.js', import.meta.url).href);
const PROJECTS = ['unit', 'e2e'];

describe('the words that npm test hands to jest', () => {
  it.each([
    ['a path after the project', '--selectProjects unit calendar', 'calendar --selectProjects unit'],
    ['a path before it', 'calendar --selectProjects unit', 'calendar --selectProjects unit'],
    [
      'two projects and two paths',
      '--selectProjects unit e2e a b -t x',
      'a b --selectProjects unit e2e -t x',
    ],
    ['the value of another option', '--selectProjects unit a -t unit', 'a --selectProjects unit -t unit'],
    ['no project', 'calendar -i', 'calendar -i'],
  ])('put paths where jest takes them for paths: %s', (_name, words, expected) => {
    expect(arranged(words.split(' '), PROJECTS)).toEqual(expected.split(' '));
  });
});
