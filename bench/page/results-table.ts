import type { Measurement } from '../report.ts';

/** What a run of the benchmarks leaves in bench/results/latest.json. */
export interface Results {
  readonly machine: Readonly<Record<string, string | number>>;
  readonly results: readonly Measurement[];
}

/** Three digits that count, or whole numbers with commas. */
function figure(value: number): string {
  if (!Number.isFinite(value)) return '—';
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}

function judged(met: boolean | null): string {
  return met === null ? 'not judged' : met ? 'met' : '**not met**';
}

function section({ id, work, unit, values, ratios, bar, met, note }: Measurement): string {
  const rows = [
    ...Object.entries(values).map(([name, value]) => `| ${name} | ${figure(value)} ${unit} |`),
    ...Object.entries(ratios).map(([name, ratio]) => `| ratio to ${name} | ${figure(ratio)} |`),
  ];
  return [
    `### ${id} · ${work}`,
    '',
    `Bar: ${bar}: ${judged(met)}.${note === undefined ? '' : ` ${note[0]?.toUpperCase() ?? ''}${note.slice(1)}.`}`,
    '',
    '| measured | |',
    '| --- | ---: |',
    ...rows,
  ].join('\n');
}

/** Writes all measurements as a page section: which bars are met, then the figures of each. */
export function resultsTable({ machine, results }: Results): string {
  const { cpu, cores, memoryGiB, node } = machine;
  return [
    `Machine: ${cpu}, ${cores} cores, ${memoryGiB} GiB, Node ${node}.`,
    '',
    '| | work | bar | |',
    '| --- | --- | --- | --- |',
    ...results.map(({ id, work, bar, met }) => `| ${id} | ${work} | ${bar} | ${judged(met)} |`),
    '',
    ...results.flatMap((one) => [section(one), '']),
  ].join('\n');
}
