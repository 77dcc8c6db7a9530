import type { Scalar } from '../model/evidence.ts';
import type { Day } from '../model/time.ts';

/** JSON Pointer of a node inside its document; explanations and templates refer to nodes by it. */
export type NodePath = string;

export const COMPARISONS = ['atLeast', 'atMost', 'above', 'below'] as const;
export type Comparison = (typeof COMPARISONS)[number];

export const LIST_RELATIONS = [
  'facility',
  'personnel',
  'component',
  'subcontractor',
  'model',
  'underlying',
  'member',
] as const;
export type ListRelation = (typeof LIST_RELATIONS)[number];

/** A value of a test: written out, or taken from the need (`{need, map, default}`). */
export type Value =
  | { readonly kind: 'literal'; readonly value: Scalar }
  | {
      readonly kind: 'need';
      readonly need: string;
      readonly map: Readonly<Record<string, Scalar>> | null;
      readonly default: Scalar | readonly Scalar[] | null;
    };

/** A set of a test; `group:X`, `group:home` and `home:country` are resolved at the asked date. */
export type SetValue = readonly (Value | { readonly kind: 'fact'; readonly fact: string })[];

/** What a fact or need is compared with; several conditions on one node must all hold. */
export type Condition =
  | { readonly op: 'is'; readonly value: Value }
  | { readonly op: Comparison; readonly value: Value }
  | { readonly op: 'in' | 'notIn' | 'within' | 'includes' | 'overlaps'; readonly set: SetValue }
  | { readonly op: 'empty'; readonly value: boolean }
  | { readonly op: 'known' }
  | { readonly op: 'maxAge'; readonly duration: string };

export interface HolderFilter {
  readonly in: SetValue | null;
  readonly outside: SetValue | null;
  readonly kind: 'public' | 'private' | null;
}

export interface PercentBound {
  readonly op: Comparison;
  readonly percent: number;
}

/** The closed requirement language, parsed (design 3.2). Every node knows its path. */
export type Test = { readonly path: NodePath } & (
  | { readonly node: 'true' }
  | {
      readonly node: 'fact';
      readonly fact: string;
      readonly conditions: readonly Condition[];
      readonly at: Day | null;
    }
  | { readonly node: 'need'; readonly need: string; readonly conditions: readonly Condition[] }
  | {
      readonly node: 'certificate';
      readonly scheme: string;
      readonly atLeast: Value | null;
      readonly dimension: Readonly<Record<string, string>>;
      readonly scope: SetValue | null;
      readonly on:
        'offering' | 'provider' | 'underlying' | 'facility' | 'personnel' | 'component_vendor' | null;
    }
  | {
      readonly node: 'share';
      readonly of: readonly ('capital' | 'votes')[];
      readonly holders: HolderFilter;
      readonly measure: 'largest' | 'total';
      readonly bounds: readonly PercentBound[];
    }
  | {
      readonly node: 'rights';
      readonly holders: HolderFilter;
      readonly rights: readonly ('veto' | 'board_majority' | 'golden_share')[];
    }
  | {
      readonly node: 'every' | 'some';
      readonly relation: ListRelation;
      readonly where: Test | null;
      readonly test: Test;
    }
  | { readonly node: 'known'; readonly fact: string }
  | {
      readonly node: 'age';
      readonly of:
        | { readonly fact: string }
        | { readonly certificate: string; readonly date: 'issued' | 'lastSurveillance' };
      readonly atLeast: string | null;
      readonly atMost: string | null;
    }
  | { readonly node: 'seal'; readonly framework: string; readonly objective: string; readonly atLeast: Value }
  | {
      readonly node: 'ratio';
      readonly of: readonly [string, string];
      /** With `currency`, the first fact is money and the bound an amount of that currency. */
      readonly bounds: readonly {
        readonly op: Comparison;
        readonly value: number;
        readonly currency?: string;
      }[];
    }
  | {
      readonly node: 'count';
      readonly of: string;
      readonly where: Test | null;
      readonly except: SetValue | null;
      readonly atLeast: number | null;
      readonly atMost: number | null;
    }
  | {
      readonly node: 'relative';
      readonly fact: string;
      readonly to: 'all' | 'lowest' | 'secondBest';
      readonly atMost: number | null;
      readonly isBest: boolean;
    }
  | { readonly node: 'all' | 'any'; readonly of: readonly Test[] }
  | { readonly node: 'not'; readonly test: Test }
  | { readonly node: 'atLeast'; readonly count: number; readonly of: readonly Test[] }
  | { readonly node: 'if'; readonly if: Test; readonly then: Test; readonly else: Test | null }
  | { readonly node: 'ref'; readonly name: string; readonly title: string | null; readonly test: Test }
);
