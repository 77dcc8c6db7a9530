/** Bounds of a table; past one of them it is refused by rule. */
export interface CsvLimits {
  /** Bytes of one record in UTF-8. */
  readonly recordBytes: number;
  /** Columns of one record: more is an attack or a delimiter taken wrongly. */
  readonly columns: number;
}

/** The limits of design 5. */
export const CSV_LIMITS: CsvLimits = { recordBytes: 1024 * 1024, columns: 5000 };

/** Rules a table can break; each is a stable problem type. */
export type CsvRule =
  | 'csv-empty'
  | 'csv-encoding'
  | 'csv-unclosed-quote'
  | 'csv-quote'
  | 'csv-record-size'
  | 'csv-columns'
  | 'csv-header'
  | 'csv-nul';

/** A broken rule: what is wrong, where, and what to do about it. */
export class CsvProblem extends Error {
  override readonly name = 'CsvProblem';

  constructor(
    readonly rule: CsvRule,
    message: string,
    /** Line and column of the place, from 1. */
    readonly line: number,
    readonly column: number,
  ) {
    super(message);
  }
}
