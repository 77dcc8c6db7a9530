import type { JsonLimits } from '../json/json-problem.ts';
import type { IsUnread } from '../notice/problem.ts';

/** What the source's configuration adds to what a document says. */
export interface OcdsContext {
  /** The Placet source the delivery belongs to. */
  readonly source: string;
  /** Country of the source (ISO 3166-1 alpha-2), used and told where a buyer has none. */
  readonly country?: string;
  /** IANA zone for times without an offset; without it such times are read as UTC and told. */
  readonly zone?: string;
  /** Charset that the delivery declared, if it isn't UTF-8. */
  readonly charset?: string;
  /** `jsonl` where the source pins JSON Lines; otherwise the content decides. */
  readonly shape?: 'auto' | 'document' | 'lines';
  readonly limits?: JsonLimits;
  readonly isUnread?: IsUnread;
}
