import type { JsonObject, JsonValue } from '../json/json-value.ts';
import type { ItemProblem } from '../notice/problem.ts';

/** Where a record stands in its document. */
export interface RecordPlace {
  /** JSON Pointer, XPath, or `/line` of a table. */
  readonly pointer: string;
  /** Line on which it begins, from 1. */
  readonly line: number;
}

/** One record of a flat source, what surrounds the records, or a broken rule with the text that broke it. */
export type FlatItem =
  | (RecordPlace & {
      readonly type: 'record';
      readonly value: JsonValue;
      readonly raw: string;
      /** What the document says around the records, as far as it has been read. */
      readonly envelope?: JsonObject;
    })
  | (RecordPlace & {
      readonly type: 'envelope';
      /** The document without its records, read to its end. */
      readonly value: JsonObject;
      readonly raw: string;
      /** Whether a place for records was there, empty or not. */
      readonly hasRecords: boolean;
    })
  | (RecordPlace & { readonly type: 'problem'; readonly problem: ItemProblem; readonly raw: string });
