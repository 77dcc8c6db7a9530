/** What is measured of the record itself. */
export interface RecordMeasure {
  /** Age of the oldest delivery that is not read to its end, in seconds; 0 when there is none. */
  readonly oldestUndoneSeconds: number;
  /** Age of the oldest entry of the change log after the asked position, in seconds; 0 when there is none. */
  readonly unseenSeconds: number;
}

/** Measures the record, and the connections of this process to it. */
export abstract class RecordMeasures {
  /** Measures as seen by somebody whose answers include a position of the change log. */
  abstract measure(position: string): Promise<RecordMeasure>;
  /** Connections of this process by what they do, and how many pieces of work wait for one. */
  abstract connections(): Readonly<Record<'busy' | 'idle' | 'waiting', number>>;
}
