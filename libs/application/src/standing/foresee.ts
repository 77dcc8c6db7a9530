import { Injectable } from '@nestjs/common';
import type { Day, World } from '#domain';
import { Evaluation } from '../evaluation/evaluation.ts';
import type { ForeseenFlip } from './foreseen-flips.ts';

/** Foresees how the verdicts of default needs will turn; worked out once, and then only for what a change touches. */
@Injectable()
export class ForeseeFlips {
  constructor(private readonly evaluation: Evaluation) {}

  /** All flips of a market after a day, in the order of days; of one vendor's offerings, if one is named. */
  async of(world: World, market: string, after: Day, vendor?: string): Promise<readonly ForeseenFlip[]> {
    const flips = await this.evaluation.ask({ world, line: 'answers' }, 'flips', { market, after });
    return vendor === undefined ? flips : flips.filter((flip) => flip.vendor === vendor);
  }
}
