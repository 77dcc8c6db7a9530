/** Which workers of this process are stuck, and why; the watch says it, health and launcher ask. */
export class WorkState {
  private readonly reasons = new Map<string, string>();
  private readonly told: ((reason: string) => void)[] = [];

  /** Null when every worker gets on, has nothing to do, or can't do anything about it. */
  get stuck(): string | null {
    return this.reasons.size === 0 ? null : [...this.reasons.values()].join('; ');
  }

  /** Is called when the first worker is found stuck. */
  onStuck(callback: (reason: string) => void): void {
    this.told.push(callback);
  }

  /** Says how the worker of a queue is; null when it is well. */
  say(queue: string, reason: string | null): void {
    const wasStuck = this.reasons.size > 0;
    if (reason === null) this.reasons.delete(queue);
    else this.reasons.set(queue, reason);
    if (reason !== null && !wasStuck) for (const tell of this.told) tell(reason);
  }
}
