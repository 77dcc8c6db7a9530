import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { findStatement, nearestNames, type World } from '#domain';
import { Conflict, NotFound } from '../errors.ts';
import { WorldKeeper } from '../answers/world-keeper.ts';
import {
  type DisputeEvidence,
  type DisputeRecord,
  type DisputeStep,
  DisputeStore,
} from '../ports/record/disputes.ts';
import { Transactions } from '../ports/transactions.ts';

/** What somebody says against a statement, or what somebody else decides about it. */
export interface DisputeMove {
  readonly reason: string;
  readonly evidence: DisputeEvidence | null;
  readonly by: DisputeStep['by'];
}

/** A dispute after a move, and the place of that move in the change log. */
export interface DisputeMoved {
  readonly dispute: DisputeRecord;
  readonly position: string;
}

/** How long a move waits until this process answers by it; another transaction may hold the log back. */
const WAIT_MS = 5000;

/** Disputes about statements: raised by whoever is concerned, decided by an analyst, and in every answer meanwhile. */
@Injectable()
export class DisputeFacts {
  constructor(
    private readonly transactions: Transactions,
    private readonly disputes: DisputeStore,
    private readonly worlds: WorldKeeper,
  ) {}

  /** Disputes about a statement; throws {@link NotFound} for one that was never stated or disputed. */
  async about(statement: string): Promise<readonly DisputeRecord[]> {
    const found = await this.disputes.about(statement);
    if (found.length === 0) subjectOf(this.worlds.world, statement);
    return found;
  }

  /** One dispute about a statement. */
  async find(statement: string, id: string): Promise<DisputeRecord> {
    return pick(await this.about(statement), id);
  }

  /** Raises a dispute; a statement has at most one open one. */
  async raise(statement: string, move: DisputeMove): Promise<DisputeMoved> {
    const subject = subjectOf(this.worlds.world, statement);
    const id = randomUUID();
    const position = await this.transactions.run(async (tx) => {
      const open = (await this.disputes.about(statement, tx)).find(({ status }) => status === 'open');
      if (open)
        throw new Conflict(
          `The fact "${statement}" is disputed already (dispute ${open.id}). It can be disputed again once that is decided.`,
        );
      return this.disputes.add(tx, { id, statement, subject }, { ...move, status: 'open' });
    });
    return this.moved(statement, id, position);
  }

  /** Decides an open dispute, if it is still as the decider saw it. */
  async decide(
    statement: string,
    id: string,
    status: 'upheld' | 'rejected',
    move: DisputeMove,
    isAsSeen: (dispute: DisputeRecord) => void,
  ): Promise<DisputeMoved> {
    await this.about(statement);
    const position = await this.transactions.run(async (tx) => {
      const dispute = pick(await this.disputes.about(statement, tx), id);
      isAsSeen(dispute);
      if (dispute.status !== 'open')
        throw new Conflict(
          `Dispute ${id} was ${dispute.status} before; raise a new one to reopen the question.`,
        );
      return this.disputes.add(tx, dispute, { ...move, status });
    });
    return this.moved(statement, id, position);
  }

  private async moved(statement: string, id: string, position: string): Promise<DisputeMoved> {
    await this.worlds.waitFor(position, WAIT_MS);
    return { dispute: await this.find(statement, id), position };
  }
}

function pick(disputes: readonly DisputeRecord[], id: string): DisputeRecord {
  const dispute = disputes.find((one) => one.id === id);
  if (dispute) return dispute;
  throw new NotFound(
    'dispute',
    id,
    nearestNames(
      id,
      disputes.map((one) => one.id),
    ),
  );
}

function subjectOf(world: World, statement: string): string {
  const found = findStatement(world, statement);
  if (found) return found.subject;
  // Ids begin with their vendor or subject, so the nearest ones are looked for among those that begin alike.
  const [start = ''] = statement.split(/[/#]/);
  const similar = [...world.facts.values(), ...world.certificates.values()]
    .flat()
    .map(({ id }) => id)
    .filter((id) => id.startsWith(start.slice(0, 3)));
  throw new NotFound('fact', statement, nearestNames(statement, similar.slice(0, 5000)));
}
