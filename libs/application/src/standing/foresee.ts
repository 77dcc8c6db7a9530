import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import {
  type Day,
  type MarketQuestion,
  prepare,
  prepareVerdicts,
  turnedByDay,
  turnedParts,
  type TurnedParts,
  type TurnedThing,
  turningDays,
  type Verdict,
  type World,
} from '#domain';
import { Readers, touchOf } from './touch.ts';

/** A verdict of a market's default need that will turn, all else equal. */
export interface ForeseenFlip {
  readonly day: Day;
  readonly market: string;
  readonly offering: string;
  readonly vendor: string;
  readonly before: Verdict | null;
  readonly after: Verdict | null;
  readonly thing: TurnedThing;
  readonly parts: TurnedParts;
}

/** Offerings looked at between two turns of the event loop. */
const TURN_OFFERINGS = 8;

interface Known {
  readonly world: World;
  readonly readers: Readers;
  readonly markets: Map<string, Map<string, readonly ForeseenFlip[]>>;
}

/**
 * Foresees how the verdicts of default needs will turn: for each offering, on every day on which something that it
 * depends on begins or ends. What a later world doesn't touch is kept.
 */
@Injectable()
export class ForeseeFlips {
  private known: Known | null = null;

  /** All flips of a market after a day, in the order of days; of one vendor's offerings, if one is named. */
  async of(world: World, market: string, after: Day, vendor?: string): Promise<readonly ForeseenFlip[]> {
    const { markets } = this.follow(world);
    const need = world.markets.get(market)?.needs.public;
    if (need === undefined) return [];
    const kept = markets.get(market) ?? new Map<string, readonly ForeseenFlip[]>();
    markets.set(market, kept);
    const found: ForeseenFlip[] = [];
    let looked = 0;
    for (const offering of world.offerings.values()) {
      if (vendor !== undefined && offering.vendor !== vendor) continue;
      let flips = kept.get(offering.id);
      if (flips === undefined) {
        flips = flipsOf(world, { market, need, asOf: after, explain: false }, offering.id);
        kept.set(offering.id, flips);
        looked += 1;
        if (looked % TURN_OFFERINGS === 0) await nextTurn();
      }
      found.push(...flips.filter(({ day }) => day > after));
    }
    return found.toSorted((a, b) => compare(a.day, b.day) || compare(a.offering, b.offering));
  }

  /** Takes over a world, and forgets what it may have changed. */
  private follow(world: World): Known {
    const { known } = this;
    if (known?.world === world) return known;
    if (known === null) {
      this.known = { world, readers: new Readers(world), markets: new Map() };
      return this.known;
    }
    const touch = touchOf(known.world, world);
    const touched = known.readers.follow(world, touch);
    const markets = touch.markets === 'all' ? new Map() : known.markets;
    if (touch.markets !== 'all') for (const market of touch.markets) markets.delete(market);
    for (const kept of markets.values()) for (const offering of touched) kept.delete(offering);
    this.known = { world, readers: known.readers, markets };
    return this.known;
  }
}

function flipsOf(world: World, question: MarketQuestion, offering: string): readonly ForeseenFlip[] {
  const verdictOn = (asOf: Day): Verdict | null => prepareVerdicts(world, { ...question, asOf })(offering);
  const found: ForeseenFlip[] = [];
  let since = question.asOf;
  let before = verdictOn(since);
  for (const day of turningDays(world, { ...question, offering })) {
    const after = verdictOn(day);
    if (after !== before) {
      const decide = (asOf: Day) => prepare(world, { ...question, asOf, explain: true })(offering);
      const [was, is] = [decide(since), decide(day)];
      const vendor = world.offerings.get(offering)?.vendor ?? '';
      const thing = turnedByDay(world, was, is, day);
      found.push({
        day,
        market: question.market,
        offering,
        vendor,
        before,
        after,
        thing,
        parts: turnedParts(was, is),
      });
    }
    before = after;
    since = day;
  }
  return found;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
