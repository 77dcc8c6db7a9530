import { LayeredMap } from '#domain';
import type { Certificate, Equivalence, Fact, Group, Problem, Register, Vocabulary } from '#domain';
import type { StoredDocument } from '../document-item.ts';
import { resolveGroup } from '../to-domain/geography.ts';
import { documentKey, type AssembledWorld, type Part } from './assembled-world.ts';
import type { SavedPart } from './saved-parts.ts';
import { contributionsOf, UnreadableDocument } from './contributions.ts';
import {
  currentRegisters,
  currentStatements,
  foremost,
  inRecordingOrder,
  regimeVersions,
  wholeVocabulary,
} from './derive.ts';
import {
  changedShelves,
  noChanges,
  type Contribution,
  type Held,
  type ShelfName,
  type ShelfValues,
  type Shelves,
} from './shelf.ts';

/** Keys of a shelf that are derived in one step: a millisecond or two. */
const STEP_KEYS = 512;

/** A world in the making: collects what documents touch and derives it once at the end. */
export class WorldChange {
  readonly #world: AssembledWorld;
  readonly #parts = new Map<string, Part | undefined>();
  readonly #refused = new Map<string, readonly Problem[] | undefined>();
  readonly #changes = noChanges();
  #vocabulary: Vocabulary;

  constructor(world: AssembledWorld) {
    this.#world = world;
    this.#vocabulary = world.vocabulary;
  }

  /** Puts a document in place of its former version, or takes it out when its recording has ended. */
  apply(stored: StoredDocument): void {
    const key = documentKey(stored);
    const present = this.#part(key);
    if (present !== undefined && present.stored.recordedFrom > stored.recordedFrom) return;
    this.#takeOut(key, present);
    if (stored.recordedTo !== null) return;
    this.#putIn(key, stored);
    if (stored.kind === 'vocabulary') this.#readRulesAgain();
  }

