import {
  CONFIDENCES,
  REGIME_STATUSES,
  REQUIREMENT_KINDS,
  type Regime,
  type Requirement,
  type World,
} from '#domain';
import { list, page, table } from './markdown.ts';

const INTRODUCTION = `# Regimes

What the shipped rules (\`libs/reference/data/regimes\`) hold, market by market. This page is generated from them:
\`node scripts/generate-docs.js\` writes it anew.

Counts of requirements: **G** gates, **S** scored, **P** preferences, **D** disclosures; of them **B** are duties of the
buyer. Confidence: **h** high, **m** medium, **l** low; what is low is shown and never decides. **R** counts requirements
that sources read differently: there an answer counts only where all readings agree.`;

const KIND_LETTERS = ['G', 'S', 'P', 'D'];
const HEAD = ['Regime', 'Title', 'Status', 'Valid', ...KIND_LETTERS, 'B', 'h', 'm', 'l', 'R', 'Sources'];
const RIGHT = new Set([...KIND_LETTERS, 'B', 'h', 'm', 'l', 'R', 'Sources']);

/** The newest version of every regime, which is the one that a reader looks for. */
function newest(world: World): readonly Regime[] {
  return [...world.regimes.values()].flatMap((versions) => versions.slice(-1));
}

function count(requirements: readonly Requirement[], meant: (requirement: Requirement) => boolean): number {
  return requirements.filter(meant).length;
}

/** When a regime holds, in the words of its source where its date is less than a day. */
function validity({ valid }: Regime): string {
  const { from, to, stated } = valid;
  const end = to === null ? '' : `, until before ${to}`;
  // Without a first day the source says how much it says.
  if (from === null) return `${stated ?? 'since always'}${end}`;
  const start = from === 'unknown' ? 'date not known' : `from ${from}`;
  return stated === undefined || stated === from ? `${start}${end}` : `${start}${end} (stated: ${stated})`;
}

function confidenceCounts(requirements: readonly Requirement[]): readonly number[] {
  return CONFIDENCES.toReversed().map((confidence) =>
    count(requirements, (requirement) => requirement.confidence === confidence),
  );
}

function countsOf(requirements: readonly Requirement[]): readonly number[] {
  return [
    ...REQUIREMENT_KINDS.map((kind) => count(requirements, (requirement) => requirement.kind === kind)),
    count(requirements, ({ unit }) => unit === 'buyer'),
    ...confidenceCounts(requirements),
    count(requirements, ({ readings }) => readings.length > 0),
  ];
}

function rowOf(regime: Regime): readonly (string | number)[] {
  const { id, title, status, requirements, sources } = regime;
  return [`\`${id}\``, title, status, validity(regime), ...countsOf(requirements), sources.length];
}

/** What is not settled about a regime: its standing, readings of single requirements, and sources that disagree. */
function unsettled({ id, statusNote, requirements, notes }: Regime): readonly string[] {
  const standing = statusNote === undefined ? [] : [`\`${id}\`: ${statusNote}`];
  const readings = requirements.flatMap((requirement) =>
    requirement.readings.map(({ note }) => `\`${id}/${requirement.id}\` may also be read so: ${note}`),
  );
  const disagreements = notes
    .filter(({ kind }) => kind === 'disagreement')
    .map(({ text }) => `\`${id}\`, sources disagree: ${text}`);
  return [...standing, ...readings, ...disagreements];
}

/** A requirement that says nothing a machine could evaluate. */
function isBeyondWords({ test, scoring, readings, versions }: Requirement): boolean {
  return test === null && scoring === null && readings.length === 0 && versions.length === 0;
}

function nameOf(world: World, market: string): string {
  if (market === '*') return 'General profile, for every market';
  const known = world.markets.get(market)?.name ?? world.jurisdictions.get(market)?.name['en'];
  return known === undefined ? market : `${known} (${market})`;
}

function sectionOf(world: World, market: string, regimes: readonly Regime[]): readonly string[] {
  const open = regimes.flatMap(unsettled);
  return [
    `## ${nameOf(world, market)}`,
    table(HEAD, regimes.map(rowOf), RIGHT),
    open.length === 0 ? '' : `Standing, and what is unsettled:\n\n${list(open)}`,
  ];
}

function overview(regimes: readonly Regime[]): readonly string[] {
  const rows = REGIME_STATUSES.flatMap((status) => {
    const those = regimes.filter((regime) => regime.status === status);
    const requirements = those.flatMap((regime) => regime.requirements);
    return those.length === 0 ? [] : [[status, those.length, requirements.length, ...countsOf(requirements)]];
  });
  const all = regimes.flatMap(({ requirements }) => requirements);
  const beyond = regimes.flatMap(({ id, requirements }) =>
    requirements.filter(isBeyondWords).map((requirement) => `\`${id}/${requirement.id}\``),
  );
  const head = ['Status', 'Regimes', 'Requirements', ...KIND_LETTERS, 'B', 'h', 'm', 'l', 'R'];
  return [
    '## Overview',
    table(head, [...rows, ['all', regimes.length, all.length, ...countsOf(all)]], new Set(head.slice(1))),
    `**What could not be expressed**: ${beyond.length === 0 ? 'nothing; every requirement is a test, a ladder of steps or a set of readings.' : beyond.join(', ')}`,
  ];
}

/** Writes the page about the regimes of a world. */
export function regimesPage(world: World): string {
  const regimes = newest(world);
  const markets = [...new Set(regimes.map(({ market }) => market))].toSorted();
  return page([
    INTRODUCTION,
    ...overview(regimes),
    ...markets.flatMap((market) =>
      sectionOf(
        world,
        market,
        regimes
          .filter((regime) => regime.market === market)
          .toSorted((left, right) => (left.id < right.id ? -1 : 1)),
      ),
    ),
  ]);
}
