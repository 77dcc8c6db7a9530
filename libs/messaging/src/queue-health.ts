/** How the queue back end is, whichever it is. */
export abstract class QueueHealth {
  /** Answers over the connection that this process works by, or throws. */
  abstract ping(): Promise<void>;
  /** Answers over a connection of its own, or throws: tells a dead connection from a back end that is away. */
  abstract reach(): Promise<void>;
}
