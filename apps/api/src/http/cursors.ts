import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { KeySecrets, type Principal } from '#access';
import { ProblemException } from './problem.ts';

/** Opaque list cursors, signed and bound to who asks and to the query, so that they can't be forged or moved. */
@Injectable()
export class Cursors {
  constructor(private readonly secrets: KeySecrets) {}

  write(state: Readonly<Record<string, unknown>>, scope: readonly unknown[]): string {
    const body = Buffer.from(JSON.stringify(state)).toString('base64url');
    return `${body}.${this.sign(body, scope)}`;
  }

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- names the state that this caller wrote
  read<T extends Readonly<Record<string, unknown>>>(
    cursor: string | undefined,
    scope: readonly unknown[],
  ): T | null {
    if (cursor === undefined) return null;
    const [body = '', signature = ''] = cursor.split('.');
    const expected = Buffer.from(this.sign(body, scope));
    const given = Buffer.from(signature);
    if (expected.length !== given.length || !timingSafeEqual(expected, given)) {
      const detail =
        'The cursor does not belong to this query. Take "next" from the answer to the same question, or start without a cursor.';
      throw new ProblemException('invalid-request', detail, [{ parameter: 'cursor', detail }]);
    }
    const state: T = JSON.parse(Buffer.from(body, 'base64url').toString('utf8'));
    return state;
  }

  private sign(body: string, scope: readonly unknown[]): string {
    const bound = hash('sha256', JSON.stringify(scope), 'hex');
    return createHmac('sha256', this.secrets.pepper)
      .update(`cursor\n${bound}\n${body}`)
      .digest('base64url')
      .slice(0, 22);
  }
}

/** What a cursor is bound to beside its query. */
export function scopeOf(principal: Principal | undefined, route: string, query: object): unknown[] {
  return [
    principal?.id ?? null,
    route,
    Object.entries(query)
      .filter(([name]) => name !== 'cursor' && name !== 'limit')
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  ];
}
