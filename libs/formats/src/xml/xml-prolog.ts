/**
 * The text after white space, declarations and comments. A loop, because regular expressions that do this backtrack
 * without end on text made for it.
 */
export function afterProlog(text: string): string {
  let at = 0;
  for (;;) {
    while (at < text.length && text.charAt(at).trim() === '') at += 1;
    const closing = text.startsWith('<?', at) ? '?>' : text.startsWith('<!--', at) ? '-->' : undefined;
    const end = closing === undefined ? -1 : text.indexOf(closing, at + 2);
    if (closing === undefined || end < 0) return text.slice(at);
    at = end + closing.length;
  }
}
