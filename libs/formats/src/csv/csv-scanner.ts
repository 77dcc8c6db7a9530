import { CsvProblem, type CsvLimits } from './csv-problem.ts';

const QUOTE = '"';
const LINE_FEED = 10;
const RETURN = 13;
/** How much of a refused record is kept to be shown. */
const FRAGMENT_CHARS = 8192;

/** One record cut out of a table, or the rule it breaks with its beginning. */
export type CsvEvent =
  | {
      readonly type: 'record';
      readonly line: number;
      readonly offset: number;
      readonly cells: readonly string[];
      readonly raw: string;
    }
  | {
      readonly type: 'broken';
      readonly line: number;
      readonly offset: number;
      readonly problem: CsvProblem;
      readonly raw: string;
    };

type State = 'start' | 'plain' | 'quoted' | 'quoteSeen' | 'skip' | 'lost';

/**
 * Cuts decoded text into records (RFC 4180, with line ends of any kind). A record that breaks a rule is told and its
 * neighbours pass; only after a quote that never closes nothing can be told apart any more.
 */
export class CsvScanner {
  private state: State = 'start';
  private events: CsvEvent[] = [];
  /** Text from the beginning of the present record on. */
  private text = '';
  private at = 0;
  private cellStart = 0;
  private cellQuoted = false;
  private cells: string[] = [];
  private fault: CsvProblem | undefined;

  private line = 1;
  private lineStart = 0;
  private recordLine = 1;
  private recordOffset = 0;
  private quoteLine = 0;
  private quoteColumn = 0;
  /** A carriage return ended the last record; a line feed right after it belongs to it. */
  private afterReturn = false;

  constructor(
    private readonly delimiter: string,
    private readonly limits: CsvLimits,
  ) {}

  /** Reads text and returns the records that ended in it. */
  push(chunk: string): readonly CsvEvent[] {
    this.events = [];
    if (this.state === 'lost') return this.events;
    this.text += chunk;
    while (this.at < this.text.length && this.running()) this.step();
    if (this.at > this.limits.recordBytes && this.running()) this.tooLarge();
    return this.events;
  }

  /** Ends the table and returns what was still open. */
  end(): readonly CsvEvent[] {
    this.events = [];
    if (this.state === 'quoted') this.unclosed('');
    else if (this.running() && this.state !== 'skip' && this.at > 0) {
      // The last delimiter has an empty cell after it.
      if (this.state === 'start') this.cellStart = this.at;
      this.cellQuoted &&= this.state !== 'start';
      this.endRecord(0);
    }
    return this.events;
  }

  private running(): boolean {
    return this.state !== 'lost';
  }

  private step(): void {
    switch (this.state) {
      case 'start':
        this.startCell();
        break;
      case 'plain':
      case 'skip':
        this.plain();
        break;
      case 'quoted':
        this.quoted();
        break;
      default:
        this.quoteSeen();
    }
  }

  private startCell(): void {
    if (this.afterReturn) {
      this.afterReturn = false;
      if (this.text.charCodeAt(this.at) === LINE_FEED) {
        this.drop(1);
        this.lineStart = 0;
        return;
      }
    }
    this.cellStart = this.at;
    this.cellQuoted = this.text.charAt(this.at) === QUOTE;
    if (!this.cellQuoted) {
      this.state = 'plain';
      return;
    }
    this.quoteLine = this.line;
    this.quoteColumn = this.at - this.lineStart + 1;
    this.at += 1;
    this.state = 'quoted';
  }

