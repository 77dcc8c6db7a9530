import { LayeredMap } from '#domain';
import type {
  Certificate,
  ClauseRules,
  Day,
  Entity,
  Equivalence,
  Fact,
  HolderList,
  Holding,
  Jurisdiction,
  Market,
  Offering,
  Regime,
  Register,
  RelevanceRules,
  Vendor,
  Vocabulary,
} from '#domain';
import type { DocumentKind } from '../document-kinds.ts';
import type { AnyMapping } from '../../mapping/mapping.ts';
import type { GroupReading } from '../to-domain/geography.ts';
import type { SchemeReading } from '../to-domain/scheme.ts';

/** One reading of a register or region catalogue; a later one ends what it no longer lists. */
export interface Reading {
  /** The day it speaks of; `null` when it doesn't say. */
  readonly asOf: Day | null;
  readonly complete: boolean;
}

/** What documents contribute to a world, by the name of its shelf. */
export interface ShelfValues {
  readonly vocabulary: Vocabulary;
  readonly jurisdiction: Jurisdiction;
  readonly group: GroupReading;
  readonly scheme: SchemeReading;
  readonly equivalence: Equivalence;
  readonly market: Market;
  readonly entity: Entity;
  readonly holding: Holding;
  readonly holderList: HolderList;
  readonly regime: Regime;
  readonly vendor: Vendor;
  readonly offering: Offering;
  readonly statement: Fact | Certificate;
  readonly register: { readonly register: Register; readonly statesFreshFor: boolean };
  readonly reading: Reading;
  readonly relevance: RelevanceRules;
  readonly clauses: ClauseRules;
  readonly mapping: AnyMapping;
}
export type ShelfName = keyof ShelfValues;

/** One contribution of a document, with the key under which it is looked up. */
export type Contribution = {
  [K in ShelfName]: { readonly shelf: K; readonly key: string; readonly value: ShelfValues[K] };
}[ShelfName];

/** A contribution on its shelf, with the document that it goes with. */
export interface Held<V> {
  readonly owner: string;
  readonly kind: DocumentKind;
  readonly recordedFrom: string;
  readonly value: V;
}

/** Everything contributed, by shelf and key, in recording order. */
export type Shelves = { readonly [K in ShelfName]: LayeredMap<string, readonly Held<ShelfValues[K]>[]> };

/** What changes on the shelves, by shelf and key; an empty list takes a key away. */
export type ShelfChanges = { readonly [K in ShelfName]: Map<string, readonly Held<ShelfValues[K]>[]> };

/** Shelves with nothing on them. */
export function emptyShelves(): Shelves {
  return {
    vocabulary: LayeredMap.empty(),
    jurisdiction: LayeredMap.empty(),
    group: LayeredMap.empty(),
    scheme: LayeredMap.empty(),
    equivalence: LayeredMap.empty(),
    market: LayeredMap.empty(),
    entity: LayeredMap.empty(),
    holding: LayeredMap.empty(),
    holderList: LayeredMap.empty(),
    regime: LayeredMap.empty(),
    vendor: LayeredMap.empty(),
    offering: LayeredMap.empty(),
    statement: LayeredMap.empty(),
    register: LayeredMap.empty(),
    reading: LayeredMap.empty(),
    relevance: LayeredMap.empty(),
    clauses: LayeredMap.empty(),
    mapping: LayeredMap.empty(),
  };
}

/** No change on any shelf. */
export function noChanges(): ShelfChanges {
  return {
    vocabulary: new Map(),
    jurisdiction: new Map(),
    group: new Map(),
    scheme: new Map(),
    equivalence: new Map(),
    market: new Map(),
    entity: new Map(),
    holding: new Map(),
    holderList: new Map(),
    regime: new Map(),
    vendor: new Map(),
    offering: new Map(),
    statement: new Map(),
    register: new Map(),
    reading: new Map(),
    relevance: new Map(),
    clauses: new Map(),
    mapping: new Map(),
  };
}

/** The shelves after the changes. */
export function changedShelves(shelves: Shelves, changes: ShelfChanges): Shelves {
  return {
    vocabulary: changed(shelves.vocabulary, changes.vocabulary),
    jurisdiction: changed(shelves.jurisdiction, changes.jurisdiction),
    group: changed(shelves.group, changes.group),
    scheme: changed(shelves.scheme, changes.scheme),
    equivalence: changed(shelves.equivalence, changes.equivalence),
    market: changed(shelves.market, changes.market),
    entity: changed(shelves.entity, changes.entity),
    holding: changed(shelves.holding, changes.holding),
    holderList: changed(shelves.holderList, changes.holderList),
    regime: changed(shelves.regime, changes.regime),
    vendor: changed(shelves.vendor, changes.vendor),
    offering: changed(shelves.offering, changes.offering),
    statement: changed(shelves.statement, changes.statement),
    register: changed(shelves.register, changes.register),
    reading: changed(shelves.reading, changes.reading),
    relevance: changed(shelves.relevance, changes.relevance),
    clauses: changed(shelves.clauses, changes.clauses),
    mapping: changed(shelves.mapping, changes.mapping),
  };
}

function changed<V>(
  shelf: LayeredMap<string, readonly V[]>,
  changes: ReadonlyMap<string, readonly V[]>,
): LayeredMap<string, readonly V[]> {
  return shelf.with(new Map([...changes].map(([key, held]) => [key, held.length === 0 ? undefined : held])));
}
