import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { EMPTY_WORLD, type World } from '#domain';
import { Unavailable } from '../errors.ts';
import { type AskedWorld, Evaluation } from './evaluation.ts';
import type { Line, Request, Response, TaskName, Tasks } from './tasks.ts';
import { patchesBetween } from './world-patch.ts';

/** Worlds that the thread holds besides the newest of each line; they share what they have in common. */
const HELD_WORLDS = 16;
/** How long the end waits for what is being worked on. */
const END_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 10;

interface Told {
  readonly id: number;
  readonly world: World;
  /** Settles when the thread has been told everything. */
  readonly whole: Promise<void>;
  /** Questions about it that have not been handed over yet. */
  users: number;
}

interface Waiting {
  readonly resolve: (answer: Tasks[TaskName]['answer']) => void;
  readonly reject: (error: Error) => void;
}

/** The program of the thread. Tests run from sources, which Node.js doesn't read; they have built it before. */
function program(): URL {
  const { href } = new URL('thread-main.js', import.meta.url);
  return new URL(
    import.meta.url.endsWith('.ts') ? href.replace('/libs/application/', '/dist/libs/application/') : href,
  );
}

/**
 * One thread of this process, which evaluates: the event loop of the others only hands questions over. The thread has a
 * mirror of each world that is asked about; of a world that follows another it is told what differs. A thread that ends
 * is started anew with the next question.
 */
@Injectable()
export class EvaluationThread extends Evaluation implements OnApplicationShutdown {
  private readonly logger = new Logger(EvaluationThread.name);
  private worker: Worker | null = null;
  private isEnding = false;
  private lastId = 0;
  private readonly waiting = new Map<number, Waiting>();
  /** What the thread has been told of, least recently asked first. */
  private told = new Map<World, Told>();
  private newest = new Map<Line, Told>();

  async onApplicationShutdown(): Promise<void> {
    this.isEnding = true;
    const { worker } = this;
    if (worker === null) return;
    for (const end = Date.now() + END_WITHIN_MS; this.waiting.size > 0 && Date.now() < end;)
      await pause(LOOK_EVERY_MS);
    await worker.terminate();
  }

  /** Milliseconds that the thread has worked since it was started; the rest of its time it waited. */
  get busyMs(): number {
    return this.worker?.performance.eventLoopUtilization().active ?? 0;
  }

  /** Questions that are being worked on. */
  get pending(): number {
    return this.waiting.size;
  }

  async ask<N extends TaskName>(
    about: AskedWorld,
    name: N,
    asked: Tasks[N]['asked'],
  ): Promise<Tasks[N]['answer']> {
    if (this.isEnding) throw new Unavailable('The service is about to end.');
    const worker = this.started();
    const below = about.below === undefined ? null : this.tell(about.below, 'answers');
    const told = this.tell(about.world, about.line, below);
    const needed = below === null ? [told] : [told, below];
    for (const one of needed) one.users += 1;
    try {
      await Promise.all(needed.map(({ whole }) => whole));
    } finally {
      for (const one of needed) one.users -= 1;
    }
    if (this.worker !== worker) throw ended();
    const id = ++this.lastId;
    const answer = new Promise<Tasks[N]['answer']>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
    });
    worker.ref();
    const { line } = about;
    this.post({ kind: 'task', id, about: { world: told.id, line, below: below?.id ?? null }, name, asked });
    return answer;
  }

  private post(request: Request): void {
    this.worker?.postMessage(request);
  }

  private started(): Worker {
    if (this.worker !== null) return this.worker;
    const worker = new Worker(program(), { name: 'evaluation' });
    // Only questions keep the process alive.
    worker.unref();
    worker.on('message', (response: Response) => this.settle(response));
    worker.on('error', (error) => this.logger.error('The thread that evaluates failed', error));
    worker.on('exit', () => this.forget(worker));
    this.worker = worker;
    return worker;
  }

  private settle(response: Response): void {
    const waiting = this.waiting.get(response.id);
    this.waiting.delete(response.id);
    if (this.waiting.size === 0) this.worker?.unref();
    if ('error' in response) waiting?.reject(response.error);
    else waiting?.resolve(response.answer);
  }

  private forget(worker: Worker): void {
    if (this.worker !== worker) return;
    this.worker = null;
    this.told = new Map();
    this.newest = new Map();
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    for (const { reject } of waiting) reject(ended());
  }

  /** Makes sure that the thread knows a world: from the one that it was told of last in its line, or another. */
  private tell(world: World, line: Line | null, near: Told | null = null): Told {
    let told = this.told.get(world);
    if (told === undefined) {
      const base =
        near ?? (line === null ? null : this.newest.get(line)) ?? this.newest.get('answers') ?? null;
      const id = ++this.lastId;
      told = { id, world, whole: this.send(world, id, base), users: 0 };
    }
    // Re-inserting keeps the map in order of last use.
    this.told.delete(world);
    this.told.set(world, told);
    if (line !== null) this.newest.set(line, told);
    this.letGo();
    return told;
  }

  /** In several messages where it is much, so that this thread has other things to do in between. */
  private async send(world: World, id: number, base: Told | null): Promise<void> {
    await base?.whole;
    const { worker } = this;
    let isFirst = true;
    for (const patch of patchesBetween(base?.world ?? EMPTY_WORLD, world)) {
      if (!isFirst) await nextTurn();
      if (this.worker !== worker) throw ended();
      this.post({ kind: 'world', world: id, base: base?.id ?? null, patch });
      isFirst = false;
    }
  }

  /** Lets the thread drop the worlds that were asked about longest ago. */
  private letGo(): void {
    const newest = new Set(this.newest.values());
    for (const [world, told] of this.told) {
      if (this.told.size <= HELD_WORLDS) break;
      if (newest.has(told) || told.users > 0) continue;
      this.told.delete(world);
      void told.whole.then(
        () => this.post({ kind: 'drop', world: told.id }),
        () => undefined,
      );
    }
  }
}

function ended(): Unavailable {
  return new Unavailable('What ranks offerings was started anew. Try again.');
}
