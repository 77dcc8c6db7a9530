import type { Test } from '../../language/test.ts';
import type { Asked, Considered, Result } from '../case.ts';
import type { Finding } from '../truth.ts';

/** What a leaf adds to its outcome for explanations. */
export interface LeafNotes {
  readonly asked?: Asked | null;
  readonly considered?: readonly Considered[];
  readonly graded?: boolean;
  readonly details?: Readonly<Record<string, unknown>>;
}

const NO_CHILDREN: readonly Result[] = [];
const NO_STATEMENTS: readonly Considered[] = [];
const NO_DETAILS: Readonly<Record<string, unknown>> = {};

/** The result of a node without tests below it. */
export function leafResult(test: Test, { truth, reasons }: Finding, notes: LeafNotes = {}): Result {
  return {
    test,
    truth,
    reasons,
    children: NO_CHILDREN,
    asked: notes.asked ?? null,
    considered: notes.considered ?? NO_STATEMENTS,
    graded: notes.graded ?? false,
    details: notes.details ?? NO_DETAILS,
  };
}

/** The result of a node that joins others. */
export function branchResult(
  test: Test,
  { truth, reasons }: Finding,
  children: readonly Result[],
  notes: LeafNotes = {},
): Result {
  return { ...leafResult(test, { truth, reasons }, notes), children };
}
