/** How the queue back end is, whichever it is. */
export abstract class QueueHealth {
  /** What works but should not stay as it is, as sentences without their end. */
  abstract readonly problems: readonly string[];
  /** Answers over the connection that this process works by, or throws. */
  abstract ping(): Promise<void>;
  /** Answers over a connection of its own, or throws: tells a dead connection from a back end that is away. */
  abstract reach(): Promise<void>;
}
