import { Injectable } from '@nestjs/common';
import type { ItemProblem, ItemRecord, Outcome } from '../ports/intake/deliveries.ts';
import { WorldKeeper } from '../answers/world-keeper.ts';
import {
  type Arrival,
  DocumentStore,
  type PlacedDocument,
  StatementReader,
  type WriteOutcome,
} from '../ports/record/documents.ts';
import {
  type IncomingNotice,
  NoticeCorrections,
  type NoticeOutcome,
  NoticeStore,
} from '../ports/intake/notices.ts';
import type { ReadItem } from '../ports/intake/reading.ts';
import type { Tx } from '../ports/transactions.ts';

/** What the ledger says of an item, before it has a place in a delivery. */
export type ItemAccount = Omit<ItemRecord, 'ordinal'>;

const FRAGMENT_CHARS = 8000;

/** Writes items that were read to the stores and says for each what became of it. */
@Injectable()
export class ItemApplier {
  constructor(
    private readonly documents: DocumentStore,
    private readonly notices: NoticeStore,
    private readonly corrections: NoticeCorrections,
    private readonly statements: StatementReader,
    private readonly worlds: WorldKeeper,
  ) {}

  /**
   * One account per item, in order; everything is part of the caller's transaction. `from` is the place of the first
   * item in its delivery. In a re-reading what is stored gets the form that it is read in now.
   */
  async apply(
    tx: Tx,
    arrival: Arrival & { readonly isRereading?: boolean },
    from: number,
    chunk: readonly ReadItem[],
  ): Promise<ItemAccount[]> {
    const documents = chunk.flatMap((item, index): PlacedDocument[] =>
      item.kind === 'document' ? [{ ...item.document, ordinal: from + index }] : [],
    );
    const notices = chunk.flatMap((item) => (item.kind === 'notice' ? [item.notice] : []));
    const written =
      documents.length > 0
        ? await this.documents.write(tx, arrival, documents, (stored) =>
            this.statements.read(stored, this.worlds.world),
          )
        : [];
    const noted = notices.length > 0 ? await this.notices.write(tx, arrival.deliveryId, notices) : [];
    if (arrival.isRereading === true) await this.correct(tx, arrival.deliveryId, notices, noted);
    let nextDocument = 0;
    let nextNotice = 0;
    return chunk.map((item) => {
      if (item.kind === 'broken') {
        return {
          pointer: item.pointer,
          kind: item.what,
          key: item.key,
          outcome: 'quarantined',
          problem: item.problem,
          fragment: item.fragment,
        };
      }
      if (item.kind === 'document') {
        const { kind, key, version, revision, body } = item.document;
        return {
          pointer: item.pointer,
          kind,
          key,
          ...settle(
            written[nextDocument++],
            `${kind} "${key}" version "${version}"`,
            body,
            `, or under the same one with revision: ${(revision ?? 1) + 1}`,
          ),
        };
      }
      const { notice, raw } = item.notice;
      const note = noted[nextNotice++];
      return {
        pointer: item.pointer,
        kind: 'notice',
        key: note?.id ?? notice.key,
        ...settle(note?.outcome, `notice "${notice.key}" version "${notice.nativeVersion}"`, raw),
      };
    });
  }

  /** What is stored word for word as it came may be understood in another way now. */
  private async correct(
    tx: Tx,
    deliveryId: string,
    notices: readonly IncomingNotice[],
    noted: readonly Noted[],
  ): Promise<void> {
    const known = notices.flatMap((notice, index) => {
      const note = noted[index];
      return note?.outcome === 'unchanged' ? [{ notice, note }] : [];
    });
    const differs = await this.corrections.correct(
      tx,
      deliveryId,
      known.map(({ notice }) => notice),
    );
    for (const [index, { note }] of known.entries()) if (differs[index] === true) note.outcome = 'applied';
  }
}

interface Noted {
  outcome: NoticeOutcome;
  readonly id: string;
}

function settle(
  outcome: WriteOutcome | Outcome | undefined,
  what: string,
  body: unknown,
  otherWay = '',
): { outcome: Outcome; problem: ItemProblem | null; fragment?: string } {
  if (outcome === undefined) throw new Error(`The store gave no outcome for ${what}`);
  if (outcome !== 'conflict') return { outcome, problem: null };
  return {
    outcome: 'quarantined',
    fragment: (typeof body === 'string' ? body : JSON.stringify(body)).slice(0, FRAGMENT_CHARS),
    problem: {
      type: 'version-conflict',
      title: 'Same version, other content',
      detail: `Another body of ${what} was applied before; the first one stays. Publish the correction under a new version${otherWay}.`,
      errors: [{ pointer: '/version', detail: 'This version exists already with different content.' }],
    },
  };
}
