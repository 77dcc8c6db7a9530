import type { Cursors } from '../http/cursors.ts';
import type { ListQuery } from '../http/list.dto.ts';

/** One page of a list that is ordered by a key, so that it stays stable while entries come and go. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** Cuts the page after the cursor out of a list; keys must be unique. */
export function pageByKey<Item>(
  cursors: Cursors,
  scope: readonly unknown[],
  { limit, cursor }: ListQuery,
  all: Iterable<Item>,
  keyOf: (item: Item) => string,
): Page<Item> {
  const after = cursors.read<{ key: string }>(cursor, scope)?.key ?? null;
  const rest = [...all]
    .map((item) => ({ item, key: keyOf(item) }))
    .filter(({ key }) => after === null || key > after)
    .toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(({ item }) => item),
    next: last !== undefined && rest.length > page.length ? cursors.write({ key: last.key }, scope) : null,
  };
}
