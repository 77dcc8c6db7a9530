import type { Day, Problem, Vocabulary, World } from '#domain';
import { DOCUMENT_KINDS } from '../document-kinds.ts';
import type { StoredDocument } from '../document-item.ts';
import { resolveGroup } from '../to-domain/geography.ts';
import { contributionsOf, UnreadableDocument } from './contributions.ts';
import { currentRegisters, currentStatements, foremost, inRecordingOrder, regimeVersions } from './derive.ts';
import { LayeredMap } from './layered-map.ts';
import {
  SHELF_NAMES,
  type Contribution,
  type Held,
  type ShelfName,
  type ShelfValues,
  type Shelves,
} from './shelf.ts';

/** A world together with what it was assembled from, so that single documents can be exchanged. */
export interface AssembledWorld extends World {
  readonly shelves: Shelves;
  readonly parts: LayeredMap<string, Part>;
  /** Documents that the domain could not read; they contribute nothing. */
  readonly refused: LayeredMap<string, readonly Problem[]>;
}

/** A document in the world and where its contributions lie. */
export interface Part {
  readonly stored: StoredDocument;
  readonly places: readonly { readonly shelf: ShelfName; readonly key: string }[];
}

/** How a world is assembled. */
export interface WorldOptions {
  /** The position of the change log that the documents include. */
  readonly position?: string;
  readonly staleFeeds?: ReadonlyMap<string, Day>;
  /** Takes the documents as they were known at this instant instead of the current ones. */
  readonly knownAt?: string;
}

const NO_VOCABULARY: Vocabulary = { version: '', attributes: new Map(), needs: new Map(), relations: [] };

/** Assembles a world from stored documents, in any order. */
export function buildWorld(documents: Iterable<StoredDocument>, options: WorldOptions = {}): AssembledWorld {
  const { knownAt } = options;
  const current = [...documents].filter(({ recordedFrom, recordedTo }) =>
    knownAt === undefined
      ? recordedTo === null
      : recordedFrom <= knownAt && (recordedTo === null || knownAt < recordedTo),
  );
  const open = current.map((stored) =>
    stored.recordedTo === null ? stored : { ...stored, recordedTo: null },
  );
  const world = applyDocuments(emptyWorld(), open, options.position);
  return options.staleFeeds === undefined ? world : { ...world, staleFeeds: options.staleFeeds };
}

/** A world in which nothing is known. */
export function emptyWorld(): AssembledWorld {
  return {
    position: '0',
    vocabulary: NO_VOCABULARY,
    jurisdictions: LayeredMap.empty(),
    groups: LayeredMap.empty(),
    markets: LayeredMap.empty(),
    schemes: LayeredMap.empty(),
    registers: LayeredMap.empty(),
    equivalences: [],
    regimes: LayeredMap.empty(),
    vendors: LayeredMap.empty(),
    offerings: LayeredMap.empty(),
    facts: LayeredMap.empty(),
    certificates: LayeredMap.empty(),
    entities: LayeredMap.empty(),
    holdings: LayeredMap.empty(),
    holderLists: LayeredMap.empty(),
    staleFeeds: new Map(),
    shelves: Object.fromEntries(SHELF_NAMES.map((name) => [name, LayeredMap.empty()])) as unknown as Shelves,
    parts: LayeredMap.empty(),
    refused: LayeredMap.empty(),
  };
}

/** Returns the world after one document; see `applyDocuments`. */
export function applyDocument(
  world: AssembledWorld,
  stored: StoredDocument,
  position?: string,
): AssembledWorld {
  return applyDocuments(world, [stored], position);
}

/**
 * Returns the world after some documents; it shares everything that they don't touch. A document replaces its former
 * version as a whole, one whose recording has ended is taken out, and one older than what is there changes nothing, so
 * that every order of arrival ends in the same world.
 */
export function applyDocuments(
  world: AssembledWorld,
  documents: readonly StoredDocument[],
  position: string = world.position,
): AssembledWorld {
  const change = new WorldChange(world);
  const byKind = documents.toSorted(
    (left, right) => DOCUMENT_KINDS.indexOf(left.kind) - DOCUMENT_KINDS.indexOf(right.kind),
  );
  for (const stored of byKind) change.apply(stored);
  return change.finish(position);
}

