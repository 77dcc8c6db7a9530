import type { Plane } from './plane.ts';

/** Something that puts each row into one of a few classes, and writes planes of those in some of the classes. */
export interface Classes {
  /** Planes that together have the rows in some of the classes. */
  planesOf(members: readonly number[]): readonly Plane[];
  /** Writes several planes in one pass; they live as long as somebody holds them. */
  write(sets: readonly (readonly number[])[]): void;
}

/** The rows in some of the classes of one source. */
export interface Literal {
  readonly of: Classes;
  /** Going up. */
  readonly members: readonly number[];
  /** What a rule sees of them: the place of the source among its own, and its numbers there. */
  readonly source: number;
  readonly ids: readonly number[];
}

/** Which rows have a feature, in terms of planes that many rules share. */
export type Formula =
  | 'everyone'
  | { readonly plane: Plane }
  | Literal
  | { readonly all: readonly Formula[] }
  | { readonly any: readonly Formula[] };

/** One way in which the sources of a feature come together, and whether rows like that have it. */
export interface Case {
  /** By source: the class. */
  readonly ids: readonly number[];
  readonly holds: boolean;
}

/** Cases that agree on the first source, by what the other sources decide. */
interface Branch {
  readonly ids: number[];
  readonly cases: Case[];
  readonly holds: Map<string, boolean>;
}

/**
 * Finds a formula for a feature that is known case by case: source after source, classes that lead to the same are taken
 * together. Cases that never came may come out either way. `null`: no case has it.
 */
export function formulaOf(
  cases: readonly Case[],
  literal: (source: number, ids: readonly number[]) => Literal,
  source = 0,
): Formula | null {
  const held = cases.filter(({ holds }) => holds);
  if (held.length === 0) return null;
  if (held.length === cases.length) return 'everyone';
  const ways: Formula[] = [];
  for (const { ids, cases: those } of branchesOf(cases, source)) {
    const rest = formulaOf(those, literal, source + 1);
    if (rest === null) continue;
    const here = literal(source, ids);
    ways.push(rest === 'everyone' ? here : { all: [here, rest] });
  }
  const [only] = ways;
  return ways.length === 1 && only !== undefined ? only : { any: ways };
}

function branchesOf(cases: readonly Case[], source: number): readonly Branch[] {
  const byId = new Map<number, Case[]>();
  for (const one of cases) {
    const id = one.ids[source] ?? 0;
    const alike = byId.get(id);
    if (alike === undefined) byId.set(id, [one]);
    else alike.push(one);
  }
  const branches: Branch[] = [];
  for (const [id, those] of byId) {
    const holds = new Map(those.map((one) => [one.ids.slice(source + 1).join(), one.holds]));
    const branch = branches.find((known) => agree(known.holds, holds));
    if (branch === undefined) {
      branches.push({ ids: [id], cases: those, holds });
      continue;
    }
    branch.ids.push(id);
    branch.cases.push(...those);
    for (const [rest, held] of holds) branch.holds.set(rest, held);
  }
  return branches;
}

function agree(one: ReadonlyMap<string, boolean>, other: ReadonlyMap<string, boolean>): boolean {
  for (const [rest, held] of other) if ((one.get(rest) ?? held) !== held) return false;
  return true;
}

/** Says whether rows of a case have the feature of a formula. */
export function holdsFor(formula: Formula, ids: readonly number[]): boolean {
  if (formula === 'everyone') return true;
  if ('plane' in formula) throw new TypeError('A plane of its own knows rows, not cases');
  if ('of' in formula) return formula.ids.includes(ids[formula.source] ?? -1);
  return 'all' in formula
    ? formula.all.every((part) => holdsFor(part, ids))
    : formula.any.some((part) => holdsFor(part, ids));
}

/**
 * Writes all planes that formulas read, those of each source in one pass. They must be loaded by a program before the
 * caller waits for anything: until then nobody else holds them.
 */
export function writePlanes(formulas: Iterable<Formula>): void {
  const sets = new Map<Classes, (readonly number[])[]>();
  for (const formula of formulas) {
    for (const { of, members } of literalsOf(formula)) {
      const known = sets.get(of);
      if (known === undefined) sets.set(of, [members]);
      else known.push(members);
    }
  }
  for (const [of, members] of sets) of.write(members);
}

/** Lists the literals of a formula. */
function* literalsOf(formula: Formula): Generator<Literal> {
  if (formula === 'everyone' || 'plane' in formula) return;
  if ('of' in formula) {
    yield formula;
    return;
  }
  for (const part of 'all' in formula ? formula.all : formula.any) yield* literalsOf(part);
}
