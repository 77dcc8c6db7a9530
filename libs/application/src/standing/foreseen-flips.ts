import {
  compareText,
  type Day,
  type MarketQuestion,
  prepare,
  prepareVerdicts,
  turnedByDay,
  turnedParts,
  type TurnedParts,
  type TurnedThing,
  turningDaysOf,
  type Verdict,
  type World,
} from '#domain';
import { Turns } from '../evaluation/turns.ts';
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

interface Known {
  readonly world: World;
  readonly readers: Readers;
  readonly markets: Map<string, Map<string, readonly ForeseenFlip[]>>;
}

/**
 * Foresees how the verdicts of default needs will turn: for each offering, on every day on which something that it
 * depends on begins or ends. What a later world doesn't touch is kept.
 */
export class ForeseenFlips {
  private known: Known | null = null;

  /** All flips of a market after a day, in the order of days. */
  async of(world: World, market: string, after: Day): Promise<readonly ForeseenFlip[]> {
    const { markets } = this.follow(world);
    const need = world.markets.get(market)?.needs.public;
    if (need === undefined) return [];
    const kept = markets.get(market) ?? new Map<string, readonly ForeseenFlip[]>();
    markets.set(market, kept);
    const found: ForeseenFlip[] = [];
    const turns = new Turns();
    const foresee = new Foresight(world, { market, need, asOf: after, explain: false });
    for (const offering of world.offerings.values()) {
      let flips = kept.get(offering.id);
      if (flips === undefined) {
        flips = foresee.flipsOf(offering.id);
        kept.set(offering.id, flips);
        await turns.next();
      }
      found.push(...flips.filter(({ day }) => day > after));
    }
    return found.toSorted((a, b) => compareText(a.day, b.day) || compareText(a.offering, b.offering));
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

/** Looks ahead for one question; what is prepared for a day serves all offerings that may turn on it. */
class Foresight {
  private readonly days = new Map<Day, (offering: string) => Verdict | null>();
  private readonly daysOf: (offering: string) => readonly Day[];

  constructor(
    private readonly world: World,
    private readonly question: MarketQuestion,
  ) {
    this.daysOf = turningDaysOf(world, question);
  }

  flipsOf(offering: string): readonly ForeseenFlip[] {
    const { world, question } = this;
    const found: ForeseenFlip[] = [];
    let since = question.asOf;
    let before = this.verdictOn(since, offering);
    for (const day of this.daysOf(offering)) {
      const after = this.verdictOn(day, offering);
      if (after !== before) {
        const decide = (asOf: Day) => prepare(world, { ...question, asOf, explain: true })(offering);
        const [was, is] = [decide(since), decide(day)];
        found.push({
          day,
          market: question.market,
          offering,
          vendor: world.offerings.get(offering)?.vendor ?? '',
          before,
          after,
          thing: turnedByDay(world, was, is, day),
          parts: turnedParts(was, is),
        });
      }
      before = after;
      since = day;
    }
    return found;
  }

  private verdictOn(asOf: Day, offering: string): Verdict | null {
    let verdictOf = this.days.get(asOf);
    if (verdictOf === undefined) {
      verdictOf = prepareVerdicts(this.world, { ...this.question, asOf });
      this.days.set(asOf, verdictOf);
    }
    return verdictOf(offering);
  }
}
