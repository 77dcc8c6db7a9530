/**
 * Lists the members of the outermost object of a JSON text that may be cut off, or of the first object in an outermost
 * list. Values are the beginning of what follows the key: enough to read a short text. Returns `undefined` for text
 * that has no such object.
 */
export function outlineJson(text: string): ReadonlyMap<string, string> | undefined {
  const start = /^\s*(?:\[\s*)?\{/.exec(text);
  if (start === null) return undefined;
  const members = new Map<string, string>();
  let at = start[0].length;
  let depth = 0;
  let isKey = true;
  while (at < text.length) {
    const character = text.charAt(at);
    if (character === '"') {
      const end = stringEnd(text, at);
      if (depth === 0 && isKey) {
        const value = /^\s*:\s*"?([^"]{0,80})/.exec(text.slice(end, end + 100));
        members.set(text.slice(at + 1, end - 1), value?.[1] ?? '');
        isKey = false;
      }
      at = end;
      continue;
    }
    if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      if (depth === 0) break;
      depth -= 1;
    } else if (character === ',' && depth === 0) isKey = true;
    at += 1;
  }
  return members;
}

function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '\\') at += 1;
    else if (character === '"') return at + 1;
  }
  return text.length;
}
