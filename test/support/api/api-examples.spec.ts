import { describe, expect, it } from '@jest/globals';
import { ApiContract } from './api-contract.ts';
import { asExample, exampleOperations } from './api-examples.ts';

const OPERATIONS = exampleOperations();
const SHOWN = OPERATIONS.flatMap(({ name, answers }) =>
  Object.entries(answers).flatMap(([status, content]) =>
    Object.entries(content)
      .filter(([, { example }]) => example !== undefined)
      .map(([type, { example }]): [string, number, string, unknown] => [name, Number(status), type, example]),
  ),
);

describe('the examples that the description shows', () => {
  const contract = new ApiContract();

  it.each(SHOWN)('%s answers %i as %s, as its schema says', (name, status, type, example) => {
    expect(contract.exampleBreaches(name, status, type, example)).toEqual([]);
  });

  it('are there for every body that is sent', () => {
    const without = OPERATIONS.filter(({ takesBody, body }) => takesBody && body === undefined);
    expect(without.map(({ name }) => name)).toEqual([]);
  });

  it('are there for every operation: a request that needs more than its address, or an answer', () => {
    const shown = new Set(SHOWN.map(([name]) => name));
    const without = OPERATIONS.filter(
      ({ name, parameters, body }) =>
        !shown.has(name) && body === undefined && !parameters.some(({ example }) => example !== undefined),
    );
    // These answer with a page, or with nothing.
    expect(without.map(({ name }) => name)).toEqual(['GET /docs', 'GET /login/callback', 'POST /logout']);
  });

  it('have lists cut short, and the same ids, secrets and positions in every recording', () => {
    const id = 'f81d4fae-7dec-41d0-a765-00a0c91e6bf6';
    expect(
      asExample('GET /v1/keys', {
        items: [{ id, list: [[1, 2]] }, { id }, { id }],
        key: `plc_a1b2c3d4_${'x'.repeat(43)}`,
        position: '12-34',
      }),
    ).toEqual({
      items: [
        { id: '0b6d3a0e-5f0d-4c43-9c39-000000000001', list: [[1]] },
        { id: '0b6d3a0e-5f0d-4c43-9c39-000000000001' },
      ],
      key: 'plc_4f9a2c1e_k3x-not-a-real-secret-3fY7',
      position: '749-112',
    });
  });
});
