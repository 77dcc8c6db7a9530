import { describe, expect, it } from '@jest/globals';
import type { PlacetEvent } from '../events/event-types.ts';
import type { ChangeOrigin, StandingQuestion, Transition } from '../ports/record/standing.ts';
import { tellTransitions } from './tell-transitions.ts';

const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const QUESTION: StandingQuestion = {
  id: 'q',
  market: 'KR',
  base: 'public',
  need: null,
  condition: null,
  tenant: null,
  since: null,
};
const CHANGE = { position: '7-1', kind: 'vendor', key: 'alpha', version: null, deliveryId: 'd' };
const ORIGIN: ChangeOrigin = { source: 'story', delivery: 'd', pointer: '/0', traceparent: TRACE };

function turned(cause: Transition['cause'], tenant: string | null = null): Transition {
  return {
    question: { ...QUESTION, id: tenant ?? 'q', tenant },
    offering: 'alpha-cloud',
    vendor: 'alpha',
    before: 'unknown',
    after: 'eligible',
    asOf: '2026-11-24',
    position: '7-1',
    cause,
    parts: { gates: [], served: null },
  };
}

async function told(transitions: readonly Transition[], origin: ChangeOrigin): Promise<PlacetEvent[]> {
  const events: PlacetEvent[] = [];
  await tellTransitions(
    {
      events: { put: (_, event) => Promise.resolve(events.push(event) > 0) },
      standing: { originsOf: () => Promise.resolve(new Map([[CHANGE.position, origin]])) },
      transactions: { actFor: () => Promise.resolve() },
    },
    { transaction: null },
    transitions,
    transitions.map((_, index) => `t${index}`),
  );
  return events;
}

describe('what is told of a verdict that turned', () => {
  it('goes on in the trace of the delivery that turned it, to everybody and to the tenant whose question it is', async () => {
    const cause = { kind: 'change', change: CHANGE } as const;
    const events = await told([turned(cause), turned(cause, 'a')], ORIGIN);
    expect(events.map(({ tenant, traceparent }) => [tenant, traceparent])).toEqual([
      [null, TRACE],
      ['a', TRACE],
    ]);
  });

  it('has no trace when a day turned it, or when the delivery came without a request', async () => {
    const thing = { kind: 'date', effect: 'reached', id: '2026-11-24', subject: null, what: null } as const;
    const [byDay] = await told([turned({ kind: 'day', thing })], ORIGIN);
    expect(byDay?.traceparent).toBeNull();
    const polled = { ...ORIGIN, traceparent: null };
    const [byPoll] = await told([turned({ kind: 'change', change: CHANGE })], polled);
    expect(byPoll?.traceparent).toBeNull();
  });
});
