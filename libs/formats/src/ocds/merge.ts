import { compareText } from '#domain';
import {
  canonicalJson,
  isJsonArray,
  isJsonObject,
  member,
  sameJson,
  type JsonObject,
  type JsonValue,
} from '../json/json-value.ts';
import { parseInstant } from '../notice/instant.ts';
import { isWholeList, mergeRules, type MergeRules, type OcdsVersion } from './merge-rules.ts';

/** The releases of one process as one release, the history of each field, and ids that were used for two bodies. */
export interface CompiledProcess {
  readonly compiled: JsonObject;
  readonly versioned: JsonObject;
  readonly conflicts: readonly ReleaseConflict[];
}

/** One release id under which different bodies were published: both are merged, in the order of their text. */
export interface ReleaseConflict {
  readonly id: string;
  readonly bodies: number;
}

/** Releases that can't be merged: of several processes, or several of which one has no date. */
export class UnmergeableReleases extends Error {
  override readonly name = 'UnmergeableReleases';
}

/**
 * Merges the releases of one process by the rules of OCDS into a compiled and a versioned release. The result depends
 * on the set of releases only: they are sorted by the instant of their date, then by id, then by content, and
 * identical ones count once. Throws {@link UnmergeableReleases}.
 */
export function compileReleases(releases: readonly JsonObject[], version: OcdsVersion): CompiledProcess {
  const { ordered, conflicts } = orderReleases(releases);
  const merge = new ProcessMerge(version);
  for (const release of ordered) merge.add(release);
  return { compiled: merge.compiled(), versioned: merge.versioned(), conflicts };
}

/** A merge in progress: releases are added in merge order, and both results can be taken at any time. */
export class ProcessMerge {
  private readonly root = emptyObject();
  private readonly rules: MergeRules;
  private last: JsonObject | undefined;

  constructor(version: OcdsVersion) {
    this.rules = mergeRules(version);
  }

  /** Merges the next release; it mustn't be earlier than those before. */
  add(release: JsonObject): void {
    mergeObject(this.root, release, [], { rules: this.rules, release });
    this.last = release;
  }

  /** What stands after the releases so far. */
  compiled(): JsonObject {
    const { ocid, date } = this.identity();
    const id = `${asText(ocid)}-${asText(date)}`;
    return { tag: ['compiled'], id, date, ocid, ...asObject(compiledValue(this.root)) };
  }

  /** The history of every value in the releases so far. */
  versioned(): JsonObject {
    return { ocid: this.identity().ocid, ...asObject(versionedValue(this.root)) };
  }

  private identity(): { ocid: JsonValue; date: JsonValue } {
    if (this.last === undefined) throw new UnmergeableReleases('There is no release to merge.');
    return { ocid: member(this.last, 'ocid') ?? null, date: member(this.last, 'date') ?? null };
  }
}

/** Sorts the releases of one process into merge order, identical ones once. Throws {@link UnmergeableReleases}. */
export function orderReleases(releases: readonly JsonObject[]): {
  ordered: JsonObject[];
  conflicts: ReleaseConflict[];
} {
  const byText = new Map<string, JsonObject>();
  for (const release of releases) byText.set(canonicalJson(release), release);
  const [ocid, ...others] = new Set(
    [...byText.values()].map((release) => asText(member(release, 'ocid') ?? null)),
  );
  if (others.length > 0)
    throw new UnmergeableReleases(
      `Releases of several processes cannot be merged: ${JSON.stringify(ocid)} and ${JSON.stringify(others[0])}.`,
    );
  const keyed = [...byText].map(([text, release]) => ({
    text,
    release,
    id: idText(release),
    date: dateKey(release),
  }));
  if (keyed.length > 1) {
    const undated = keyed.find((entry) => entry.date === '');
    if (undated !== undefined)
      throw new UnmergeableReleases(
        `Release ${JSON.stringify(undated.id)} has no date, so its place among the ${keyed.length} is unknown.`,
      );
  }
  keyed.sort((a, b) => compareText(a.date, b.date) || compareText(a.id, b.id) || compareText(a.text, b.text));
  const bodies = new Map<string, number>();
  for (const { release, id } of keyed)
    if (member(release, 'id') !== undefined) bodies.set(id, (bodies.get(id) ?? 0) + 1);
  return {
    ordered: keyed.map((entry) => entry.release),
    conflicts: [...bodies].filter(([, count]) => count > 1).map(([id, count]) => ({ id, bodies: count })),
  };
}

/** The state of a merge. A leaf holds the history of one value, so that both results come from one pass. */
type Node = ObjectNode | ListNode | LeafNode;
interface ObjectNode {
  readonly kind: 'object';
  readonly members: Map<string, Node>;
  removed: boolean;
}
interface ListNode {
  readonly kind: 'list';
  readonly items: Map<string, { readonly id: JsonValue; readonly node: ObjectNode }>;
  removed: boolean;
}
interface LeafNode {
  readonly kind: 'leaf';
  readonly history: { readonly release: JsonObject; readonly value: JsonValue }[];
}

interface MergeStep {
  readonly rules: MergeRules;
  readonly release: JsonObject;
}

