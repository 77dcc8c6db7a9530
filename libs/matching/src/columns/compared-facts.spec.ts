import { describe, expect, it } from '@jest/globals';
import type { Fact, FactTest, Grade } from '#domain';
import { Column } from './column.ts';
import { StatedValues } from './compared-facts.ts';
import { factClass } from './statement-columns.ts';

const DAY = '2026-11-24';
const AT_LEAST_100: FactTest = {
  node: 'fact',
  path: '',
  fact: 'offering.number',
  at: null,
  conditions: [{ op: 'atLeast', value: { kind: 'literal', value: 100 } }],
};

function fact(value: Fact['value'], grade: Grade = 'documented', to: string | null = null): Fact {
  return {
    id: `${JSON.stringify(value)} ${grade}`,
    kind: 'fact',
    attribute: 'offering.number',
    subject: 'offering:one',
    value,
    complete: true,
    grade,
    by: 'third_party',
    confidence: 'high',
    valid: { from: null, to },
    asOf: null,
    recorded: { from: '2026-01-01T00:00:00Z', to: null },
    source: { title: 'Letter', issuer: 'official_filing' },
  };
}

/** Numbers of rows that state these lists, and the values that had to be tested for that. */
function seen(lists: readonly (readonly Fact[])[]): { readonly rows: number[]; readonly tested: unknown[] } {
  const column = new Column<readonly Fact[]>('fact offering offering.number', lists.length, []);
  lists.forEach((list, row) => column.put(row, list.length === 0 ? 0 : factClass(column, list)));
  const tested: unknown[] = [];
  const value = (_: FactTest, { value: one }: Fact) => {
    tested.push(one);
    return [{ truth: Number(one) >= 100 ? ('true' as const) : ('false' as const), reasons: [] }];
  };
  const view = new StatedValues(column, DAY).comparedBy(AT_LEAST_100, () => ({ value }));
  return { rows: lists.map((_, row) => view.at(row)), tested };
}

describe('facts as a test compares them', () => {
  it('are alike on the same side of a bound, and one of each side is tested', () => {
    const { rows, tested } = seen([[fact(20)], [fact(70)], [fact(100)], [fact(300)], [fact(999)]]);
    const [low, , bound, high] = rows;
    expect(rows).toEqual([low, low, bound, high, high]);
    expect(low).not.toBe(high);
    expect(tested).toEqual([20, 100, 300]);
  });

  it('differ by how they are stated', () => {
    const { rows } = seen([[fact(300)], [fact(300, 'audited')], [fact(400, 'audited')]]);
    expect(rows[0]).not.toBe(rows[1]);
    expect(rows[1]).toBe(rows[2]);
  });

  it('are as good as not stated when they hold no longer', () => {
    const { rows, tested } = seen([[], [fact(300, 'documented', '2026-01-01')], [fact(300)]]);
    expect(rows[0]).toBe(rows[1]);
    expect(rows[0]).not.toBe(rows[2]);
    expect(tested).toEqual([300]);
  });

  it('stand alone where several compete', () => {
    const { rows } = seen([[fact(300), fact(400)], [fact(300), fact(500)], [fact(300)]]);
    expect(new Set(rows).size).toBe(3);
  });
});
