import type { Test } from './test.ts';

/** How large a test is when its references are followed. */
export interface TestSize {
  readonly nodes: number;
  readonly depth: number;
}

/** The tests directly below a node. */
export function childrenOf(test: Test): readonly Test[] {
  switch (test.node) {
    case 'all':
    case 'any':
    case 'atLeast':
      return test.of;
    case 'not':
    case 'ref':
      return [test.test];
    case 'every':
    case 'some':
      return test.where === null ? [test.test] : [test.where, test.test];
    case 'count':
      return test.where === null ? [] : [test.where];
    case 'if':
      return test.else === null ? [test.if, test.then] : [test.if, test.then, test.else];
    default:
      return [];
  }
}

/** Lists a node and all nodes below it, references followed. */
export function nodesOf(test: Test): readonly Test[] {
  return [test, ...childrenOf(test).flatMap(nodesOf)];
}

/** Measures a test; a definition that many references share is measured once, so sharing can't make this slow. */
export function measureTest(test: Test, known: Map<Test, TestSize> = new Map()): TestSize {
  const before = known.get(test);
  if (before !== undefined) return before;
  const below = childrenOf(test).map((child) => measureTest(child, known));
  const size = {
    nodes: below.reduce((sum, child) => sum + child.nodes, 1),
    depth: below.reduce((deepest, child) => Math.max(deepest, child.depth), 0) + 1,
  };
  known.set(test, size);
  return size;
}
