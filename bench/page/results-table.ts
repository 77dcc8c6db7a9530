import type { KeptMeasurement, Machine, Results } from '../report.ts';

/** Three digits that count, or whole numbers with commas. */
function figure(value: number): string {
  if (!Number.isFinite(value)) return '—';
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}

function judged(met: boolean | null): string {
  return met === null ? 'not judged' : met ? 'met' : '**not met**';
}

function machineOf({ cpu, cores, memoryGiB, node }: Machine): string {
  return `${cpu}, ${cores} cores, ${memoryGiB} GiB, Node ${node}`;
}

function section({ id, work, unit, values, ratios, bar, met, note, ...taken }: KeptMeasurement): string {
  const rows = [
    ...Object.entries(values).map(([name, value]) => `| ${name} | ${figure(value)} ${unit} |`),
    ...Object.entries(ratios).map(([name, ratio]) => `| ratio to ${name} | ${figure(ratio)} |`),
  ];
  return [
    `### ${id} · ${work}`,
    '',
    `Bar: ${bar}: ${judged(met)}.${note === undefined ? '' : ` ${note[0]?.toUpperCase() ?? ''}${note.slice(1)}.`}`,
    '',
    `Measured on ${taken.measured} (${machineOf(taken.machine)}).`,
    '',
    '| measured | |',
    '| --- | ---: |',
    ...rows,
  ].join('\n');
}

/** Writes all measurements as a page section: which bars are met, then the figures of each. */
export function resultsTable({ results }: Results): string {
  return [
    '| | work | bar | | measured |',
    '| --- | --- | --- | --- | --- |',
    ...results.map(
      ({ id, work, bar, met, measured }) => `| ${id} | ${work} | ${bar} | ${judged(met)} | ${measured} |`,
    ),
    '',
    ...results.flatMap((one) => [section(one), '']),
  ].join('\n');
}
