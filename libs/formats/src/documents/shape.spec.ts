import { describe, expect, it } from '@jest/globals';
import { checkShape } from './shape.ts';
import { schemaFiles } from './schema-files.ts';

describe('checkShape', () => {
  it('compiles every published schema in strict mode', () => {
    expect(schemaFiles().length).toBe(25);
    for (const { name } of schemaFiles()) expect(checkShape(name, {}).length).toBeGreaterThan(0);
  });

  it('accepts a short hand-written vendor', () => {
    const vendor = {
      schema: 'placet.vendor/v1',
      id: 'acme',
      name: 'Acme Cloud',
      legal: { seatCountries: ['DE'] },
      offerings: [{ id: 'acme-main', name: 'Acme' }],
      facts: [{ subject: 'provider:acme', attribute: 'provider.seat.registered', value: 'DE' }],
    };
    expect(checkShape('vendor.v1.json', vendor)).toEqual([]);
  });

  it('names the nearest known property for a misspelt one', () => {
    const [problem] = checkShape('vendor.v1.json', {
      schema: 'placet.vendor/v1',
      id: 'acme',
      nmae: 'Acme',
      name: 'x',
    });
    expect(problem).toMatchObject({ pointer: '/nmae', at: 'key', nearest: 'name' });
  });

  it('asks for quotes around a version that YAML reads as a number', () => {
    const problems = checkShape('vocabulary.v1.json', {
      schema: 'placet.vocabulary/v1',
      version: 3.2,
      facts: [],
      needs: [],
    });
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toContain('Put it in quotes');
  });

  it('tells one problem for one wrong date', () => {
    const fact = { attribute: 'offering.regions', value: ['DE'], valid: { from: '2026-13-01' } };
    const problems = checkShape('facts.v1.json', {
      schema: 'placet.facts/v1',
      vendor: 'acme',
      facts: [fact],
    });
    expect(problems.map(({ pointer }) => pointer)).toEqual(['/facts/0/valid/from']);
    expect(problems[0]?.message).toContain('YYYY-MM-DD');
  });

  it.each([
    [{ fact: 'offering.regions', count: { atLeast: 2 } }],
    [{ fact: 'offering.places.storage', within: 'group:EU' }],
    [
      {
        control: { of: ['capital', 'votes'], holders: { outside: 'group:EU' }, measure: 'largest' },
        atMost: { percent: 24 },
      },
    ],
  ])('accepts the test %j as the language is described', (test) => {
    const requirement = {
      id: 'r',
      title: 'R',
      kind: 'gate',
      unit: 'offering',
      test,
      source: { ref: 's1' },
      confidence: 'high',
    };
    const regime = {
      schema: 'placet.regime/v1',
      id: 'r',
      version: '1',
      market: 'IS',
      title: 'R',
      authority: 'A',
      status: 'in_force',
      valid: { from: '2026-01-01', to: null },
      sources: [{ id: 's1', title: 'Decree' }],
      requirements: [requirement],
    };
    expect(checkShape('regime.v1.json', regime)).toEqual([]);
  });

  it('names the mistake inside a part that may also be null', () => {
    const problems = checkShape('equivalence.v1.json', {
      schema: 'placet.equivalence/v1',
      id: 'e',
      effect: 'satisfies',
      from: { any: [{ scheme: 'A' }] },
      to: { scheme: 'B', levle: 'basic' },
    });
    expect(problems).toMatchObject([{ pointer: '/to/levle', at: 'key', nearest: 'level' }]);
  });

  it('points at the misspelt operator of a test instead of listing every node', () => {
    const test = { all: [{ fact: 'x', atMots: 3 }] };
    const source = { ref: 's1' };
    const regime = {
      schema: 'placet.regime/v1',
      id: 'r',
      version: '1',
      market: 'FR',
      title: 'R',
      authority: 'A',
      status: 'in_force',
      valid: { from: null, to: null },
      sources: [{ id: 's1', title: 'S' }],
      requirements: [
        { id: 'a', title: 'A', kind: 'gate', unit: 'offering', confidence: 'high', source, test },
      ],
    };
    const problems = checkShape('regime.v1.json', regime);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ pointer: '/requirements/0/test/all/0/atMots', nearest: 'atMost' });
  });
});

describe('the published schemas', () => {
  it('define what they share in the same words', () => {
    const seen = new Map<string, string>();
    for (const { name, schema } of schemaFiles()) {
      const shared: Readonly<Record<string, unknown>> = schema['$defs'] ?? {};
      for (const [term, definition] of Object.entries(shared)) {
        const text = JSON.stringify(definition);
        expect([name, term, seen.get(term) ?? text]).toEqual([name, term, text]);
        seen.set(term, text);
      }
    }
  });

  it('are named by their place below the schemas of the service', () => {
    for (const { name, schema } of schemaFiles())
      expect(schema.$id).toBe(`https://placet.dev/schemas/${name}`);
  });
});
