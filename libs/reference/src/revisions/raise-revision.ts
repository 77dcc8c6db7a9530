import { isMap, isPair, isScalar, parseDocument, type Pair, type YAMLMap } from 'yaml';

/** Members after which the number of the revision stands, the first that is there. */
const ANCHORS = ['version', 'id', 'code', 'owned', 'schema'];

/**
 * Writes a revision into one document of a YAML text, or into one element of its lists; `pointer` says which. All else
 * stays as it was written. Throws where there is nothing of the kind.
 */
export function withRevision(text: string, pointer: string, revision: number): string {
  const node = parseDocument(text).getIn(pointer.split('/').slice(1), true);
  if (!isMap(node)) throw new Error(`There is no document at "${pointer}".`);
  const stated = memberOf(node, 'revision');
  if (stated !== undefined) return splice(text, startOf(stated.value), endOf(stated.value), String(revision));
  const anchor = ANCHORS.map((name) => memberOf(node, name)).find((pair) => pair !== undefined);
  if (anchor === undefined) throw new Error(`The document at "${pointer}" has no id.`);
  const end = endOf(anchor.value);
  if (node.flow === true) return splice(text, end, end, `, revision: ${revision}`);
  const start = startOf(anchor.key);
  const indent = start - (text.lastIndexOf('\n', start - 1) + 1);
  const lineEnd = text.indexOf('\n', end - 1);
  return splice(text, lineEnd, lineEnd, `\n${' '.repeat(indent)}revision: ${revision}`);
}

function memberOf(map: YAMLMap, name: string): Pair | undefined {
  return map.items.find((pair) => isPair(pair) && isScalar(pair.key) && pair.key.value === name);
}

function startOf(node: unknown): number {
  return rangeOf(node)[0];
}

function endOf(node: unknown): number {
  return rangeOf(node)[1];
}

function rangeOf(node: unknown): readonly [number, number] {
  if (!isScalar(node) || !node.range) throw new Error('What a document is called by is a plain value.');
  return [node.range[0], node.range[1]];
}

function splice(text: string, from: number, to: number, put: string): string {
  return text.slice(0, from) + put + text.slice(to);
}
