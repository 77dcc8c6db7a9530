import type { Delivery } from '#application';

/** How fast a delivery is read, and when it will be. */
export interface DeliveryProgress {
  /** Items a second since reading began, to a tenth; null before. */
  readonly rate: number | null;
  /** When it will be read at this rate; null before anything is read and once it is. */
  readonly eta: Date | null;
}

/**
 * Says how a delivery gets on. How many items there will be is known at the end only, so the time left comes from the
 * share of its bytes that is read; once all are, from the items that are not settled yet.
 */
export function progressOf(
  delivery: Pick<Delivery, 'started' | 'finished' | 'received' | 'counts' | 'bytes'>,
  now: Date,
): DeliveryProgress {
  const { started, finished, received, counts, bytes } = delivery;
  const elapsedMs = started === null ? 0 : (finished ?? now).getTime() - started.getTime();
  if (elapsedMs <= 0) return { rate: null, eta: null };
  const settled = received - counts.pending;
  const rate = Math.round((settled / elapsedMs) * 10_000) / 10;
  if (finished !== null) return { rate, eta: null };
  const leftMs =
    bytes.read > 0 && bytes.read < bytes.total
      ? (elapsedMs * (bytes.total - bytes.read)) / bytes.read
      : rate > 0 && counts.pending > 0
        ? (counts.pending / rate) * 1000
        : null;
  return { rate, eta: leftMs === null ? null : new Date(now.getTime() + Math.round(leftMs)) };
}
