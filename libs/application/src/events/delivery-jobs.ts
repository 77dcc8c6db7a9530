/** Names of the delivery queue and its jobs; payloads hold ids only. */
export const DELIVERY = {
  queue: 'delivery',
  /** Tells everybody who waits for it about one event: `event` is its id. */
  event: 'event',
  /** Sends what waits for one webhook: `webhook` and `tenant` are ids. */
  webhook: 'webhook',
} as const;