/** Identifies a document among all: regimes by version too, since all their versions count. */
export function documentKey({ kind, id, version }: Pick<StoredDocument, 'kind' | 'id' | 'version'>): string {
  if (kind === 'vocabulary') return 'vocabulary';
  return kind === 'regime' ? `${kind}:${id}@${version ?? ''}` : `${kind}:${id}`;
}

/** A world in the making: collects what documents touch and derives it once at the end. */
class WorldChange {
  readonly #world: AssembledWorld;
  readonly #parts = new Map<string, Part | undefined>();
  readonly #refused = new Map<string, readonly Problem[] | undefined>();
  readonly #touched = new Map<ShelfName, Map<string, readonly Held<unknown>[]>>();
  #vocabulary: Vocabulary;

  constructor(world: AssembledWorld) {
    this.#world = world;
    this.#vocabulary = world.vocabulary;
  }

  apply(stored: StoredDocument): void {
    const key = documentKey(stored);
    const present = this.#part(key);
    if (present !== undefined && present.stored.recordedFrom > stored.recordedFrom) return;
    this.#takeOut(key, present);
    if (stored.recordedTo !== null) return;
    this.#putIn(key, stored);
    if (stored.kind === 'vocabulary') this.#readAgain();
  }

  /** Rules are read with the vocabulary, so a new one reads them anew. */
  #readAgain(): void {
    for (const [key, part] of this.#world.parts) {
      const { kind } = part.stored;
      if ((kind !== 'regime' && kind !== 'equivalence') || this.#part(key) !== part) continue;
      this.#takeOut(key, part);
      this.#putIn(key, part.stored);
    }
  }

