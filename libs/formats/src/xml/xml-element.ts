/** An element as read: names without prefixes, because publishers bind other ones to the same vocabulary. */
export interface XmlElement {
  readonly name: string;
  /** The name as printed, for positions that people look up in the document. */
  readonly printed: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** The text directly inside, white space at its ends removed. */
  readonly text: string;
  readonly parent: XmlElement | undefined;
  /** Place among the siblings of that printed name, from 1. */
  readonly position: number;
  /** How many children there are of each printed name; nothing without children. */
  readonly counts: ReadonlyMap<string, number> | undefined;
}

/** All elements at a path of local names below an element, e.g. `TenderingTerms/Language/ID`. */
export function elementsAt(element: XmlElement | undefined, path: string): XmlElement[] {
  let found: XmlElement[] = element === undefined ? [] : [element];
  for (const name of namesIn(path)) {
    const next: XmlElement[] = [];
    for (const { children } of found) for (const child of children) if (child.name === name) next.push(child);
    found = next;
  }
  return found;
}

const SPLIT = new Map<string, readonly string[]>();

/** The names of a path; paths are written in the code, so that there are few of them. */
function namesIn(path: string): readonly string[] {
  const known = SPLIT.get(path) ?? path.split('/');
  SPLIT.set(path, known);
  return known;
}

/** The first element at a path of local names. */
export function elementAt(element: XmlElement | undefined, path: string): XmlElement | undefined {
  return elementsAt(element, path)[0];
}

/** The text of the first element at a path; empty text is absent. */
export function textAtPath(element: XmlElement | undefined, path: string): string | undefined {
  const text = elementAt(element, path)?.text;
  return text === undefined || text === '' ? undefined : text;
}

/** Writes where an element stands, as an XPath with the prefixes of the document. */
export function xpathOf(element: XmlElement): string {
  const { parent } = element;
  if (parent === undefined) return '/*';
  const position = (parent.counts?.get(element.printed) ?? 0) > 1 ? `[${element.position}]` : '';
  return `${xpathOf(parent)}/${element.printed}${position}`;
}
