import type { Certificate, Fact } from '#domain';

/** A column as calendars see it: the statements of its classes, of which there may come more. */
export interface StatedColumn {
  readonly size: number;
  /** The class of a row. */
  at(row: number): number;
  statementsOf(id: number): readonly (Fact | Certificate)[];
}
