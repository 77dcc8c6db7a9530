import { closeWithin, type RunningPart } from './launch.ts';
import type { OpenedServices } from './services.ts';

/** What a person at the terminal is told, and what happens when nothing can be opened any more. */
export interface ServiceEvents {
  readonly print: (line: string) => void;
  readonly onLost: (error: Error) => void;
}

/** What is stuck does not close; the rest needs no longer than this. */
const CLOSES_WITHIN_MS = 5_000;

/** Services that nobody outside would start anew: when a worker of them is stuck, they are closed and opened again. */
export class KeptServices implements RunningPart {
  private renewing: Promise<void> = Promise.resolve();
  private isClosing = false;

  private constructor(
    private readonly opening: () => Promise<OpenedServices>,
    private readonly events: ServiceEvents,
    private current: OpenedServices,
  ) {
    this.watch();
  }

  static async open(opening: () => Promise<OpenedServices>, events: ServiceEvents): Promise<KeptServices> {
    return new KeptServices(opening, events, await opening());
  }

  /** Closes what is open, after a renewal that is under way. */
  async close(): Promise<void> {
    this.isClosing = true;
    await this.renewing;
    await this.current.close();
  }

  private watch(): void {
    this.current.onStuck((reason) => {
      if (this.isClosing) return;
      this.events.print(`Placet starts its services anew: ${reason}`);
      this.renewing = this.renew().catch((error: unknown) => {
        this.events.onLost(error instanceof Error ? error : new Error(String(error)));
      });
    });
  }

  private async renew(): Promise<void> {
    const stuck = this.current;
    await closeWithin(stuck, CLOSES_WITHIN_MS).catch(() => stuck.abandon());
    if (this.isClosing) return;
    this.current = await this.opening();
    this.watch();
    this.events.print(`Placet is ready again: ${await this.current.listen()}`);
  }
}
