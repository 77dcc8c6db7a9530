/** `npm run bench -- page`: writes the results kept of each bar into docs/performance.md and draws their growth. */
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { keptResults, type Measurement } from '../report.ts';
import { growthPlot, type Panel } from './growth-plot.ts';
import { resultsTable } from './results-table.ts';

const PAGE = 'docs/performance.md';
const PLOT = 'docs/performance-growth.svg';
const [OPEN, CLOSE] = ['<!-- results: written by npm run bench -- page -->', '<!-- end of results -->'];

const results = keptResults();
if (results === null) throw new Error('There are no results yet: run `npm run bench` first');
const page = readFileSync(PAGE, 'utf8');
const [before, rest] = page.split(OPEN);
const after = rest?.split(CLOSE)[1];
if (before === undefined || after === undefined)
  throw new Error(`${PAGE} needs the two marks between which results stand: ${OPEN} and ${CLOSE}`);
const text = `${before}${OPEN}\n\n${resultsTable(results)}\n\n${CLOSE}${after}`;
writeFileSync(PAGE, await format(text, { ...(await resolveConfig(PAGE)), filepath: PAGE }));
const panels = panelsOf(results.results);
if (panels.length > 0) writeFileSync(PLOT, growthPlot(panels));

function panelsOf(measured: readonly Measurement[]): readonly Panel[] {
  const { offerings, markets, constraints } = measured.find(({ curves }) => curves)?.curves ?? {};
  return [
    ...(offerings ? [{ title: 'One ranking, warm (ms)', across: 'offerings', points: offerings }] : []),
    ...(markets ? [{ title: 'First questions together (ms)', across: 'markets', points: markets }] : []),
    ...(constraints ? [{ title: 'One ranking, warm (ms)', across: 'constraints', points: constraints }] : []),
  ];
}
