import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { format as prettified, resolveConfig } from 'prettier';
import { merged } from './kept-results.ts';

const RESULTS = 'bench/results/latest.json';

/** A point of a curve, such as milliseconds by number of offerings. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** One measured bar of design 9. */
export interface Measurement {
  readonly id: string;
  readonly work: string;
  readonly unit: string;
  readonly values: Readonly<Record<string, number>>;
  readonly ratios: Readonly<Record<string, number>>;
  /** What grows with what, for the plots of the page on performance. */
  readonly curves?: Readonly<Record<string, readonly Point[]>>;
  readonly bar: string;
  /** `null`: the bar can't be judged yet, and the note says why. */
  readonly met: boolean | null;
  readonly note?: string;
}

/** What measurements were taken on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly node: string;
}

/** A measurement that outlives its run. */
export interface KeptMeasurement extends Measurement {
  /** The day. */
  readonly measured: string;
  readonly machine: Machine;
  readonly form: 'full' | 'quick';
}

/** What bench/results/latest.json holds: of every bar what was measured last, whichever run that was. */
export interface Results {
  /** The machine of the last run. */
  readonly machine: Machine;
  readonly results: readonly KeptMeasurement[];
}

/** Prints measurements of this run as a table, and writes them over the older ones of the same bars. */
export async function report(results: readonly Measurement[], form: 'full' | 'quick'): Promise<void> {
  const machine = thisMachine();
  const measured = new Date().toISOString().slice(0, 10);
  const fresh = results.map((one): KeptMeasurement => ({ ...one, measured, machine, form }));
  await keepResults({ machine, results: merged(keptResults()?.results ?? [], fresh) });
  print(`machine: ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, Node ${machine.node}`);
  printResults(results);
}

/** Prints measurements as a table. */
export function printResults(results: readonly Measurement[]): void {
  for (const { id, work, unit, values, ratios, bar, met, note } of results) {
    print(`\n${id}  ${work}`);
    for (const [name, value] of Object.entries(values))
      print(`    ${name.padEnd(44)} ${format(value)} ${unit}`);
    for (const [name, ratio] of Object.entries(ratios))
      print(`    ${`ratio to ${name}`.padEnd(44)} ${format(ratio)}`);
    print(
      `    bar: ${bar}: ${met === null ? 'not judged' : met ? 'met' : 'NOT met'}${note === undefined ? '' : ` (${note})`}`,
    );
  }
}

function thisMachine(): Machine {
  const { model = 'unknown' } = cpus()[0] ?? {};
  return {
    cpu: model,
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    node: process.version,
  };
}

/** The results of earlier runs; `null` where there are none. Their shape is that of `report`, the only writer. */
export function keptResults(): Results | null {
  if (!existsSync(RESULTS)) return null;
  const parsed: Results = JSON.parse(readFileSync(RESULTS, 'utf8'));
  return parsed;
}

/** Under version control, so written as everything there is. */
async function keepResults(results: Results): Promise<void> {
  mkdirSync('bench/results', { recursive: true });
  const text = JSON.stringify(results, null, 2);
  writeFileSync(RESULTS, await prettified(text, { ...(await resolveConfig(RESULTS)), filepath: RESULTS }));
}

/** Middle value of several runs. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = low] =
    sorted.length % 2 === 0 ? sorted.slice(middle - 1, middle + 1) : [sorted[middle] ?? Number.NaN];
  return (low + high) / 2;
}

function format(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