function mergeObject(target: ObjectNode, input: JsonObject, path: readonly string[], step: MergeStep): void {
  for (const [key, value] of Object.entries(input)) {
    const inner = [...path, key];
    if (step.rules.omitWhenMerged.has(inner.join('.'))) continue;
    mergeMember(target.members, key, value, inner, step);
  }
}

function mergeMember(
  members: Map<string, Node>,
  key: string,
  value: JsonValue,
  path: readonly string[],
  step: MergeStep,
): void {
  const present = members.get(key);
  if (isJsonObject(value)) {
    // An empty object states nothing.
    if (Object.keys(value).length === 0) return;
    const node: ObjectNode = present?.kind === 'object' ? present : emptyObject();
    node.removed = false;
    mergeObject(node, value, path, step);
    members.set(key, node);
  } else if (isJsonArray(value) && !isWholeList(step.rules, path) && value.every(isIdentified)) {
    mergeList(members, key, value, path, step);
  } else if (value === null && present !== undefined && present.kind !== 'leaf') {
    removeAll(present, step);
  } else {
    const node: LeafNode = present?.kind === 'leaf' ? present : { kind: 'leaf', history: [] };
    record(node, value, step);
    members.set(key, node);
  }
}

/** Merges by identifier: a known id is merged into its object, an unknown one appended, an empty list says nothing. */
function mergeList(
  members: Map<string, Node>,
  key: string,
  value: readonly JsonObject[],
  path: readonly string[],
  step: MergeStep,
): void {
  if (value.length === 0) return;
  const present = members.get(key);
  const node: ListNode =
    present?.kind === 'list' ? present : { kind: 'list', items: new Map(), removed: false };
  node.removed = false;
  for (const item of value) {
    const id = member(item, 'id') ?? null;
    const itemKey = asText(id);
    const entry = node.items.get(itemKey) ?? { id, node: emptyObject() };
    entry.node.removed = false;
    node.items.set(itemKey, entry);
    const rest = Object.fromEntries(Object.entries(item).filter(([name]) => name !== 'id'));
    mergeObject(entry.node, rest, path, step);
  }
  members.set(key, node);
}

/** A null takes back everything below: each value that still stands ends in its history. */
function removeAll(node: Node, step: MergeStep): void {
  if (node.kind === 'leaf') {
    record(node, null, step);
    return;
  }
  node.removed = true;
  const inside =
    node.kind === 'object' ? node.members.values() : [...node.items.values()].map((item) => item.node);
  for (const inner of inside) removeAll(inner, step);
}

function record(node: LeafNode, value: JsonValue, { release }: MergeStep): void {
  const last = node.history.at(-1);
  if (last === undefined || !sameJson(last.value, value)) node.history.push({ release, value });
}

/** What stands after all releases; `undefined` where nothing does. */
function compiledValue(node: Node): JsonValue | undefined {
  if (node.kind === 'leaf') return node.history.at(-1)?.value ?? undefined;
  if (node.removed) return undefined;
  if (node.kind === 'object') return presentMembers(node, compiledValue);
  return [...node.items.values()].flatMap(({ id, node: inner }) =>
    inner.removed ? [] : [{ id, ...asObject(compiledValue(inner)) }],
  );
}

/** The history of every value; identifiers of list items stay plain, they are how the item is found. */
function versionedValue(node: Node): JsonValue | undefined {
  if (node.kind === 'leaf')
    return node.history.map(({ release, value }) => ({
      releaseID: member(release, 'id') ?? null,
      releaseDate: member(release, 'date') ?? null,
      releaseTag: member(release, 'tag') ?? null,
      value,
    }));
  if (node.kind === 'object') return presentMembers(node, versionedValue);
  return [...node.items.values()].map(({ id, node: inner }) => ({ id, ...asObject(versionedValue(inner)) }));
}

function presentMembers(node: ObjectNode, valueOf: (inner: Node) => JsonValue | undefined): JsonObject {
  const members: [string, JsonValue][] = [];
  for (const [key, inner] of node.members) {
    const value = valueOf(inner);
    if (value !== undefined) members.push([key, value]);
  }
  return Object.fromEntries(members);
}

function emptyObject(): ObjectNode {
  return { kind: 'object', members: new Map(), removed: false };
}

/**
 * An object without an id can't be found again, so a list with one is replaced whole: appending it at each release, as
 * the schema's letter has it where ids are forgotten, would repeat suppliers without end.
 */
function isIdentified(item: JsonValue): item is JsonObject {
  return isJsonObject(item) && (member(item, 'id') ?? null) !== null;
}

function asObject(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** Identifiers as text: publishers print the same one now as a number, now as a string. */
function asText(value: JsonValue): string {
  return typeof value === 'string' ? value : canonicalJson(value);
}

function idText(release: JsonObject): string {
  return asText(member(release, 'id') ?? null);
}

/** Dates compare as instants whatever their offset; an unreadable one compares by its text, after those that can be read. */
function dateKey(release: JsonObject): string {
  const date = member(release, 'date');
  if (typeof date !== 'string' || date === '') return '';
  const instant = parseInstant(date);
  return instant === undefined ? `~${date}` : instant.order;
}
