import { Injectable } from '@nestjs/common';
import { type Ranking, Rankings, type Shortlist } from '#application';
import { comparedClauses, type Decision, type Verdict, type World } from '#domain';
import { headOf, offeringOf, summaryOf, vendorOf } from '../matching/responses.ts';
import { ShortlistQuestions } from './shortlist-questions.ts';

/** A shortlist's chosen offerings next to each other, need by need and clause by clause. */
export interface ComparedShortlist {
  readonly needs: readonly object[];
  readonly offerings: readonly object[];
  /** One clause of one need for one offering each; those of one clause stand together. */
  readonly clauses: readonly object[];
}

interface Compared {
  readonly ranking: Ranking;
  readonly sides: readonly { readonly decision: Decision; readonly rank: number | null }[];
}

/** Decides every chosen offering for every need of a shortlist. */
@Injectable()
export class ShortlistComparisons {
  constructor(
    private readonly questions: ShortlistQuestions,
    private readonly rankings: Rankings,
  ) {}

  async compare(
    world: World,
    shortlist: Shortlist,
    { asOf, knownAt }: { readonly asOf?: string; readonly knownAt?: string },
  ): Promise<ComparedShortlist> {
    const chosen = shortlist.offerings.filter((id) => world.offerings.has(id));
    const compared: Compared[] = [];
    for (const request of this.questions.read(world, { ...shortlist, offerings: chosen }, asOf)) {
      const ranking = await this.rankings.rank(world, request);
      const sides: { decision: Decision; rank: number | null }[] = [];
      for (const id of chosen) {
        const decision = ranking.explain(id);
        sides.push({
          decision: { ...decision, validUntil: await ranking.validUntil(id) },
          rank: await ranking.rankOf(id),
        });
      }
      compared.push({ ranking, sides });
    }
    return {
      needs: compared.map(({ ranking, sides }) => ({
        ...headOf(ranking, knownAt ?? null),
        offerings: sides.map(({ decision, rank }) => ({
          rank,
          vendor: vendorOf(world, decision.vendor),
          offering: offeringOf(world, decision.offering),
          ...summaryOf(decision),
          objectives: objectivesOf(decision),
          validUntil: decision.validUntil,
        })),
      })),
      offerings: shortlist.offerings.map((id) => overallOf(world, id, chosen.indexOf(id), compared)),
      clauses: compared.flatMap((one, need) => clausesOf(world, need, one)),
    };
  }
}

/** How an offering does over all needs; one that is not known any more, or was not yet, has no verdicts. */
function overallOf(world: World, id: string, at: number, compared: readonly Compared[]): object {
  const verdicts = compared.map(({ sides }): Verdict | null => sides[at]?.decision.verdict ?? null);
  return {
    offering: offeringOf(world, id),
    vendor: vendorOf(world, world.offerings.get(id)?.vendor ?? id),
    isKnown: at >= 0,
    verdicts,
    eligibleInAll: verdicts.every((verdict) => verdict === 'eligible'),
    nowhereIneligible: verdicts.every((verdict) => verdict !== null && verdict !== 'ineligible'),
  };
}

/** What each objective adds to the score. */
function objectivesOf({ score }: Decision): object[] {
  return score.objectives.map(({ objective, contribution: { low, high } }) => ({ objective, low, high }));
}

function clausesOf(world: World, need: number, { ranking, sides }: Compared): object[] {
  const { code: market } = ranking.request.question.market;
  return comparedClauses(sides.map(({ decision }) => decision)).flatMap(({ of, differs, outcomes }) =>
    outcomes.map((outcome, at) => ({
      need,
      market,
      regime: of.regime,
      requirement: of.requirement,
      title: of.title,
      kind: of.kind,
      clause: of.clause,
      binding: of.binding,
      differs,
      offering: offeringOf(world, sides[at]?.decision.offering ?? ''),
      applies: outcome?.applies ?? null,
      outcome: outcome?.outcome ?? null,
      state: outcome?.state ?? null,
      reasons: outcome?.reasons ?? [],
      score: outcome?.score ? { low: outcome.score.low, high: outcome.score.high } : null,
    })),
  );
}
