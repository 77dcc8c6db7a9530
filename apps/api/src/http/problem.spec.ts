import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { problemDocument, PROBLEMS } from './problem.ts';

const text = readFileSync(new URL('../../../../docs/problems.md', import.meta.url), 'utf8');

/** The rows of the table of request problems, in its order. */
function documented(): object[] {
  const [, section = ''] = text.split('\n## Of requests\n');
  return (section.split('\n## ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => {
      const [, name = '', status = '', title = '', meaning = '', remedy = ''] = line
        .split('|')
        .map((cell) => cell.trim());
      return { name: name.replaceAll('`', ''), status: Number(status), title, meaning, remedy };
    });
}

describe('docs/problems.md', () => {
  it('lists exactly the catalogue, word for word', () => {
    expect(documented()).toEqual(Object.entries(PROBLEMS).map(([name, problem]) => ({ name, ...problem })));
  });
});

describe('problemDocument', () => {
  it('names its type by a stable address and carries the request id', () => {
    expect(problemDocument('not-found', 'req-12345', 'There is no market "XX".')).toEqual({
      type: '/problems/not-found',
      title: 'Not found',
      status: 404,
      detail: 'There is no market "XX".',
      instance: 'urn:request:req-12345',
    });
  });

  it('leaves out detail and errors where there are none', () => {
    expect(Object.keys(problemDocument('internal', 'req-12345'))).toEqual([
      'type',
      'title',
      'status',
      'instance',
    ]);
  });
});