  /** Rules are read with the vocabulary, so a new one reads them anew. */
  #readRulesAgain(): void {
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
    for (const { shelf, key: place } of present.contributions) this.#remove(shelf, place, key);
  }

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it ties the values read to the shelf written
  #remove<K extends ShelfName>(shelf: K, key: string, document: string): void {
    const kept = this.#held(shelf, key).filter(({ owner }) => owner !== document);
    this.#put(shelf, key, kept);
  }

  /** Puts in a document that was read before, into a world in which it isn't yet. */
  restore({ stored, contributions, problems }: SavedPart): void {
    const key = documentKey(stored);
    this.#place(key, stored, contributions);
    if (problems !== null) this.#refused.set(key, problems);
  }

  #putIn(key: string, stored: StoredDocument): void {
    this.#place(key, stored, this.#read(key, stored));
  }

  #place(key: string, stored: StoredDocument, contributions: readonly Contribution[]): void {
    for (const { shelf, key: place, value } of contributions) {
      this.#add(shelf, place, { owner: key, kind: stored.kind, recordedFrom: stored.recordedFrom, value });
      if (shelf === 'vocabulary') this.#vocabulary = wholeVocabulary(this.#held(shelf, '')) ?? value;
    }
    this.#parts.set(key, { stored, contributions });
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
    const changes: ReadonlyMap<string, readonly Held<ShelfValues[K]>[]> = this.#changes[shelf];
    const shelves: Shelves[K] = this.#world.shelves[shelf];
    return changes.get(key) ?? shelves.get(key) ?? [];
  }

  #add<K extends ShelfName>(shelf: K, key: string, held: Held<ShelfValues[K]>): void {
    this.#put(shelf, key, [...this.#held(shelf, key), held]);
  }

  #put<K extends ShelfName>(shelf: K, key: string, held: readonly Held<ShelfValues[K]>[]): void {
    const changes: Map<string, readonly Held<ShelfValues[K]>[]> = this.#changes[shelf];
    changes.set(key, held);
  }

  /** Derives the world from what is on the shelves now. */
  finish(position: string): AssembledWorld {
    const steps = this.finishing(position);
    let step = steps.next();
    while (step.done !== true) step = steps.next();
    return step.value;
  }

  /** The same in steps, between which others may have the thread. */
  *finishing(position: string): Generator<undefined, AssembledWorld> {
    this.#touchDependents();
    const world = this.#world;
    const statements = yield* this.#derived('statement', (held) =>
      currentStatements(held, (owner) => this.#held('reading', registerIn(owner))),
    );
    return {
      ...world,
      position,
      vocabulary: this.#vocabulary,
      jurisdictions: after(world.jurisdictions, yield* this.#derived('jurisdiction', first)),
      groups: after(world.groups, yield* this.#derived('group', (held) => this.#group(held))),
      markets: after(world.markets, yield* this.#derived('market', first)),
      schemes: after(world.schemes, yield* this.#derived('scheme', (held) => first(held)?.scheme)),
      registers: after(
        world.registers,
        yield* this.#derived('register', (held, scheme) => this.#registers(held, scheme)),
      ),
      equivalences: this.#equivalences(),
      regimes: after(world.regimes, yield* this.#derived('regime', (held) => filled(regimeVersions(held)))),
      vendors: after(world.vendors, yield* this.#derived('vendor', first)),
      offerings: after(world.offerings, yield* this.#derived('offering', first)),
      facts: after(world.facts, picked(statements, isFact)),
      certificates: after(world.certificates, picked(statements, isCertificate)),
      entities: after(world.entities, yield* this.#derived('entity', (held) => foremost(held, 'entity'))),
      holdings: after(
        world.holdings,
        yield* this.#derived('holding', (held) => filled(held.map(({ value }) => value))),
      ),
      holderLists: after(
        world.holderLists,
        yield* this.#derived('holderList', (held) => foremost(held, 'holder-list')),
      ),
      relevance: after(world.relevance, yield* this.#derived('relevance', first)),
      clauses: after(world.clauses, yield* this.#derived('clauses', first)),
      mappings: after(world.mappings, yield* this.#derived('mapping', first)),
      shelves: changedShelves(world.shelves, this.#changes),
      parts: world.parts.with(this.#parts),
      refused: world.refused.with(this.#refused),
    };
  }

  /** Groups are made of other groups, and a scheme says how long its registers stay fresh. */
  #touchDependents(): void {
    if (this.#changes.group.size > 0) {
      for (const [key, held] of this.#world.shelves.group) {
        const isComposed = held.some(({ value }) => value.union.length > 0 || value.minus.length > 0);
        if (isComposed) this.#put('group', key, this.#held('group', key));
      }
    }
    for (const register of this.#changes.reading.keys()) {
      for (const { owner } of this.#held('reading', register)) {
        for (const { shelf, key } of this.#part(owner)?.contributions ?? []) {
          if (shelf === 'statement') this.#put('statement', key, this.#held('statement', key));
        }
      }
    }
    for (const scheme of this.#changes.scheme.keys()) {
      const held = this.#held('register', scheme);
      if (held.length > 0) this.#put('register', scheme, held);
    }
  }

  /** What the touched keys of a shelf come to; `undefined` is nothing any more. */
  *#derived<K extends ShelfName, R>(
    shelf: K,
    derive: (held: readonly Held<ShelfValues[K]>[], key: string) => R | undefined,
  ): Generator<undefined, ReadonlyMap<string, R | undefined>> {
    const changes: ReadonlyMap<string, readonly Held<ShelfValues[K]>[]> = this.#changes[shelf];
    const derived = new Map<string, R | undefined>();
    for (const [key, held] of changes) {
      derived.set(key, derive(inRecordingOrder(held), key));
      if (derived.size % STEP_KEYS === 0) yield;
    }
    yield;
    return derived;
  }

  #group(held: readonly Held<ShelfValues['group']>[]): Group | undefined {
    const reading = first(held);
    return reading === undefined
      ? undefined
      : resolveGroup(reading, (id) => first(inRecordingOrder(this.#held('group', id))));
  }

  #registers(
    held: readonly Held<ShelfValues['register']>[],
    scheme: string,
  ): readonly Register[] | undefined {
    const freshFor = first(this.#held('scheme', scheme))?.freshFor ?? null;
    return filled(currentRegisters(held, freshFor));
  }

  #equivalences(): readonly Equivalence[] {
    if (this.#changes.equivalence.size === 0) return this.#world.equivalences;
    return this.#held('equivalence', '')
      .map(({ value }) => value)
      .toSorted((left, right) => (left.id < right.id ? -1 : left.id > right.id ? 1 : 0));
  }
}

/** The contribution learnt first; names are unique, so a second one is a conflict that changes nothing. */
function first<V>(held: readonly Held<V>[]): V | undefined {
  return held[0]?.value;
}

/** An empty list is kept as no entry at all. */
function filled<V>(list: readonly V[]): readonly V[] | undefined {
  return list.length === 0 ? undefined : list;
}

function isFact(statement: Fact | Certificate): statement is Fact {
  return statement.kind === 'fact';
}

function isCertificate(statement: Fact | Certificate): statement is Certificate {
  return statement.kind === 'certificate';
}

function picked<S, T extends S>(
  statements: ReadonlyMap<string, readonly S[] | undefined>,
  isWanted: (statement: S) => statement is T,
): ReadonlyMap<string, readonly T[] | undefined> {
  return new Map([...statements].map(([subject, all]) => [subject, filled((all ?? []).filter(isWanted))]));
}

/** The map after the changes; one that came from elsewhere (a test, a simulation) is taken over entry by entry. */
function after<V>(
  map: ReadonlyMap<string, V>,
  changes: ReadonlyMap<string, V | undefined>,
): ReadonlyMap<string, V> {
  return LayeredMap.from(map).with(changes);
}

/** The register whose reading a document key names (`register:<id>@<day>`). */
function registerIn(owner: string): string {
  return owner.slice(owner.indexOf(':') + 1, owner.lastIndexOf('@'));
}
