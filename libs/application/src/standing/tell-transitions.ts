import { compareText, type World } from '#domain';
import { eventId } from '../events/event-id.ts';
import type { EventCause } from '../events/event-types.ts';
import type { Change } from '../ports/record/documents.ts';
import type { EventLog } from '../ports/following/events.ts';
import type { ChangeOrigin, StandingVerdicts, Transition } from '../ports/record/standing.ts';
import type { Transactions, Tx } from '../ports/transactions.ts';

function causeOf(change: Change, origins: ReadonlyMap<string, ChangeOrigin>): EventCause {
  const { position, kind, key, version } = change;
  const { source = null, delivery = null, pointer = null } = origins.get(position) ?? {};
  return { change: position, kind, key, version, source, delivery, pointer };
}

/** What telling needs of the record. */
interface Telling {
  readonly events: Pick<EventLog, 'put'>;
  readonly standing: Pick<StandingVerdicts, 'originsOf'>;
}

/** What is told goes on in the trace of the delivery that turned it. */
function traceOf(change: Change | null, origins: ReadonlyMap<string, ChangeOrigin>): string | null {
  return change === null ? null : (origins.get(change.position)?.traceparent ?? null);
}

function causeOfTransition({ cause }: Transition, origins: ReadonlyMap<string, ChangeOrigin>): EventCause {
  if (cause.kind === 'change') return causeOf(cause.change, origins);
  const { id } = cause.thing;
  return { change: null, kind: 'day', key: id, version: null, source: null, delivery: null, pointer: null };
}

/**
 * Tells changes of verdicts, in the transaction that makes them. An event's id follows from the step of the log, so that
 * a step that is repeated tells nothing twice. Those of tenants' own questions come last, each told as its tenant's.
 */
export async function tellTransitions(
  { events, standing, transactions }: Telling & { readonly transactions: Pick<Transactions, 'actFor'> },
  tx: Tx,
  transitions: readonly Transition[],
  ids: readonly string[],
): Promise<void> {
  const changes = transitions.flatMap(({ cause }) => (cause.kind === 'change' ? [cause.change] : []));
  const origins = await standing.originsOf(tx, changes);
  const told = transitions
    .map((transition, index) => ({ transition, id: ids[index] ?? '' }))
    .toSorted((a, b) => compareText(a.transition.question.tenant ?? '', b.transition.question.tenant ?? ''));
  let actsFor: string | null = null;
  for (const { transition, id } of told) {
    const { question, offering, vendor, before, after, asOf, position, cause } = transition;
    if (question.tenant !== null && question.tenant !== actsFor) {
      await transactions.actFor(tx, question.tenant);
      actsFor = question.tenant;
    }
    await events.put(tx, {
      id: eventId('transition', question.id, offering, position, asOf),
      type: 'placet.verdict.changed',
      tenant: question.tenant,
      subject: `${question.market}/${offering}`,
      market: question.market,
      vendor,
      traceparent: traceOf(cause.kind === 'change' ? cause.change : null, origins),
      data: {
        transition: id,
        market: question.market,
        question: question.id,
        need: question.base,
        vendor,
        offering,
        before,
        after,
        asOf,
        cause: causeOfTransition(transition, origins),
      },
    });
  }
}

/** Tells that versions of regimes were published, in the transaction of the step that reaches them. */
export async function tellRegimes(
  { events, standing }: Telling,
  tx: Tx,
  world: World,
  changes: readonly Change[],
): Promise<void> {
  const published = changes.filter(({ kind }) => kind === 'regime');
  const origins = await standing.originsOf(tx, published);
  for (const change of published) {
    const regime = (world.regimes.get(change.key) ?? []).find(({ version }) => version === change.version);
    await events.put(tx, {
      id: eventId('regime', change.position),
      type: 'placet.regime.published',
      tenant: null,
      subject: change.key,
      market: regime?.market ?? null,
      vendor: null,
      traceparent: traceOf(change, origins),
      data: {
        regime: change.key,
        version: change.version ?? '',
        market: regime?.market ?? null,
        title: regime?.title ?? null,
        cause: causeOf(change, origins),
      },
    });
  }
}
