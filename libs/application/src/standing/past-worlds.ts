import { contestStatements, type StandingDispute, type World } from '#domain';
import { type DocumentKind, isDocumentKind, WorldBuilder } from '../ports/record/documents.ts';
import { type LoggedTransaction, PastRecord } from '../ports/record/past-record.ts';
import { assemble } from '../answers/assemble.ts';

/** A world at a position of the change log, with what the next one is made from. */
export interface PastWorld {
  readonly world: World;
  /** What the documents say, before disputes contest it. */
  readonly stated: World;
  readonly disputes: readonly StandingDispute[];
}

/** Makes worlds at exact positions of the change log. */
export class PastWorlds {
  constructor(
    private readonly record: PastRecord,
    private readonly builder: WorldBuilder,
  ) {}

  /** The world at a position. */
  async at(position: string): Promise<PastWorld> {
    const built = await assemble(this.builder, null, await this.record.documents(position, null), position);
    const stated = { ...built, staleFeeds: await this.record.staleSources(position) };
    return contested(stated, await this.record.disputes(position));
  }

  /** The world after one more transaction. */
  async after(past: PastWorld, { position, changes }: LoggedTransaction): Promise<PastWorld> {
    const keys = new Map<string, { kind: DocumentKind; key: string }>();
    for (const { kind, key } of changes) if (isDocumentKind(kind)) keys.set(`${kind}\n${key}`, { kind, key });
    let stated: World = { ...past.stated, position };
    if (changes.some(({ kind }) => kind === 'source'))
      stated = { ...stated, staleFeeds: await this.record.staleSources(position) };
    if (keys.size > 0) {
      const touched = [...keys.values()];
      stated = await assemble(this.builder, stated, await this.record.documents(position, touched), position);
    }
    const disputes = changes.some(({ kind }) => kind === 'dispute')
      ? await this.record.disputes(position)
      : past.disputes;
    return contested(stated, disputes);
  }
}

function contested(stated: World, disputes: readonly StandingDispute[]): PastWorld {
  return { world: contestStatements(stated, disputes), stated, disputes };
}
