import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

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

/** Prints measurements as a table and writes them to bench/results/latest.json. */
export function report(results: readonly Measurement[]): void {
  const { model = 'unknown' } = cpus()[0] ?? {};
  const machine = {
    cpu: model,
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    node: process.version,
  };
  mkdirSync('bench/results', { recursive: true });
  writeFileSync('bench/results/latest.json', `${JSON.stringify({ machine, results }, null, 2)}\n`);
  print(`machine: ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, Node ${machine.node}`);
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
