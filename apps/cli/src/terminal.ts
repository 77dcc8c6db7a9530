/** Where a command speaks: results to standard output, progress and complaints to standard error. */
export class Terminal {
  private bar = '';

  constructor(
    private readonly out: NodeJS.WritableStream = process.stdout,
    private readonly err: NodeJS.WritableStream & {
      readonly isTTY?: boolean;
      readonly columns?: number;
    } = process.stderr,
  ) {}

  /** Whether somebody looks at it, so that a line can be drawn again and again. */
  get isWatched(): boolean {
    return this.err.isTTY === true;
  }

  get columns(): number {
    // Some terminals don't know and say 0.
    const { columns = 0 } = this.err;
    return columns > 0 ? columns : 80;
  }

  /** Prints a line of the result. */
  say(line: string): void {
    this.clear();
    this.out.write(`${line}\n`);
  }

  /** Prints a line beside the result. */
  complain(line: string): void {
    this.clear();
    this.err.write(`${line}\n`);
  }

  /** Shows how far something is: the same line anew where somebody watches, else a line of its own. */
  show(line: string): void {
    if (line === this.bar) return;
    if (this.isWatched) this.err.write(`\r${line}\u001B[K`);
    else this.err.write(`${line}\n`);
    this.bar = line;
  }

  /** Takes the line of the progress away. */
  clear(): void {
    if (this.bar !== '' && this.isWatched) this.err.write('\r\u001B[K');
    this.bar = '';
  }
}
