/** A serialised answer with everything that was said with it. */
export interface KeptAnswer {
  /** Its bytes, in parts that other answers may have as well. */
  readonly parts: readonly Buffer[];
  /** Its strong validator. */
  readonly etag: string;
  /** Of what is answered, as the access table names it. */
  readonly route: string;
  /** Names and values in turn, as Node writes them. */
  readonly headers: readonly string[];
  /** The same for who has the answer already. */
  readonly headersUnchanged: readonly string[];
}

/** What one entry takes besides its bytes: the key, the headers, the places in the maps. */
const ENTRY_BYTES = 1_024;

/** Serialised answers by the name of what was asked, bounded by bytes, least recently used first out. */
export class KeptAnswers {
  private readonly answers = new Map<string, KeptAnswer>();
  private held = 0;

  constructor(private readonly maxBytes: number) {}

  /** Bytes held now. */
  get bytes(): number {
    return this.held;
  }

  get(key: string): KeptAnswer | undefined {
    const answer = this.answers.get(key);
    if (answer) {
      this.answers.delete(key);
      this.answers.set(key, answer);
    }
    return answer;
  }

  /** Keeps an answer in the place of what was kept under the key. */
  put(key: string, answer: KeptAnswer): void {
    const before = this.answers.get(key);
    if (before) this.held -= sizeOf(before);
    this.answers.delete(key);
    this.answers.set(key, answer);
    this.held += sizeOf(answer);
    for (const [oldest, old] of this.answers) {
      if (this.held <= this.maxBytes) break;
      this.answers.delete(oldest);
      this.held -= sizeOf(old);
    }
  }
}

/** Parts that are shared count wherever they are, so that less is held than is said, never more. */
function sizeOf({ parts }: KeptAnswer): number {
  return parts.reduce((sum, part) => sum + part.byteLength, ENTRY_BYTES);
}
