import { type Decision, type TurnedParts, ownersAbove, type Trace, type World } from '#domain';
import type { Change } from '../ports/record/documents.ts';
import type { PastRecord } from '../ports/record/past-record.ts';

/** Kinds of entries that no verdict depends on. */
const WITHOUT_EFFECT = new Set(['notice', 'action', 'relevance', 'clauses', 'day']);

/** Says whether an entry of the change log can turn a verdict. */
export function canTurn({ kind }: Change): boolean {
  return !WITHOUT_EFFECT.has(kind);
}

/** A verdict that turned, with both decisions and their traces. */
export interface TracedFlip {
  readonly offering: string;
  readonly vendor: string;
  readonly before: Decision | null;
  readonly after: Decision | null;
  readonly parts: TurnedParts;
}

/**
 * Finds, among the changes of one transaction, the one that a flip depends on: a regime whose gates turned, or a
 * document that made a statement that turned gates read; else one about the offering's vendor or its owners; else the
 * last that can turn any verdict. Of equals the last one.
 */
export async function causeOfFlip(
  record: PastRecord,
  world: World,
  changes: readonly Change[],
  flip: TracedFlip,
): Promise<Change> {
  const read = statementsRead(flip);
  const speakers = new Set(
    [...(await record.speakersOf(read)).values()].flat().map(({ kind, key }) => `${kind}\n${key}`),
  );
  const disputed = new Set(read);
  const regimes = new Set(flip.parts.gates.map(({ regime }) => regime));
  const entities = ownersAbove(world, [flip.vendor]);
  const weightOf = ({ kind, key }: Change): number => {
    if (kind === 'regime' && regimes.has(key)) return 4;
    if (speakers.has(`${kind}\n${key}`) || (kind === 'dispute' && disputed.has(key))) return 4;
    if (kind === 'vendor' && key === flip.vendor) return 3;
    if ((kind === 'entity' || kind === 'holder-list') && entities.has(key)) return 2;
    return kind === 'vendor' || kind === 'regime' || kind === 'facts' ? 0 : 1;
  };
  let cause: Change | undefined;
  let weight = -1;
  for (const change of changes) {
    const own = canTurn(change) ? weightOf(change) : -1;
    if (own < 0 || own < weight) continue;
    cause = change;
    weight = own;
  }
  if (cause === undefined) throw new Error('A verdict turns only with a change that can turn it');
  return cause;
}

function statementsRead({ before, after, parts }: TracedFlip): readonly string[] {
  const turned = new Set(parts.gates.map(({ regime, requirement }) => `${regime}\n${requirement}`));
  const statements = [before, after]
    .flatMap((decision) => decision?.requirements ?? [])
    .filter(({ regime, requirement }) => turned.has(`${regime}\n${requirement}`))
    .flatMap(({ trace }) => (trace === null ? [] : statementsOf(trace)));
  return [...new Set(statements)];
}

function statementsOf({ evidence, children }: Trace): readonly string[] {
  return [...evidence.map(({ statement }) => statement), ...children.flatMap(statementsOf)];
}