  #part(key: string): Part | undefined {
    return this.#parts.has(key) ? this.#parts.get(key) : this.#world.parts.get(key);
  }

  #takeOut(key: string, present: Part | undefined): void {
    if (present === undefined) return;
    this.#parts.set(key, undefined);
    this.#refused.set(key, undefined);
    for (const place of present.places) {
      const held = this.#held(place.shelf, place.key);
      this.#put(
        place.shelf,
        place.key,
        held.filter(({ owner }) => owner !== key),
      );
    }
  }

  #putIn(key: string, stored: StoredDocument): void {
    const contributions = this.#read(key, stored);
    for (const { shelf, key: place, value } of contributions) {
      const held: Held<unknown> = { owner: key, kind: stored.kind, recordedFrom: stored.recordedFrom, value };
      this.#put(shelf, place, [...this.#held(shelf, place), held]);
      if (shelf === 'vocabulary') this.#vocabulary = value;
    }
    this.#parts.set(key, {
      stored,
      places: contributions.map(({ shelf, key: place }) => ({ shelf, key: place })),
    });
  }

  #read(key: string, stored: StoredDocument): readonly Contribution[] {
    try {
      return contributionsOf(stored, this.#vocabulary);
    } catch (error) {
      if (!(error instanceof UnreadableDocument)) throw error;
      this.#refused.set(key, error.problems);
      return [];
    }
  }

  #held<K extends ShelfName>(shelf: K, key: string): readonly Held<ShelfValues[K]>[] {
    const touched = this.#touched.get(shelf)?.get(key);
    const shelves: Shelves[K] = this.#world.shelves[shelf];
    return (touched as readonly Held<ShelfValues[K]>[] | undefined) ?? shelves.get(key) ?? [];
  }

  #put(shelf: ShelfName, key: string, held: readonly Held<unknown>[]): void {
    let keys = this.#touched.get(shelf);
    if (keys === undefined) this.#touched.set(shelf, (keys = new Map()));
    keys.set(key, held);
  }

  finish(position: string): AssembledWorld {
    this.#touchDependents();
    const world = this.#world;
    const statements = this.#derive('statement', currentStatements);
    return {
      ...world,
      position,
      vocabulary: this.#derive('vocabulary', (held) => held.at(-1)?.value).get('') ?? this.#vocabulary,
      jurisdictions: merged(
        world.jurisdictions,
        this.#derive('jurisdiction', (held) => held[0]?.value),
      ),
      groups: merged(
        world.groups,
        this.#derive('group', (held) => this.#group(held)),
      ),
      markets: merged(
        world.markets,
        this.#derive('market', (held) => held[0]?.value),
      ),
      schemes: merged(
        world.schemes,
        this.#derive('scheme', (held) => held[0]?.value.scheme),
      ),
      registers: merged(
        world.registers,
        this.#derive('register', (held, key) => this.#registers(held, key)),
      ),
      equivalences: this.#equivalences(),
      regimes: merged(
        world.regimes,
        this.#derive('regime', (held) => filled(regimeVersions(held))),
      ),
      vendors: merged(
        world.vendors,
        this.#derive('vendor', (held) => held[0]?.value),
      ),
      offerings: merged(
        world.offerings,
        this.#derive('offering', (held) => held[0]?.value),
      ),
      facts: merged(
        world.facts,
        picked(statements, (statement) => statement.kind === 'fact'),
      ),
      certificates: merged(
        world.certificates,
        picked(statements, (statement) => statement.kind === 'certificate'),
      ),
      entities: merged(
        world.entities,
        this.#derive('entity', (held) => foremost(held, 'entity')),
      ),
      holdings: merged(
        world.holdings,
        this.#derive('holding', (held) => filled(held.map(({ value }) => value))),
      ),
      holderLists: merged(
        world.holderLists,
        this.#derive('holderList', (held) => foremost(held, 'holder-list')),
      ),
      shelves: this.#shelves(),
      parts: world.parts.with(this.#parts),
      refused: world.refused.with(this.#refused),
    };
  }

  /** Groups are made of other groups, and a scheme says how long its registers stay fresh. */
  #touchDependents(): void {
    if (this.#touched.has('group')) {
      for (const [key, held] of this.#world.shelves.group) {
        const composed = held.some(({ value }) => value.union.length > 0 || value.minus.length > 0);
        if (composed) this.#put('group', key, this.#held('group', key));
      }
    }
    for (const scheme of this.#touched.get('scheme')?.keys() ?? []) {
      const held = this.#held('register', scheme);
      if (held.length > 0) this.#put('register', scheme, held);
    }
  }

  /** Derives what the touched keys of a shelf come to; `undefined` is nothing any more. */
  #derive<K extends ShelfName, R>(
    shelf: K,
    derive: (held: readonly Held<ShelfValues[K]>[], key: string) => R | undefined,
  ): Map<string, R | undefined> {
    const touched = this.#touched.get(shelf) as Map<string, readonly Held<ShelfValues[K]>[]> | undefined;
    return new Map([...(touched ?? [])].map(([key, held]) => [key, derive(inRecordingOrder(held), key)]));
  }

  #group(held: readonly Held<ShelfValues['group']>[]) {
    const reading = held[0]?.value;
    return reading === undefined
      ? undefined
      : resolveGroup(reading, (id) => inRecordingOrder(this.#held('group', id))[0]?.value);
  }

  #registers(held: readonly Held<ShelfValues['register']>[], scheme: string) {
    const freshFor = inRecordingOrder(this.#held('scheme', scheme))[0]?.value.freshFor ?? null;
    return filled(currentRegisters(held, freshFor));
  }

  #equivalences() {
    if (!this.#touched.has('equivalence')) return this.#world.equivalences;
    return this.#held('equivalence', '')
      .map(({ value }) => value)
      .toSorted((left, right) => (left.id < right.id ? -1 : left.id > right.id ? 1 : 0));
  }

  #shelves(): Shelves {
    const next: Record<string, unknown> = { ...this.#world.shelves };
    for (const [shelf, keys] of this.#touched) {
      const before = this.#world.shelves[shelf] as LayeredMap<string, readonly Held<unknown>[]>;
      next[shelf] = before.with(new Map([...keys].map(([key, held]) => [key, filled(held)])));
    }
    return next as unknown as Shelves;
  }
}

/** An empty list is kept as no entry at all. */
function filled<V>(list: readonly V[]): readonly V[] | undefined {
  return list.length === 0 ? undefined : list;
}

function picked<S, T extends S>(
  statements: ReadonlyMap<string, readonly S[] | undefined>,
  isWanted: (statement: S) => statement is S & T,
): Map<string, readonly T[] | undefined> {
  return new Map([...statements].map(([subject, all]) => [subject, filled((all ?? []).filter(isWanted))]));
}

/** Maps that came from elsewhere (a test, a spread) are taken over entry by entry. */
function merged<V>(
  map: ReadonlyMap<string, V>,
  changes: ReadonlyMap<string, V | undefined>,
): ReadonlyMap<string, V> {
  const layered =
    map instanceof LayeredMap ? (map as LayeredMap<string, V>) : LayeredMap.empty<string, V>().with(map);
  return layered.with(changes);
}
