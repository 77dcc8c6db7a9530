import { DEFAULT_NEEDS, VERDICTS, type Day, type DefaultNeed, type World } from '#domain';
import type { Decidedness } from './decidedness.ts';
import { certificateTable, regionTable } from './decidedness-limits.ts';
import {
  countQuestions,
  TRIAL_MARKETS,
  type InventedAnswer,
  type StatementCount,
} from './invented-vendor.ts';
import { page, table } from './markdown.ts';

/** The day that the page speaks of. */
export const PAGE_DAY: Day = '2026-11-24';
/** The day on which the shipped reading of the FedRAMP Marketplace was made, and still closed the world. */
export const MARKETPLACE_DAY: Day = '2026-04-28';

/** Everything that the page shows. */
export interface DecidednessContent {
  /** All markets and needs on `PAGE_DAY`. */
  readonly standings: readonly Decidedness[];
  /** The United States on `MARKETPLACE_DAY`. */
  readonly marketplace: readonly Decidedness[];
  readonly invented: {
    readonly statements: StatementCount;
    readonly answers: readonly InventedAnswer[];
  };
  /** Fingerprint of the documents that the page was made from. */
  readonly fingerprint: string;
}

/** What each default need stands for, as readers know it. */
const NEED_NAMES: Readonly<Record<DefaultNeed, string>> = {
  public: 'public',
  regulated: 'regulated private',
  private: 'private',
};

const CAUSES_SHOWN = 4;
const COUNTS = ['Offerings', ...VERDICTS];

function share(part: number, whole: number): string {
  return part === 0 || whole === 0 ? '–' : `${Math.round((100 * part) / whole)} %`;
}

function questionName(attribute: string): string {
  if (attribute === 'holder') return 'owners and their shares';
  const [, scheme] = attribute.split('certificate:');
  return scheme === undefined ? attribute : `certificate ${scheme}`;
}

function causesText({ causes }: Decidedness): string {
  const shown = causes
    .slice(0, CAUSES_SHOWN)
    .map(({ attribute, offerings }) => `${questionName(attribute)} (${offerings})`);
  const rest = causes.length - shown.length;
  return shown.join(', ') + (rest > 0 ? `, ${rest} more` : '');
}

function shares({ offerings, verdicts }: Decidedness): readonly (string | number)[] {
  return [offerings, ...VERDICTS.map((verdict) => share(verdicts[verdict], offerings))];
}

function nameOf(world: World, market: string): string {
  return `${world.markets.get(market)?.name ?? market} (${market})`;
}

function headlineRow(label: string, standing: Decidedness): readonly (string | number)[] {
  return [
    label,
    ...shares(standing),
    share(standing.nothingAgainst, standing.verdicts.unknown),
    standing.medianQuestions ?? '–',
  ];
}

function ofPublic(measured: readonly Decidedness[], market: string): readonly Decidedness[] {
  return measured.filter((standing) => standing.market === market && standing.need === 'public');
}

function headline(world: World, { standings, marketplace }: DecidednessContent): string {
  const rows = TRIAL_MARKETS.flatMap((market) => [
    ...ofPublic(standings, market).map((standing) => headlineRow(nameOf(world, market), standing)),
    ...ofPublic(marketplace, market).map((standing) =>
      headlineRow(`${nameOf(world, market)}, as of ${standing.asOf}`, standing),
    ),
  ]);
  const head = ['Market', ...COUNTS, 'Nothing against', 'Questions'];
  return table(head, rows, new Set(head.slice(1)));
}

function allNeeds(world: World, measured: readonly Decidedness[]): string {
  const rows = measured.map((standing) => [
    nameOf(world, standing.market),
    NEED_NAMES[standing.need],
    ...shares(standing),
    standing.verdicts.unknown === 0 ? '' : causesText(standing),
  ]);
  return table(['Market', 'Need', ...COUNTS, 'What is missing'], rows, new Set(COUNTS));
}

/** Sums what is missing over markets: one line for each statement that opens the most decisions. */
function worldwide(standings: readonly Decidedness[]): string {
  const sums = new Map<string, { decisions: number; markets: Set<string> }>();
  for (const { market, causes } of standings) {
    for (const { attribute, offerings } of causes) {
      const sum = sums.get(attribute) ?? { decisions: 0, markets: new Set<string>() };
      sum.decisions += offerings;
      sum.markets.add(market);
      sums.set(attribute, sum);
    }
  }
  const rows = [...sums]
    .toSorted(([a, x], [b, y]) => y.decisions - x.decisions || (a < b ? -1 : 1))
    .slice(0, 20)
    .map(([attribute, { decisions, markets }]) => [
      questionName(attribute),
      decisions,
      [...markets].toSorted().join(' '),
    ]);
  return table(['Statement', 'Unknown decisions', 'Markets'], rows, new Set(['Unknown decisions']));
}

