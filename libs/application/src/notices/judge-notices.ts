import { Injectable } from '@nestjs/common';
import { WorldKeeper } from '../answers/world-keeper.ts';
import { NoticeStore } from '../ports/intake/notices.ts';

const CHUNK = 500;
/** A job is done within seconds, so that a worker that is asked to end can; the next job goes on. */
const CHUNKS_A_JOB = 20;

/** Judges notices again whose rules have changed since, a chunk per transaction, each once for each change of rules. */
@Injectable()
export class JudgeNotices {
  constructor(
    private readonly notices: NoticeStore,
    private readonly worlds: WorldKeeper,
  ) {}

  /**
   * Answers how many were judged, and whether some are left.
   *
   * @param getsOn is called after each chunk.
   */
  async run(getsOn: () => void = () => undefined): Promise<{ judged: number; isDone: boolean }> {
    await this.worlds.catchUp();
    let judged = 0;
    for (let chunk = 0; chunk < CHUNKS_A_JOB; chunk++) {
      const count = await this.notices.judgeAgain(CHUNK);
      judged += count;
      getsOn();
      if (count < CHUNK) return { judged, isDone: true };
    }
    return { judged, isDone: false };
  }

  /** The rules by which some notice isn't judged yet; null when all are. */
  async due(): Promise<string | null> {
    return this.worlds.isLoaded && (await this.notices.hasOutdated()) ? this.worlds.rules : null;
  }
}
