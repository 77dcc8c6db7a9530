/** Says whether the queue back end answers. */
export abstract class QueueHealth {
  abstract ping(): Promise<void>;
}