function inventedTable(world: World, answers: readonly InventedAnswer[]): string {
  const rows = TRIAL_MARKETS.map((market) => [
    nameOf(world, market),
    ...DEFAULT_NEEDS.map(
      (need) =>
        answers.find((answer) => answer.market === market && answer.need === need)?.decision.verdict ?? '–',
    ),
  ]);
  return table(['Market', ...DEFAULT_NEEDS.map((need) => NEED_NAMES[need])], rows);
}

/** Writes the page about how far the shipped facts decide. */
export function decidednessPage(world: World, content: DecidednessContent): string {
  const { standings, marketplace, invented, fingerprint } = content;
  const { facts, certificates, holdings } = invented.statements;
  const decided = standings.filter(({ verdicts }) => verdicts.unknown === 0).length;
  return page([
    `# Decidedness

How far the shipped facts decide the shipped rules: for every market and its default needs, what becomes of all offerings
on sale on ${PAGE_DAY}. This page is generated: \`node scripts/generate-docs.js\` writes it anew.

- **eligible**: every gate passes. **conditional**: nothing but named papers, declarations or substitutes is missing.
- **unregulated**: no rule known to Placet decides; that is an answer, but no promise.
- **unknown**: some gate is open. **ineligible**: a gate fails, or the offering isn't to be had in the market.

Shares are rounded. Rules are never loosened and nothing is guessed to raise them: what is unknown is unknown because
nobody has published it, or because a register could not be read (see \`libs/reference/data/README.md\`).`,
    '## The fifteen markets of the trial, public buyer',
    `"Nothing against" is the share of the unknown offerings that no statement, at any grade, speaks against. "Questions" is how
many statements the middle one of them has to give until its gates are settled.`,
    headline(world, content),
    `As of ${MARKETPLACE_DAY} the FedRAMP Marketplace was read in full, so that its absences count; on ${PAGE_DAY} the same reading is
older than the 90 days it is believed for, and the register decides nothing any more.`,
    '## What is missing most',
    `Statements that open gates wait for, summed over all markets and needs (an offering that waits for two counts twice).`,
    worldwide(standings),
    '## Why the rest stays unknown',
    `Each of the ways to raise the decided share was gone through again on ${PAGE_DAY}; none is left that would not guess:

- **Registers.** Only a register that is complete, was read from the authority, is fresh, and in which the vendor was looked
  for makes absence a fact. The only complete one read from its authority is the FedRAMP Marketplace, and it is stale. Japan's
  list of the Government Cloud is complete, but was read in the press.
- **Deployment.** Every vendor with sourced regions has them as \`offering.regions\`, and places of data follow from the
  deployment that a decision assumes. An open list without a region in the market leaves them unknown: somewhere else there
  may be one. Values from general knowledge are not carried.
- **Declarations.** Gates that every bidder declares and nobody publishes are marked as such. Residency and certificates are
  none of them: they are published or shown.
- **Facts.** Every sourced fact, certificate and region of the research is carried with the grade of the page it was read on.
  Statements of low confidence are shown and never decide.

What would raise it is delivered from outside: a fresh reading of a register, or a vendor's answers to the questionnaire.`,
    certificateTable(world, standings, PAGE_DAY),
    regionTable(world, PAGE_DAY),
    '## A vendor that answers everything',
    `An invented vendor with ${facts + certificates + holdings} statements (${facts} facts, ${certificates} certificates, ${holdings} holding) gets a decided verdict in all fifteen
markets for all three needs (\`libs/reference/data-tests/invented-vendor\`). That took answers to **${countQuestions(invented.answers)} questions**: the
gates of all markets and needs rest on so many different statements. No gate asks for anything that the vocabulary cannot
say. \`GET /v1/vendors/{vendor}/evidence\` counts the same for every vendor: \`questions.answered\` and \`questions.open\`.`,
    inventedTable(world, invented.answers),
    `In the United States it stays conditional: the makers that section 889 covers are not listed for good (their affiliates
count too), so a vendor declares that it uses none of them.`,
    '## All markets and needs',
    `${decided} of ${standings.length} rows hold no unknown offering.`,
    allNeeds(world, standings),
    `### United States, as of ${MARKETPLACE_DAY}`,
    allNeeds(world, marketplace),
    `Made from documents with the fingerprint \`${fingerprint}\`.`,
  ]);
}
