import type { NodePath } from './test.ts';

/** One reason why a document is refused: where it is, what is wrong, why, and what to do about it. */
export interface Problem {
  /** JSON Pointer into the refused document. */
  readonly pointer: NodePath;
  readonly message: string;
  /** Known names that look most like the unknown one, best first. */
  readonly nearest?: readonly string[];
}

/** Extends a JSON Pointer by keys, escaped as RFC 6901 asks. */
export function pointer(base: NodePath, ...keys: readonly (string | number)[]): NodePath {
  return keys.reduce<NodePath>(
    (path, key) => `${path}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`,
    base,
  );
}
