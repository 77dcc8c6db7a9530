import { createHash } from 'node:crypto';
import { canonicalText } from '#domain';

/** Who did what to what. */
export interface AuditedWrite {
  /** Id of the principal. */
  readonly actor: string;
  /** The route, as the access table names it. */
  readonly action: string;
  /** The address that was written to, or of what was made. */
  readonly subject: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** One entry of the audit, bound to the one before it by its hash. */
export interface AuditEntry extends AuditedWrite {
  readonly seq: number;
  /** RFC 3339, in milliseconds. */
  readonly at: string;
  readonly prevHash: string;
  readonly hash: string;
}

/** The end of a chain: whoever keeps it elsewhere can tell whether the chain was cut later. */
export interface AuditAnchor {
  readonly seq: number;
  readonly hash: string;
}

/** What the first entry follows. */
export const CHAIN_START: AuditAnchor = { seq: 0, hash: '0'.repeat(64) };

/** SHA-256 over everything an entry says, its place and the hash before it. */
export function hashOf({
  seq,
  at,
  actor,
  action,
  subject,
  details,
  prevHash,
}: Omit<AuditEntry, 'hash'>): string {
  const text = canonicalText({ seq, at, actor, action, subject, details, prevHash });
  return createHash('sha256').update(text).digest('hex');
}

/** Makes the entry that follows another one. */
export function entryAfter(previous: AuditAnchor, at: string, write: AuditedWrite): AuditEntry {
  const { actor, action, subject, details } = write;
  const entry = { seq: previous.seq + 1, at, actor, action, subject, details, prevHash: previous.hash };
  return { ...entry, hash: hashOf(entry) };
}

/** What became of a check: the whole chain holds, or where it breaks first. */
export type ChainCheck =
  | { readonly isIntact: true; readonly end: AuditAnchor }
  | { readonly isIntact: false; readonly seq: number; readonly problem: string };

/**
 * Follows a chain from its first entry to its end. `anchors` are ends that it is known to have had: an entry that was
 * cut off, or written anew with all that follow it, is found by them.
 */
export async function checkChain(
  entries: AsyncIterable<AuditEntry>,
  anchors: readonly AuditAnchor[],
): Promise<ChainCheck> {
  let end = CHAIN_START;
  for await (const entry of entries) {
    const problem = problemOf(entry, end) ?? contradiction(entry, anchors);
    if (problem !== null) return { isIntact: false, ...problem };
    end = { seq: entry.seq, hash: entry.hash };
  }
  const missing = anchors.filter((anchor) => anchor.seq > end.seq).map((anchor) => anchor.seq);
  if (missing.length === 0) return { isIntact: true, end };
  const seq = end.seq + 1;
  const last = Math.max(...missing);
  return {
    isIntact: false,
    seq,
    problem: last === seq ? 'it is missing' : `it and all up to ${last} are missing`,
  };
}

function problemOf(entry: AuditEntry, end: AuditAnchor): { seq: number; problem: string } | null {
  if (entry.seq > end.seq + 1) return { seq: end.seq + 1, problem: 'it is missing' };
  if (entry.hash !== hashOf(entry)) return { seq: entry.seq, problem: 'it was altered' };
  if (entry.prevHash !== end.hash)
    return { seq: entry.seq, problem: 'it does not follow the entry before it, one of the two was replaced' };
  return null;
}

function contradiction(
  { seq, hash }: AuditEntry,
  anchors: readonly AuditAnchor[],
): { seq: number; problem: string } | null {
  const isOther = anchors.some((anchor) => anchor.seq === seq && anchor.hash !== hash);
  return isOther
    ? { seq, problem: 'it, or one before it, was written anew: its hash was another one' }
    : null;
}
