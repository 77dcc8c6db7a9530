import type { Certificate, Fact, Statement, SubjectRef } from '../model/evidence.ts';
import type { World } from '../model/world.ts';
import { OverlaidMap } from '../collection/overlaid-map.ts';

/** How far a dispute about a statement has come. */
export const DISPUTE_STATUSES = ['open', 'upheld', 'rejected'] as const;
export type DisputeStatus = (typeof DISPUTE_STATUSES)[number];

/** A dispute as the world needs it: about which statement, and how it stands. */
export interface StandingDispute {
  readonly id: string;
  readonly statement: string;
  readonly subject: SubjectRef;
  readonly status: DisputeStatus;
  /** The day on which it was raised. */
  readonly since: string;
}

/** The dispute that counts where there were several: an open one, else one that was upheld, else the latest. */
function foremost(disputes: readonly StandingDispute[]): StandingDispute | undefined {
  const latestFirst = disputes.toSorted((a, b) => (a.since > b.since ? -1 : a.since < b.since ? 1 : 0));
  return (
    latestFirst.find(({ status }) => status === 'open') ??
    latestFirst.find(({ status }) => status === 'upheld') ??
    latestFirst[0]
  );
}

function grouped<Entry>(
  entries: readonly Entry[],
  keyOf: (entry: Entry) => string,
): ReadonlyMap<string, readonly Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) groups.set(keyOf(entry), [...(groups.get(keyOf(entry)) ?? []), entry]);
  return groups;
}

function marked<Kind extends Statement>(
  statements: ReadonlyMap<SubjectRef, readonly Kind[]>,
  bySubject: ReadonlyMap<SubjectRef, readonly StandingDispute[]>,
): ReadonlyMap<SubjectRef, readonly Kind[]> {
  const above = new Map<SubjectRef, readonly Kind[]>();
  for (const [subject, disputes] of bySubject) {
    const own = statements.get(subject);
    if (own === undefined) continue;
    const byStatement = grouped(disputes, ({ statement }) => statement);
    above.set(
      subject,
      own.map((statement) => {
        const dispute = foremost(byStatement.get(statement.id) ?? []);
        if (dispute === undefined) return statement;
        const { id, status, since } = dispute;
        return { ...statement, dispute: { id, status, since } };
      }),
    );
  }
  return above.size === 0 ? statements : new OverlaidMap(statements, above);
}

/**
 * Marks the disputed statements of a world, so that an open dispute contests them and an upheld one takes them out of
 * every decision. The world itself stays as it is.
 */
export function contestStatements<Known extends World>(
  world: Known,
  disputes: readonly StandingDispute[],
): Known {
  if (disputes.length === 0) return world;
  const bySubject = grouped(disputes, ({ subject }) => subject);
  return {
    ...world,
    facts: marked<Fact>(world.facts, bySubject),
    certificates: marked<Certificate>(world.certificates, bySubject),
  };
}

/** Finds a fact or certificate by its id, wherever it is stated. */
export function findStatement(world: World, id: string): Fact | Certificate | null {
  for (const list of world.facts.values()) for (const fact of list) if (fact.id === id) return fact;
  for (const list of world.certificates.values())
    for (const certificate of list) if (certificate.id === id) return certificate;
  return null;
}
