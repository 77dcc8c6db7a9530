import {
  DEFAULT_NEEDS,
  VERDICTS,
  prepare,
  type Day,
  type Decision,
  type DefaultNeed,
  type Verdict,
  type World,
} from '#domain';

/** How many of some offerings ask for the same statement, on the shortest way to a verdict. */
export interface Cause {
  /** An attribute of the vocabulary, or `certificate:SCHEME`. */
  readonly attribute: string;
  readonly offerings: number;
}

/** How far the shipped facts decide one need in one market on one day, over all offerings on sale. */
export interface Decidedness {
  readonly market: string;
  readonly need: DefaultNeed;
  readonly asOf: Day;
  /** Offerings on sale. */
  readonly offerings: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** Unknown ones that no statement, at any grade, speaks against. */
  readonly nothingAgainst: number;
  /** Questions that the middle one of the unknown offerings has left; `null` when none is unknown. */
  readonly medianQuestions: number | null;
  /** What unknown ones lack, most frequent first. */
  readonly causes: readonly Cause[];
}

/** The 48 answers of the EU framework count as one question; nobody gives them one by one. */
const FRAMEWORK_ANSWER = /^offering\.csf\.SOV-\d+-\d+$/;

function nameOf(attribute: string): string {
  return FRAMEWORK_ANSWER.test(attribute) ? 'offering.csf.SOV-n-m' : attribute;
}

function causesOf(unknown: readonly Decision[]): readonly Cause[] {
  const counts = new Map<string, number>();
  for (const { questions } of unknown) {
    for (const attribute of new Set(questions.map((question) => nameOf(question.attribute))))
      counts.set(attribute, (counts.get(attribute) ?? 0) + 1);
  }
  return [...counts]
    .map(([attribute, offerings]) => ({ attribute, offerings }))
    .toSorted((a, b) => b.offerings - a.offerings || (a.attribute < b.attribute ? -1 : 1));
}

function median(numbers: readonly number[]): number | null {
  const sorted = numbers.toSorted((left, right) => left - right);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}

/** Decides every offering on sale for a default need and counts what comes of it. */
export function measure(world: World, market: string, need: DefaultNeed, asOf: Day): Decidedness {
  const stated = world.markets.get(market)?.needs[need] ?? {};
  const decide = prepare(world, { market, need: stated, asOf, explain: false });
  const decisions = [...world.offerings.keys()].map(decide).filter(({ verdict }) => verdict !== null);
  const unknown = decisions.filter(({ verdict }) => verdict === 'unknown');
  const verdicts: Record<Verdict, number> = {
    eligible: 0,
    conditional: 0,
    unregulated: 0,
    unknown: 0,
    ineligible: 0,
  };
  for (const verdict of VERDICTS)
    verdicts[verdict] = decisions.filter((decision) => decision.verdict === verdict).length;
  return {
    market,
    need,
    asOf,
    offerings: decisions.length,
    verdicts,
    nothingAgainst: unknown.filter(({ nothingAgainst }) => nothingAgainst).length,
    medianQuestions: median(unknown.map(({ questions }) => questions.length)),
    causes: causesOf(unknown),
  };
}

/** Measures all default needs of some markets on a day, in the order of the markets. */
export function measureAll(world: World, markets: readonly string[], asOf: Day): readonly Decidedness[] {
  return markets.flatMap((market) => DEFAULT_NEEDS.map((need) => measure(world, market, need, asOf)));
}
