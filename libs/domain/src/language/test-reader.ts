import type { DocumentReader } from './document-reader.ts';
import type { NodePath, Test } from './test.ts';

/** The named tests of a document. */
export interface Definitions {
  /** Known names, for proposals. */
  readonly names: readonly string[];
  /** Finds a definition; `null` when its name is unknown or its own reading was refused. */
  readonly find: (
    name: string,
    path: NodePath,
  ) => { readonly title: string | null; readonly test: Test } | null;
}

/** A document reader inside a test. */
export interface TestReader extends DocumentReader {
  readonly definitions: Definitions;
  /** Lists that are being gone through here; `any` inside a definition, which may be used anywhere. */
  readonly items: readonly string[] | 'any';
  /** Nodes read so far and whether there were too many. */
  readonly spent: { nodes: number };
}

/** A document without named tests. */
export const NO_DEFINITIONS: Definitions = { names: [], find: () => null };
