import { Injectable } from '@nestjs/common';
import {
  completeQuestion,
  InvalidInput,
  NotFound,
  PastQuestions,
  type Ranking,
  type RankingRequest,
  Rankings,
  type StatedQuestion,
  TenantWorlds,
} from '#application';
import {
  type Need,
  nearestNames,
  readTest,
  readWeights,
  type Requirement,
  type Test,
  type Weights,
  type World,
} from '#domain';
import { type AuthenticatedRequest, principalOf } from '../http/access.guard.ts';
import type { QuestionQuery } from './question.dto.ts';

/** Turns what a request states into a question, and asks it of one snapshot. */
@Injectable()
export class Asked {
  private readonly past = new PastQuestions();

  constructor(
    private readonly worlds: TenantWorlds,
    private readonly rankings: Rankings,
  ) {}

  /** The current snapshot as the asker's tenant sees it. */
  now(request: AuthenticatedRequest): Promise<World> {
    return this.worlds.now(principalOf(request).tenant);
  }

  /**
   * Answers from one snapshot, as the asker's tenant sees it: the current one, or the one believed at `knownAt`, of which
   * few are worked on at a time.
   */
  async from<T>(
    request: AuthenticatedRequest,
    knownAt: string | undefined,
    answer: (world: World) => Promise<T>,
  ): Promise<T> {
    if (knownAt === undefined) return answer(await this.now(request));
    const instant = new Date(knownAt);
    if (Number.isNaN(instant.getTime()))
      throw new InvalidInput([
        { parameter: 'knownAt', detail: `"${knownAt}" is no instant. Write it as 2026-03-03T00:00:00Z.` },
      ]);
    const leave = await this.past.enter();
    try {
      return await answer(await this.worlds.at(principalOf(request).tenant, instant.toISOString()));
    } catch (error) {
      throw error instanceof NotFound ? error.at(knownAt) : error;
    } finally {
      leave();
    }
  }

  request(
    world: World,
    market: string,
    query: QuestionQuery,
    extra: {
      needs?: Record<string, unknown>;
      where?: unknown;
      given?: Need;
      gates?: readonly Requirement[];
    } = {},
  ): RankingRequest {
    const { buyerKind, sector, workload, dataClass, contractValue, regions, asOf, unknowns } = query;
    const stated: StatedQuestion = {
      buyerKind,
      sector,
      workload,
      dataClass,
      contractValue,
      regions,
      asOf,
      unknowns,
      base: query.need,
      need: extra.needs,
      given: extra.given,
      market,
    };
    const question = completeQuestion(world, stated, new Date().toISOString().slice(0, 10));
    return {
      question,
      weights: weightsOf(world, query.weights),
      where: extra.where === undefined ? null : whereOf(world, extra.where),
      ...(extra.gates === undefined ? {} : { gates: extra.gates }),
    };
  }

  async rank(world: World, request: RankingRequest): Promise<Ranking> {
    return this.rankings.rank(world, request);
  }
}

/** Weights as `SOV-1:20,SOV-2:10,…` in any positive numbers, or the name of a published set (`eu-csf/v1.2.1`). */
function weightsOf(world: World, stated: string | undefined): Weights | null {
  if (stated === undefined) return null;
  const published = [...world.regimes.values()]
    .flatMap((versions) => versions)
    .flatMap((regime) => regime.framework?.weights ?? []);
  const named = published.find((set) => set.id === stated);
  const pairs = stated
    .split(',')
    .map((part) => /^\s*(SOV-[1-8])\s*:\s*(-?\d{1,6}(?:\.\d{1,4})?)\s*$/.exec(part));
  if (!named && pairs.some((pair) => pair === null)) {
    const names = [...new Set(published.map((set) => set.id))];
    const detail = `"${stated.slice(0, 80)}" names no weight set (${names.join(', ')}). Own weights are written SOV-1:20,SOV-2:10,…`;
    throw new InvalidInput([{ parameter: 'weights', detail, nearest: nearestNames(stated, names) }]);
  }
  const result = readWeights(
    named ? named.id : 'own',
    named ? named.of : Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', Number(pair?.[2])])),
  );
  if (!result.ok) throw new InvalidInput([{ parameter: 'weights', detail: result.problem }]);
  return result.weights;
}

function whereOf(world: World, where: unknown): Test {
  const result = readTest(
    where,
    world.vocabulary,
    { schemes: world.schemes, groups: world.groups },
    '/where',
  );
  if (!result.ok)
    throw new InvalidInput(
      result.problems.map((problem) => ({
        pointer: problem.pointer,
        detail: problem.message,
        nearest: problem.nearest,
      })),
    );
  return result.test;
}
