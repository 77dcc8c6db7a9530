import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

/** Says when work that recurs is due, and what is said when it fails. */
export interface Recurrence {
  /** Longest time between two runs, in milliseconds. */
  readonly everyMs: number;
  /** What it means that a run failed, as a sentence without its end; the next run tries again. */
  readonly failure: string;
}

/**
 * Work that a process does by itself, one run at a time: at once, at intervals, and whenever it is woken. It asks the
 * record what is undone, never a queue, so a plain timer is enough; a scheduler would be wiped with the queue.
 */
export abstract class RecurringWork implements OnApplicationBootstrap, OnApplicationShutdown {
  protected readonly logger = new Logger(this.constructor.name);
  private timer: NodeJS.Timeout | undefined;
  private unsubscribe: (() => Promise<void>) | undefined;
  private running: Promise<void> | undefined;
  private isDue = false;
  private isStopped = false;

  constructor(private readonly recurrence: Recurrence) {}

  async onApplicationBootstrap(): Promise<void> {
    this.unsubscribe = await this.subscribe(() => this.wake());
    this.timer = setInterval(() => this.wake(), this.recurrence.everyMs);
    this.timer.unref();
    this.wake();
  }

  /** Waits for the run that is under way. */
  async onApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    clearInterval(this.timer);
    await this.unsubscribe?.();
    await this.running;
  }

  /** One run; what comes up meanwhile is the next one's. */
  protected abstract run(): Promise<void>;

  /** Registers what wakes the work earlier; answers how to give that up. */
  protected async subscribe(_wake: () => void): Promise<(() => Promise<void>) | undefined> {
    return undefined;
  }

  /** Says whether the process is about to end; long runs should come to theirs. */
  protected get isEnding(): boolean {
    return this.isStopped;
  }

  /** Asks for a run, after the one that is under way. */
  protected wake(): void {
    this.isDue = true;
    if (this.isStopped) return;
    this.running ??= this.runWhileDue().finally(() => {
      this.running = undefined;
      // Woken after the last look: nobody else would see it before the next interval.
      if (this.isDue) this.wake();
    });
  }

  private async runWhileDue(): Promise<void> {
    try {
      while (this.isDue && !this.isStopped) {
        this.isDue = false;
        await this.run();
      }
    } catch (error) {
      this.isDue = false;
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.warn(`${this.recurrence.failure}, trying again: ${reason}`);
    }
  }
}
