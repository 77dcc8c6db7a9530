import { Injectable } from '@nestjs/common';
import { AddressRefused, NoAnswer, type PostedAnswer, Poster } from '#application';
import { Egress, type EgressAnswer, EgressRefused } from '#platform';

const ANSWER_MAX_BYTES = 64 * 1024;

/** Sends webhooks through the egress guard; redirects are answers like any other. */
@Injectable()
export class GuardedPoster extends Poster {
  constructor(private readonly egress: Egress) {
    super();
  }

  async post(
    url: string,
    headers: Readonly<Record<string, string>>,
    body: string,
    withinMs: number,
  ): Promise<PostedAnswer> {
    const signal = AbortSignal.timeout(withinMs);
    let answer: EgressAnswer;
    try {
      answer = await this.egress.ask(url, { method: 'POST', headers, body, signal });
    } catch (error) {
      if (error instanceof EgressRefused) throw new AddressRefused(error.message, { cause: error });
      const reason = error instanceof Error ? error.message : String(error);
      throw new NoAnswer(
        signal.aborted ? `No answer came within ${withinMs / 1000} s.` : `No answer came: ${reason}`,
        { cause: error },
      );
    }
    return {
      status: answer.status,
      retryAfter: answer.headers['retry-after'] ?? null,
      body: await beginningOf(answer),
    };
  }
}

/** The first 64 KiB of an answer, or what came of them in time: the status has said all that counts. */
async function beginningOf({ body }: EgressAnswer): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const part of body) {
      if (!(part instanceof Uint8Array)) continue;
      parts.push(part);
      bytes += part.byteLength;
      if (bytes >= ANSWER_MAX_BYTES) break;
    }
  } catch {
    // Cut off, too late or wrongly packed: the log shows what there is.
  } finally {
    body.destroy();
  }
  return Buffer.concat(parts).subarray(0, ANSWER_MAX_BYTES).toString('utf8');
}
