import { DELIVERY } from '#application';

/** Queue that tells events outside: to webhooks, watches and digests. */
export const DELIVERY_QUEUE = DELIVERY.queue;

export interface DeliveryQueueJobs {
  [DELIVERY.event]: { event: string; tenant?: string };
  [DELIVERY.webhook]: { webhook: string; tenant: string };
}
