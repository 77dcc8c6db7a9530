import type { UnknownsPolicy } from '#domain';
import type { Plane } from './planes/plane.ts';
import type { QuestionPlanes, VerdictPlanes } from './question-planes.ts';
import type { FirstAnswer } from './ranking/first-rows.ts';
import type { RowOrder } from './ranking/order.ts';

/** A question with what was worked out for it. */
export interface KeptQuestion {
  readonly planes: QuestionPlanes;
  verdicts: VerdictPlanes | null;
  /** The first rows of orders, where they were found without ordering all. */
  readonly firsts: Map<UnknownsPolicy, FirstAnswer>;
  readonly orders: Map<UnknownsPolicy, RowOrder>;
  /** How often the engine had gone on when it was asked last. */
  epoch: number;
}

/** Keeps questions, the least recently asked go first; what counts is their number and the planes that they read. */
export class KeptQuestions {
  private readonly kept = new Map<string, KeptQuestion>();
  /** By plane: how many questions read it. */
  private readonly readers = new Map<Plane, number>();
  private bytes = 0;
  private epoch = 0;
  private readonly most: number;
  private readonly mostBytes: number;

  constructor(most: number, mostBytes: number) {
    this.most = most;
    this.mostBytes = mostBytes;
  }

  /** From now on nothing that was worked out before holds. */
  goOn(): void {
    this.epoch += 1;
  }

  /** A question that can still be answered as it was planned. */
  get(key: string): KeptQuestion | undefined {
    const kept = this.kept.get(key);
    if (kept === undefined) return undefined;
    const isNew = kept.epoch !== this.epoch;
    if (!kept.planes.isCurrent || (isNew && kept.planes.isFixed)) {
      this.delete(key, kept);
      return undefined;
    }
    if (isNew) {
      kept.verdicts = null;
      kept.firsts.clear();
      kept.orders.clear();
      kept.epoch = this.epoch;
    }
    // Re-inserting keeps the map in order of last use.
    this.kept.delete(key);
    this.kept.set(key, kept);
    return kept;
  }

  put(key: string, planes: QuestionPlanes): KeptQuestion {
    const before = this.kept.get(key);
    if (before !== undefined) this.delete(key, before);
    const kept: KeptQuestion = {
      planes,
      verdicts: null,
      firsts: new Map(),
      orders: new Map(),
      epoch: this.epoch,
    };
    this.kept.set(key, kept);
    for (const plane of planes.read) {
      const readers = this.readers.get(plane) ?? 0;
      this.readers.set(plane, readers + 1);
      if (readers === 0) this.bytes += plane.byteLength;
    }
    for (const [oldest, unused] of this.kept) {
      if (oldest === key || (this.kept.size <= this.most && this.bytes <= this.mostBytes)) break;
      this.delete(oldest, unused);
    }
    return kept;
  }

  private delete(key: string, { planes }: KeptQuestion): void {
    this.kept.delete(key);
    for (const plane of planes.read) {
      const readers = (this.readers.get(plane) ?? 1) - 1;
      if (readers > 0) {
        this.readers.set(plane, readers);
        continue;
      }
      this.readers.delete(plane);
      this.bytes -= plane.byteLength;
    }
  }

  clear(): void {
    this.kept.clear();
    this.readers.clear();
    this.bytes = 0;
  }
}
