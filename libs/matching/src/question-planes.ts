import type { Together } from './columns/combined-view.ts';
import type { MarketQuestion, Prepared, UnknownsPolicy } from '#domain';
import { countBits, putBit, wordsFor, type Plane } from './planes/plane.ts';
import type { NeededStatement } from './ranking/best-covered.ts';
import { RowOrder } from './ranking/order.ts';
import { DetailReader, type RowDetails } from './ranking/row-details.ts';
import { scoreScale, type ScoreScale } from './ranking/score-scale.ts';
import { verdictPlanes, type VerdictPlanes, type VerdictSources } from './ranking/verdict-planes.ts';
import type { RulePlanes } from './rules/rule-planes.ts';

/** Which rows are to be had in the market: a feature `fail` marks those that aren't. */
export interface ServedPlanes {
  readonly planes: RulePlanes;
  readonly views: Together;
}

/** What a question needs of the engine's rows. */
export interface QuestionSources {
  readonly prepared: Prepared;
  readonly rows: number;
  readonly offering: (row: number) => string;
  /** Rows on sale on the asked day. */
  readonly present: Plane;
  readonly rules: readonly RulePlanes[];
  readonly served: ServedPlanes;
  /** Its planes are its own, so that changes of rows don't reach them. */
  readonly isFixed: boolean;
  readonly lookahead: number;
}

/** One question over all rows, as lists of the planes that its answer is joined from. */
export class QuestionPlanes {
  readonly question: MarketQuestion;
  private readonly sources: QuestionSources;
  private readonly verdictSources: VerdictSources;
  private readonly scale: ScoreScale | null;
  private readonly reader: DetailReader;
  private readonly statements: readonly NeededStatement[];

  constructor(sources: QuestionSources) {
    const { prepared, rules, served } = sources;
    this.sources = sources;
    this.question = prepared.question;
    this.scale = scoreScale(
      rules.filter(({ planes }) => planes.has('marked')),
      prepared.weights,
    );
    this.reader = new DetailReader(prepared.weights, rules, this.scale);
    this.statements = statementsOf(rules);
    const having = (feature: string): readonly Plane[] => planesWith(rules, feature);
    const absent = served.planes.planes.get('fail');
    this.verdictSources = {
      rows: sources.rows,
      present: sources.present,
      fail: [...having('fail'), ...(absent === undefined ? [] : [absent])],
      open: having('open'),
      curable: having('curable'),
      unproven: having('unproven'),
      applied: fewest(having('applied'), sources.rows),
      against: having('against'),
    };
  }

  /** Takes over that rows moved in columns; `false`: the question must be planned anew. */
  update(moved: ReadonlyMap<string, readonly number[]>): boolean {
    const { isFixed, served } = this.sources;
    if (isFixed || served.views.outdated) return false;
    let reshaped = false;
    for (const column of served.views.columns) {
      for (const row of moved.get(column) ?? []) reshaped = served.planes.update(row) || reshaped;
    }
    return !reshaped;
  }

  verdicts(): VerdictPlanes {
    return verdictPlanes(this.verdictSources);
  }

  details(row: number): RowDetails {
    return this.reader.read(row);
  }

  order(planes: VerdictPlanes, policy: UnknownsPolicy): RowOrder {
    const { scale, sources } = this;
    const end = policy === 'tolerant' ? 'high' : 'low';
    return new RowOrder({
      market: this.question.market,
      policy,
      classes: policy === 'strict' ? planes.strict : planes.verdicts,
      against: planes.against,
      offering: sources.offering,
      details: (row) => this.details(row),
      lookahead: sources.lookahead,
      statements: this.statements,
      registered: planesWith(sources.rules, 'registered').map((plane) => ({ plane, weight: 1 })),
      scale: scale === null ? null : { of: scale, addends: addendsOf(scale, end) },
    });
  }
}

/** One plane with all rows says as much as all of them. */
function fewest(planes: readonly Plane[], rows: number): readonly Plane[] {
  const full = planes.find((plane) => countBits(plane) === rows);
  return full === undefined ? planes : [full];
}

function planesWith(rules: readonly RulePlanes[], feature: string): readonly Plane[] {
  return rules.map(({ planes }) => planes.get(feature)).filter((plane) => plane !== undefined);
}

/** Gathers the planes about each statement over all rules. */
function statementsOf(rules: readonly RulePlanes[]): readonly NeededStatement[] {
  const statements = new Map<string, { needed: Plane[]; unknown: Plane[] }>();
  for (const { planes } of rules) {
    for (const [feature, plane] of planes) {
      const [, kind, name = ''] = /^(needed|unknown) (.*)$/s.exec(feature) ?? [];
      if (kind !== 'needed' && kind !== 'unknown') continue;
      let statement = statements.get(name);
      if (statement === undefined) {
        statement = { needed: [], unknown: [] };
        statements.set(name, statement);
      }
      statement[kind].push(plane);
    }
  }
  return [...statements.values()];
}

function addendsOf({ rules }: ScoreScale, end: 'low' | 'high') {
  return rules.flatMap(({ planes, coefficient }) =>
    [...planes.planes].flatMap(([feature, plane]) => {
      const [name, bit] = feature.split(' ');
      return name === end ? [{ plane, weight: coefficient * planes.unit * 2 ** Number(bit) }] : [];
    }),
  );
}

/** Marks the rows for which something holds. */
export function planeWhere(rows: number, holds: (row: number) => boolean): Plane {
  const plane = new Uint32Array(wordsFor(rows));
  for (let row = 0; row < rows; row += 1) if (holds(row)) putBit(plane, row, true);
  return plane;
}
