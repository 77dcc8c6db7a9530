/** Which sessions were ended before their time. */
export abstract class EndedSessions {
  /** Ends a session in every process; `until` is when it would have ended by itself. */
  abstract end(id: string, until: Date): Promise<void>;
  abstract isEnded(id: string): Promise<boolean>;
}
