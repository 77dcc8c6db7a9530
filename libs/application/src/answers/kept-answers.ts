import { createHash } from 'node:crypto';

/** A serialised answer with its strong validator. */
export interface KeptAnswer {
  readonly body: string;
  readonly etag: string;
}

/** Serialised answers per (position, question, page, language), bounded by bytes, least recently used first out. */
export class KeptAnswers {
  private readonly answers = new Map<string, KeptAnswer>();
  private bytes = 0;

  constructor(private readonly maxBytes: number) {}

  get(key: string): KeptAnswer | undefined {
    const answer = this.answers.get(key);
    if (answer) {
      this.answers.delete(key);
      this.answers.set(key, answer);
    }
    return answer;
  }

  put(key: string, value: unknown): KeptAnswer {
    const body = JSON.stringify(value);
    const answer = { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"` };
    const before = this.answers.get(key);
    if (before) this.bytes -= before.body.length;
    this.answers.set(key, answer);
    this.bytes += body.length;
    for (const [oldest, { body: old }] of this.answers) {
      if (this.bytes <= this.maxBytes) break;
      this.answers.delete(oldest);
      this.bytes -= old.length;
    }
    return answer;
  }
}
