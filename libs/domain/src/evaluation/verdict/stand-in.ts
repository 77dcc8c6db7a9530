import type { NodePath, Test } from '../../language/test.ts';
import type { Requirement } from '../../model/regime.ts';

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
      return { ...test, where: test.where && inner(test.where), test: inner(test.test) };
    case 'count':
      return { ...test, where: test.where && inner(test.where) };
    case 'if':
      // oxlint-disable-next-line unicorn/no-thenable -- a test is data that nobody awaits
      return { ...test, if: inner(test.if), then: inner(test.then), else: test.else && inner(test.else) };
    default:
      return test;
  }
}

/** Rebuilds a requirement with one node of it taken as true, wherever its tests hold that node. */
export function requirementWithout(requirement: Requirement, path: NodePath): Requirement {
  const helped = (test: Test): Test => standingIn(test, path);
  return {
    ...requirement,
    test: requirement.test && helped(requirement.test),
    versions: requirement.versions.map((version) => ({ ...version, test: helped(version.test) })),
    readings: requirement.readings.map((reading) => ({
      ...reading,
      test: reading.test && helped(reading.test),
    })),
    unless: requirement.unless.map((way) => ({ ...way, test: helped(way.test) })),
  };
}
