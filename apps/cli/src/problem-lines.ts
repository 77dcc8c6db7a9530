/** Where and why something has to be corrected. */
export interface Fault {
  readonly line: number | null;
  readonly column: number | null;
  readonly pointer: string;
  readonly detail: string;
  readonly nearest: readonly string[];
}

/** A fault as one line that editors can jump to: `file:line:column pointer message`. */
export function faultLine(where: string, { line, column, pointer, detail, nearest }: Fault): string {
  const place = `${where}${line === null ? '' : `:${line}${column === null ? '' : `:${column}`}`}`;
  const unsaid = nearest.filter((name) => !detail.includes(name));
  const hint = unsaid.length === 0 ? '' : ` Nearest: ${unsaid.join(', ')}.`;
  return `${place}${pointer === '' ? '' : ` ${pointer}`} ${detail}${hint}`;
}
