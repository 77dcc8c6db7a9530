import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Trace } from '#domain';
import type { AssembledWorld } from '#formats';
import {
  countQuestions,
  countStatements,
  inventedAnswers,
  withInventedVendor,
  type InventedAnswer,
} from './pages/invented-vendor.ts';
import { PAGE_DAY } from './pages/decidedness-page.ts';
import { shippedWorld } from './pages/shipped-world.ts';

let world: AssembledWorld;
let answers: readonly InventedAnswer[];

beforeAll(() => {
  world = withInventedVendor(shippedWorld());
  answers = inventedAnswers(world, PAGE_DAY, true);
});

function verdictsOf(need: InventedAnswer['need']): Readonly<Record<string, string | null>> {
  return Object.fromEntries(
    answers
      .filter((answer) => answer.need === need)
      .map(({ market, decision }) => [market, decision.verdict]),
  );
}

/** Statements that a trace looked at. */
function statementsIn(trace: Trace | null): readonly string[] {
  if (trace === null) return [];
  return [...trace.evidence.map(({ statement }) => statement), ...trace.children.flatMap(statementsIn)];
}

describe('a vendor that answers everything', () => {
  it('gets a decided verdict in all fifteen markets for all three needs', () => {
    expect(answers).toHaveLength(45);
    expect(answers.filter(({ decision }) => decision.gates.open > 0)).toEqual([]);
    expect(
      answers.filter(({ decision }) => decision.verdict === 'unknown' || decision.verdict === null),
    ).toEqual([]);
  });

  it('says how many questions that took: no more than it has statements', () => {
    const { facts, certificates, holdings } = countStatements(world);
    expect(countQuestions(answers)).toBeGreaterThan(0);
    expect(countQuestions(answers)).toBeLessThanOrEqual(facts + certificates + holdings);
  });

  // By hand: every gate of the mainstream class is met; France asks nothing for ordinary data, and for the makers that
  // section 889 covers the United States want a declaration.
  it('may serve every public buyer, in the United States once it declares its makers', () => {
    expect(verdictsOf('public')).toEqual({
      KR: 'eligible',
      JP: 'eligible',
      SG: 'eligible',
      FR: 'unregulated',
      DE: 'eligible',
      ES: 'eligible',
      IT: 'eligible',
      GB: 'eligible',
      US: 'conditional',
      AU: 'eligible',
      IN: 'eligible',
      SA: 'eligible',
      AE: 'eligible',
      CA: 'eligible',
      BR: 'eligible',
    });
    const { decision } = answers.find(({ market, need }) => market === 'US' && need === 'public') ?? {};
    expect(decision?.binding.map(({ requirement, outcome }) => [requirement, outcome])).toEqual([
      ['a', 'curable'],
      ['b', 'curable'],
    ]);
  });

  it('meets rules for private buyers only in India and Saudi Arabia', () => {
    for (const need of ['regulated', 'private'] as const) {
      const regulated = Object.entries(verdictsOf(need)).filter(([, verdict]) => verdict !== 'unregulated');
      expect(regulated).toEqual([
        ['IN', 'eligible'],
        ['SA', 'eligible'],
      ]);
    }
  });

  it('makes no statement that no gate reads', () => {
    const read = new Set(
      answers.flatMap(({ decision }) => [
        ...statementsIn(decision.served.trace),
        ...decision.requirements
          .filter(({ binding, applies }) => binding && applies !== 'false')
          .flatMap(({ trace }) => statementsIn(trace)),
      ]),
    );
    const made = [...world.facts, ...world.certificates]
      .filter(([subject]) => subject.includes(':invented-'))
      .flatMap(([, statements]) => statements.map(({ id }) => id));
    expect(made.filter((id) => !read.has(id))).toEqual([]);
  });

  it('takes a few dozen statements', () => {
    const { facts, certificates, holdings } = countStatements(world);
    expect({ facts, certificates, holdings }).toEqual({ facts: 32, certificates: 18, holdings: 1 });
  });
});