  private plain(): void {
    const { text } = this;
    const delimiter = this.delimiter.charCodeAt(0);
    for (let at = this.at; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === LINE_FEED || code === RETURN) {
        this.at = at;
        this.endLine(code);
        return;
      }
      if (code === delimiter && this.state === 'plain') {
        this.at = at;
        this.endCell();
        return;
      }
    }
    this.at = text.length;
  }

  private quoted(): void {
    const end = this.text.indexOf(QUOTE, this.at);
    const stop = end < 0 ? this.text.length : end;
    for (let next = this.text.indexOf('\n', this.at); next >= 0 && next < stop;) {
      this.line += 1;
      this.lineStart = next + 1;
      next = this.text.indexOf('\n', next + 1);
    }
    this.at = stop;
    if (end < 0) return;
    this.at += 1;
    this.state = 'quoteSeen';
  }

  /** After a quote inside quotes: a second one means a quote, anything but an end is a mistake. */
  private quoteSeen(): void {
    const code = this.text.charCodeAt(this.at);
    if (code === 0x22) {
      this.at += 1;
      this.state = 'quoted';
    } else if (code === this.delimiter.charCodeAt(0)) this.endCell();
    else if (code === LINE_FEED || code === RETURN) this.endLine(code);
    else {
      this.fault ??= new CsvProblem(
        'csv-quote',
        `Line ${this.line}, column ${this.at - this.lineStart + 1}: text follows a closing quote. Double the quotes inside a quoted cell ("" for ").`,
        this.line,
        this.at - this.lineStart + 1,
      );
      this.state = 'plain';
    }
  }

  private endCell(): void {
    this.addCell();
    this.at += 1;
    this.state = 'start';
  }

  private addCell(): void {
    if (this.state === 'skip') return;
    // Past the limit the cells aren't kept: the record is refused anyway.
    if (this.cells.length >= this.limits.columns)
      this.fault ??= new CsvProblem(
        'csv-columns',
        `The record on line ${this.recordLine} has more than ${this.limits.columns} columns; check the delimiter.`,
        this.recordLine,
        1,
      );
    else if (this.cellQuoted && this.fault === undefined)
      this.cells.push(this.text.slice(this.cellStart + 1, this.at - 1).replaceAll('""', QUOTE));
    else this.cells.push(this.text.slice(this.cellStart, this.at));
  }

  private endLine(code: number): void {
    const skipped = this.state === 'skip';
    if (skipped) this.drop(this.at + 1);
    else this.endRecord(1);
    this.afterReturn = code === RETURN;
    this.line += 1;
    this.lineStart = 0;
    this.recordLine = this.line;
  }

  /** Ends the record before a line end of the given width. */
  private endRecord(width: number): void {
    this.addCell();
    const raw = this.text.slice(0, this.at);
    const place = { line: this.recordLine, offset: this.recordOffset };
    // An empty line between records says nothing.
    if (raw !== '') {
      const problem = this.fault ?? this.faultOf(raw);
      this.events.push(
        problem === undefined
          ? { type: 'record', ...place, cells: this.cells, raw }
          : { type: 'broken', ...place, problem, raw: raw.slice(0, FRAGMENT_CHARS) },
      );
    }
    this.drop(this.at + width);
  }

  private faultOf(raw: string): CsvProblem | undefined {
    if (raw.includes('\0'))
      return new CsvProblem(
        'csv-nul',
        `The record on line ${this.recordLine} has a NUL character.`,
        this.recordLine,
        1,
      );
    const large = raw.length * 3 > this.limits.recordBytes;
    return large && Buffer.byteLength(raw) > this.limits.recordBytes ? this.sizeProblem() : undefined;
  }

  private sizeProblem(): CsvProblem {
    return new CsvProblem(
      'csv-record-size',
      `The record on line ${this.recordLine} is larger than ${this.limits.recordBytes} bytes.`,
      this.recordLine,
      1,
    );
  }

  /** A record past its limit: outside quotes the next line goes on, inside nothing can be told apart. */
  private tooLarge(): void {
    if (this.state === 'quoted') {
      this.unclosed(` within ${this.limits.recordBytes} bytes`);
      return;
    }
    if (this.state !== 'skip')
      this.events.push({
        type: 'broken',
        line: this.recordLine,
        offset: this.recordOffset,
        problem: this.fault ?? this.sizeProblem(),
        raw: this.text.slice(0, FRAGMENT_CHARS),
      });
    this.drop(this.at);
    this.state = 'skip';
  }

  private unclosed(bound: string): void {
    const problem = new CsvProblem(
      'csv-unclosed-quote',
      `The quote opened on line ${this.quoteLine}, column ${this.quoteColumn} is not closed${bound}; everything after it is lost. Close it, or double quotes that belong to the text.`,
      this.quoteLine,
      this.quoteColumn,
    );
    const raw = this.text.slice(0, FRAGMENT_CHARS);
    this.events.push({ type: 'broken', line: this.recordLine, offset: this.recordOffset, problem, raw });
    this.text = '';
    this.state = 'lost';
  }

  /** Forgets text that has been dealt with; what follows starts a record. */
  private drop(end: number): void {
    this.recordOffset += end;
    this.lineStart -= end;
    this.text = this.text.slice(end);
    this.at = 0;
    this.cells = [];
    this.fault = undefined;
    this.state = 'start';
  }
}
