import { Injectable } from '@nestjs/common';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type Decision,
  DEFAULT_NEEDS,
  type EvidenceGain,
  type MarketQuestion,
  nextBestEvidence,
  prepare,
  type QuestionCount,
  QuestionTally,
  type World,
} from '#domain';
import { WorldKeeper } from '../answers/world-keeper.ts';

/** What is missing most for a vendor, and over which decisions that was counted. */
export interface MissingEvidence {
  readonly gains: readonly EvidenceGain[];
  readonly decisions: number;
  readonly unknown: number;
  /** Over all of them, each question once. */
  readonly questions: QuestionCount;
}

/** Kept answers: each takes up to a few hundred decisions. */
const KEPT = 64;

/** Works out which missing statement would settle most decisions of a vendor. */
@Injectable()
export class VendorEvidence {
  private readonly kept = new Map<string, Promise<MissingEvidence>>();

  constructor(private readonly worlds: WorldKeeper) {}

  /**
   * Over the default needs of the given markets, and over the asked need if there is one. Answers from the newest world
   * are kept until it changes.
   */
  async of(
    world: World,
    vendor: string,
    markets: readonly string[],
    asOf: string,
    asked: MarketQuestion | null = null,
  ): Promise<MissingEvidence> {
    if (!this.worlds.isCurrent(world)) return this.count(world, vendor, markets, asOf, asked);
    const key = JSON.stringify([world.position, vendor, markets, asOf, asked?.need ?? null]);
    const known = this.kept.get(key);
    if (known) return known;
    const fresh = this.count(world, vendor, markets, asOf, asked);
    this.kept.set(key, fresh);
    fresh.catch(() => this.kept.delete(key));
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= KEPT) break;
      this.kept.delete(oldest);
    }
    return fresh;
  }

  private async count(
    world: World,
    vendor: string,
    markets: readonly string[],
    asOf: string,
    asked: MarketQuestion | null,
  ): Promise<MissingEvidence> {
    const offerings = [...world.offerings.values()].filter((offering) => offering.vendor === vendor);
    const decisions: Decision[] = [];
    const tally = new QuestionTally();
    for (const question of questionsOf(world, markets, asOf, asked)) {
      const decide = prepare(world, question);
      for (const { id } of offerings) {
        const decision = decide(id);
        tally.add(decision);
        decisions.push(openParts(decision));
        await nextTurn();
      }
    }
    return {
      gains: nextBestEvidence(world, decisions),
      decisions: decisions.filter(({ verdict }) => verdict !== null).length,
      unknown: decisions.filter(({ verdict }) => verdict === 'unknown').length,
      questions: tally.count,
    };
  }
}

/** The default needs of the markets, each once, and the asked one. */
function questionsOf(
  world: World,
  markets: readonly string[],
  asOf: string,
  asked: MarketQuestion | null,
): readonly MarketQuestion[] {
  const defaults = markets.flatMap((market) => {
    const needs = world.markets.get(market)?.needs;
    return needs === undefined ? [] : DEFAULT_NEEDS.map((name) => ({ market, need: needs[name], asOf }));
  });
  const all = asked === null ? defaults : [asked, ...defaults];
  const seen = new Map(all.map((question) => [JSON.stringify([question.market, question.need]), question]));
  return [...seen.values()];
}

/** Only open gates matter here, and their traces are large. */
function openParts(decision: Decision): Decision {
  return { ...decision, requirements: decision.requirements.filter(({ state }) => state === 'open') };
}
