import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { completeQuestion } from './question.ts';
import { Rankings } from './rankings.ts';
import { WorldKeeper } from './world-keeper.ts';

/** Changes come in bursts; warming waits until they have settled. */
const SETTLED_MS = 500;

/** Ranks the default question of every market ahead of being asked, whenever the world has changed. */
@Injectable()
export class Warming implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(Warming.name);
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly worlds: WorldKeeper,
    private readonly rankings: Rankings,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    let warmed: string | undefined;
    while (!this.stopping.signal.aborted) {
      const position = this.worlds.isLoaded ? this.worlds.world.position : undefined;
      await pause(SETTLED_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      if (position === undefined || position === warmed || position !== this.worlds.world.position) continue;
      await this.warm().catch((error: unknown) => this.logger.warn(`Warming failed: ${String(error)}`));
      warmed = position;
    }
  }

  private async warm(): Promise<void> {
    const { world } = this.worlds;
    const today = new Date().toISOString().slice(0, 10);
    for (const market of world.markets.keys()) {
      if (this.stopping.signal.aborted || world !== this.worlds.world) return;
      const question = completeQuestion(world, { market }, today);
      await this.rankings.rank(world, { question, weights: null, where: null });
    }
  }
}
