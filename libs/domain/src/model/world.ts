import type { Certificate, Fact } from './evidence.ts';
import type { Group, Jurisdiction, Market } from './geography.ts';
import type { Regime } from './regime.ts';
import type { Equivalence, Register, Scheme } from './scheme.ts';
import type { Entity, Holding, HolderList, Offering, Vendor } from './vendor.ts';
import type { Vocabulary } from './vocabulary.ts';
import type { ClauseRules, RelevanceRules } from '../relevance/relevance-rules.ts';
import type { Day } from './time.ts';

/**
 * Everything an answer may depend on, as known at one log position: an immutable snapshot of both time axes' current
 * state. The evaluator reads nothing else, so equal worlds give equal answers.
 */
export interface World {
  /** The position of the change log that this snapshot includes. */
  readonly position: string;
  readonly vocabulary: Vocabulary;
  readonly jurisdictions: ReadonlyMap<string, Jurisdiction>;
  readonly groups: ReadonlyMap<string, Group>;
  readonly markets: ReadonlyMap<string, Market>;
  readonly schemes: ReadonlyMap<string, Scheme>;
  /** By scheme: every reading of its registers, newest last. */
  readonly registers: ReadonlyMap<string, readonly Register[]>;
  readonly equivalences: readonly Equivalence[];
  /** All versions, by regime id, oldest first. */
  readonly regimes: ReadonlyMap<string, readonly Regime[]>;
  readonly vendors: ReadonlyMap<string, Vendor>;
  readonly offerings: ReadonlyMap<string, Offering>;
  /** Facts by subject (`provider:aws`), in recording order. */
  readonly facts: ReadonlyMap<string, readonly Fact[]>;
  /** Certificates by subject, in recording order. */
  readonly certificates: ReadonlyMap<string, readonly Certificate[]>;
  readonly entities: ReadonlyMap<string, Entity>;
  /** Holdings by owned entity. */
  readonly holdings: ReadonlyMap<string, readonly Holding[]>;
  readonly holderLists: ReadonlyMap<string, HolderList>;
  /** Feeds that broke their freshness promise: feed id → the day it went stale. */
  readonly staleFeeds: ReadonlyMap<string, Day>;
  /** How notices are judged, by id of the rules; no decision depends on it. */
  readonly relevance?: ReadonlyMap<string, RelevanceRules>;
  readonly clauses?: ReadonlyMap<string, ClauseRules>;
}
