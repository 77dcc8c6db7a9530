import { Unavailable } from '../errors.ts';

/**
 * Admits few questions about what was believed once (`knownAt`) at a time, since each needs a world of its own. Whoever
 * comes when too many wait already is sent away.
 */
export class PastQuestions {
  private working = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly atOnce = 4,
    private readonly mostWaiting = 16,
  ) {}

  /**
   * Waits for a place; the caller gives it back by calling what is returned, once.
   * @throws Unavailable when too many wait.
   */
  async enter(): Promise<() => void> {
    if (this.working < this.atOnce) this.working += 1;
    else {
      if (this.waiting.length >= this.mostWaiting)
        throw new Unavailable('Too many questions about the past are waiting. Try again in a few seconds.');
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    let isOut = false;
    return () => {
      if (isOut) return;
      isOut = true;
      const next = this.waiting.shift();
      // The place goes on to the next one, or back.
      if (next === undefined) this.working -= 1;
      else next();
    };
  }
}
