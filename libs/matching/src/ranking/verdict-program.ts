import type { Verdict } from '#domain';
import type { Formula } from '../planes/formula.ts';
import type { Plane } from '../planes/plane.ts';
import { ProgramWriter, type Program, type Value } from '../planes/program.ts';

/** Who has the features that verdicts are made of; each list is joined. */
export interface VerdictSources {
  /** Rows that have a verdict at all. */
  readonly present: Plane;
  /** The bits of all rows. */
  readonly everyone: Plane;
  readonly fail: readonly Formula[];
  readonly open: readonly Formula[];
  readonly curable: readonly Formula[];
  readonly unproven: readonly Formula[];
  readonly applied: readonly Formula[];
  /** Gates that would apply if what is stated were proven. */
  readonly mayApply: readonly Formula[];
  readonly against: readonly Formula[];
  readonly spoken: readonly Formula[];
}

/** Where the answers of a verdict program are written: five verdicts best first, doubtful rows, and those spoken against. */
export interface VerdictTargets {
  readonly verdicts: readonly Plane[];
  /** Some gate is open or unproven. */
  readonly doubtful: Plane;
  /** The vendor's own word speaks against it. */
  readonly against: Plane;
  /** Anybody's statement does. */
  readonly spoken: Plane;
}

/** Values of a program that works out verdicts. */
export interface VerdictValues {
  /** Best first. */
  readonly verdicts: readonly Value[];
  /** Some gate is open or unproven. */
  readonly doubtful: Value;
  readonly nobody: Value;
  /** The rows that have any of some features. */
  readonly any: (formulas: readonly Formula[]) => Value;
}

/**
 * Works out the verdict of every row: the worst gate decides, and without any applied gate nothing does; missing papers
 * that would only show that nothing applies leave it unknown.
 */
export function verdictValues(writer: ProgramWriter, sources: VerdictSources): VerdictValues {
  const present = writer.load(sources.present);
  const nobody = writer.join('andNot', present, present);
  const any = (formulas: readonly Formula[]): Value => writer.anyOf(formulas, sources.everyone) ?? nobody;
  const [fail, open, unproven] = [any(sources.fail), any(sources.open), any(sources.unproven)];
  const failed = writer.join('and', present, fail);
  const standing = writer.join('andNot', present, fail);
  const undecided = writer.join('and', standing, open);
  const rest = writer.join('andNot', standing, open);
  const shaky = writer.join('and', rest, writer.join('or', unproven, any(sources.curable)));
  const clear = writer.join('andNot', rest, shaky);
  const doubtful = writer.join('or', open, unproven);
  // Where some rule applies to all, as it mostly does, nobody is left without.
  if (sources.applied.includes('everyone'))
    return { verdicts: [clear, shaky, nobody, undecided, failed], doubtful, nobody, any };
  const applied = any(sources.applied);
  const mayApply = writer.join('or', applied, any(sources.mayApply));
  const conditional = writer.join('and', shaky, mayApply);
  const unknown = writer.join('or', undecided, writer.join('andNot', shaky, mayApply));
  const eligible = writer.join('and', clear, applied);
  const unregulated = writer.join('andNot', clear, applied);
  return {
    verdicts: [eligible, conditional, unregulated, unknown, failed],
    doubtful,
    nobody,
    any,
  };
}

/** Writes the verdict of every row; with verdicts as the only targets it looks at nothing else. */
export function verdictProgram(
  sources: VerdictSources,
  targets: Pick<VerdictTargets, 'verdicts'> | VerdictTargets,
): Program {
  const writer = new ProgramWriter();
  const { verdicts, doubtful, any } = verdictValues(writer, sources);
  verdicts.forEach((value, verdict) => {
    const plane = targets.verdicts[verdict];
    if (plane !== undefined) writer.write(value, plane);
    writer.count(value);
  });
  if (!('doubtful' in targets)) return writer.finish();
  writer.write(doubtful, targets.doubtful);
  writer.write(any(sources.against), targets.against);
  writer.write(any(sources.spoken), targets.spoken);
  return writer.finish();
}

/** Names counts by the verdicts they are of, best first. */
export function countsOf([
  eligible = 0,
  conditional = 0,
  unregulated = 0,
  unknown = 0,
  ineligible = 0,
]: readonly number[]): Readonly<Record<Verdict, number>> {
  return { eligible, conditional, unregulated, unknown, ineligible };
}
