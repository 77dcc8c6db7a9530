/** Writes text so that it stays inside a table cell or a line. */
function inline(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;')
    .replaceAll('*', '\\*')
    .trim();
}

type Cells = readonly (string | number)[];

function line(cells: Cells): string {
  return `| ${cells.map((cell) => inline(String(cell))).join(' | ')} |`;
}

/** Writes a table of Markdown; numbers stand at the right. */
export function table(
  head: readonly string[],
  rows: readonly Cells[],
  right: ReadonlySet<string> = new Set(),
): string {
  const rule = `| ${head.map((title) => (right.has(title) ? '---:' : '---')).join(' | ')} |`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

/** Writes a list of Markdown, one line for each item. */
export function list(items: readonly string[]): string {
  return items.map((item) => `- ${inline(item)}`).join('\n');
}

/** Joins the parts of a page, leaving out empty ones. */
export function page(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}
