import type { NodePath, Test } from '../../language/test.ts';

/** Rebuilds a test with the node at a path taken as true; a test without that node stays the same. */
export function standingIn(test: Test, path: NodePath): Test {
  if (test.path === path) return { path, node: 'true' };
  const inner = (child: Test): Test => standingIn(child, path);
  switch (test.node) {
    case 'all':
    case 'any':
    case 'atLeast':
      return { ...test, of: test.of.map(inner) };
    case 'not':
    case 'ref':
      return { ...test, test: inner(test.test) };
    case 'every':
    case 'some':
      return { ...test, test: inner(test.test) };
    case 'if':
      // oxlint-disable-next-line unicorn/no-thenable -- a test is data that nobody awaits
      return { ...test, if: inner(test.if), then: inner(test.then), else: test.else && inner(test.else) };
    default:
      return test;
  }
}
