/** What time it is; tests set another one. */
export class Clock {
  now(): Date {
    return new Date();
  }

  /** The calendar day in UTC: the day of every answer that names none, whatever the market's zone. */
  today(): string {
    return this.now().toISOString().slice(0, 10);
  }
}
