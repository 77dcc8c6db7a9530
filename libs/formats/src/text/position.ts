/** A place in a source text; line and column count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A text that cannot be read, with the place where reading stopped. */
export interface TextProblem extends Position {
  /** JSON Pointer of the nearest value inside the document. */
  readonly pointer: string;
  readonly message: string;
}

/** Translates offsets of one text into lines and columns. */
export class LineIndex {
  readonly #starts: readonly number[];
  readonly #firstLine: number;

  /** `firstLine` is the line number of the text's own first line inside a larger delivery. */
  constructor(text: string, firstLine = 1) {
    const starts = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#starts = starts;
    this.#firstLine = firstLine;
  }

  /** Finds the line and column of an offset in O(log lines). */
  at(offset: number): Position {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: this.#firstLine + low, column: offset - (this.#starts[low] ?? 0) + 1 };
  }
}
