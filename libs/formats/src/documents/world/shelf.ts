import type {
  Certificate,
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
  Vendor,
  Vocabulary,
} from '#domain';
import type { DocumentKind } from '../document-kinds.ts';
import type { GroupReading } from '../to-domain/geography.ts';
import type { SchemeReading } from '../to-domain/scheme.ts';
import type { LayeredMap } from './layered-map.ts';

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
}
export type ShelfName = keyof ShelfValues;

/** The names of all shelves. */
export const SHELF_NAMES: readonly ShelfName[] = [
  'vocabulary',
  'jurisdiction',
  'group',
  'scheme',
  'equivalence',
  'market',
  'entity',
  'holding',
  'holderList',
  'regime',
  'vendor',
  'offering',
  'statement',
  'register',
];

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
