import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Entity, Holding, Share } from '../model/vendor.ts';
import { effectiveShare, type EffectiveShare, type ShareQuestion } from './effective-share.ts';
import { selectHolders, type OwnershipBook } from './holder.ts';

/**
 * A true world is drawn first (every share known, in thousandths, all of it held); then parts of it are hidden. The
 * answer from what is left must contain the true one, which the test computes by other means.
 */
interface Stake {
  readonly owner: number;
  readonly parts: number;
}

interface TrueWorld {
  /** By company; companies come first, then persons. Company 0 is asked about. */
  readonly stakes: readonly (readonly Stake[])[];
  readonly outside: readonly boolean[];
}

interface Veil {
  readonly hidden: boolean;
  readonly below: number;
  readonly above: number;
}

const COMPANIES = 5;
const PERSONS = 4;
const ALL = COMPANIES + PERSONS;

/** Splits 1,000 parts among owners by their weights. */
function split(owners: readonly number[], weights: readonly number[]): readonly Stake[] {
  const total = owners.reduce((sum, _, index) => sum + (weights[index] ?? 1), 0);
  let left = 1000;
  return owners.map((owner, index) => {
    const parts = index === owners.length - 1 ? left : Math.floor((1000 * (weights[index] ?? 1)) / total);
    left -= parts;
    return { owner, parts };
  });
}

function worlds(acyclic: boolean): fc.Arbitrary<TrueWorld> {
  const company = (index: number): fc.Arbitrary<readonly Stake[]> => {
    const candidates = Array.from({ length: ALL }, (_, id) => id).filter((id) =>
      acyclic ? id > index : id !== index,
    );
    return fc
      .tuple(
        fc.subarray(candidates, { minLength: 1, maxLength: 4 }),
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 4, maxLength: 4 }),
      )
      .map(([owners, weights]) => split(owners, weights));
  };
  return fc.record({
    stakes: fc.tuple(...Array.from({ length: COMPANIES }, (_, index) => company(index))),
    outside: fc.array(fc.boolean(), { minLength: ALL, maxLength: ALL }),
  });
}

const veils = fc.array(
  fc.record({
    hidden: fc.boolean(),
    below: fc.constantFrom(0, 0, 5, 100, 1000),
    above: fc.constantFrom(0, 0, 5, 100, 1000),
  }),
  { minLength: COMPANIES * 4, maxLength: COMPANIES * 4 },
);
const unknownCountries = fc.array(fc.boolean(), { minLength: ALL, maxLength: ALL });

const name = (id: number): string => (id < COMPANIES ? `company-${id}` : `person-${id - COMPANIES}`);

function holding(owned: number, { owner, parts }: Stake, veil: Veil): Holding {
  const share: Share = {
    min: Math.max(0, parts - veil.below) / 10,
    max: Math.min(1000, parts + veil.above) / 10,
  };
  return {
    id: `${name(owner)}--${name(owned)}`,
    owner: name(owner),
    owned: name(owned),
    capital: share,
    votes: share,
    relation: 'shareholder',
    rights: [],
    status: 'held',
    valid: { from: null, to: null },
    recorded: { from: '2026-01-01T00:00:00Z', to: null },
    grade: 'documented',
    confidence: 'high',
    source: { title: 'drawn' },
  };
}

const PLAIN: Veil = { hidden: false, below: 0, above: 0 };

/** What is known of a world: hidden holdings are left out, except the last one of a company if `keepOne`. */
function known(
  world: TrueWorld,
  veil: readonly Veil[],
  unknown: readonly boolean[],
  keepOne: boolean,
): OwnershipBook {
  const entities = new Map<string, Entity>();
  for (let id = 0; id < ALL; id++) {
    entities.set(name(id), {
      id: name(id),
      name: name(id),
      country: unknown[id] === true ? null : world.outside[id] === true ? 'US' : 'FR',
      kind: id < COMPANIES ? null : 'person',
      countryGrade: 'documented',
      confidence: 'high',
      source: null,
    });
  }
  const holdings = new Map<string, readonly Holding[]>();
  const complete: string[] = [];
  world.stakes.forEach((stakes, owned) => {
    const seen = stakes.filter(
      (_, index) => veil[owned * 4 + index]?.hidden !== true || (keepOne && index === 0),
    );
    if (seen.length === stakes.length) complete.push(name(owned));
    holdings.set(
      name(owned),
      seen.map((stake) => holding(owned, stake, veil[owned * 4 + stakes.indexOf(stake)] ?? PLAIN)),
    );
  });
  return {
    entities,
    holdings,
    holderLists: new Map(complete.map((owned) => [owned, { owned, complete: true }])),
  };
}

function ask(
  book: OwnershipBook,
  measure: ShareQuestion['measure'],
  of: ShareQuestion['of'],
): EffectiveShare {
  return effectiveShare(book, {
    entity: name(0),
    of,
    measure,
    holders: selectHolders({
      in: null,
      outside: (country) => (country === 'FR' ? 'true' : 'false'),
      kind: null,
    }),
    asOf: '2026-11-24',
    grade: 'claimed',
  });
}

/** Solves (I - A) x = b by elimination with row exchange; the true worlds given to it have one solution. */
function solve(a: readonly (readonly number[])[], b: readonly number[]): readonly number[] {
  const rows = a.map((row, i) => [...row.map((value, j) => (i === j ? 1 : 0) - value), b[i] ?? 0]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column; row < size; row++) {
      if (Math.abs(rows[row]?.[column] ?? 0) > Math.abs(rows[pivot]?.[column] ?? 0)) pivot = row;
    }
    const [top, other] = [rows[column], rows[pivot]];
    if (top === undefined || other === undefined) break;
    rows[column] = other;
    rows[pivot] = top;
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const factor = (rows[row]?.[column] ?? 0) / (other[column] ?? 1);
      rows[row] = (rows[row] ?? []).map((value, index) => value - factor * (other[index] ?? 0));
    }
  }
  return rows.map((row, index) => (row[size] ?? 0) / (row[index] ?? 1));
}

type Weigh = (stakes: readonly Stake[], owned: number) => readonly Stake[];
const byShare: Weigh = (stakes) => stakes;
/** In companies between, whoever has more than half has all. */
const byMajority: Weigh = (stakes, owned) => {
  const majority = owned === 0 ? undefined : stakes.find(({ parts }) => parts > 500);
  return majority === undefined ? stakes : [{ ...majority, parts: 1000 }];
};

/** Percent of company 0 that ends at holders for whom `at` gives a value; `null` looks at their owners. */
function truth(world: TrueWorld, weigh: Weigh, at: (id: number) => number | null): number {
  const a = Array.from({ length: ALL }, () => Array.from({ length: ALL }, () => 0));
  const b = Array.from({ length: ALL }, () => 0);
  for (let id = 0; id < ALL; id++) {
    const value = id === 0 ? null : at(id);
    if (value !== null) {
      b[id] = value;
      continue;
    }
    for (const { owner, parts } of weigh(world.stakes[id] ?? [], id)) {
      const row = a[id];
      if (row !== undefined) row[owner] = (row[owner] ?? 0) + parts / 1000;
    }
  }
  return 100 * (solve(a, b)[0] ?? 0);
}

function trueTotal(world: TrueWorld, weigh: Weigh): number {
  return truth(world, weigh, (id) => (world.outside[id] === true ? 1 : id >= COMPANIES ? 0 : null));
}

function trueLargest(world: TrueWorld, weigh: Weigh): number {
  const shares = world.outside.map((outside, holder) =>
    outside && holder > 0 ? truth(world, weigh, (id) => (id === holder ? 1 : id >= COMPANIES ? 0 : null)) : 0,
  );
  return Math.max(...shares);
}

const SLACK = 1e-5;

function contains({ low, high }: EffectiveShare, inner: EffectiveShare | number): boolean {
  const [from, to] = typeof inner === 'number' ? [inner, inner] : [inner.low, inner.high];
  return low <= from + SLACK && high >= to - SLACK;
}

const NOTHING_HIDDEN = Array.from({ length: COMPANIES * 4 }, () => PLAIN);
const ALL_KNOWN = Array.from({ length: ALL }, () => false);

describe('effective shares in drawn worlds', () => {
  it.each([
    ['capital', byShare],
    ['votes', byMajority],
  ] as const)('equal the independent solution while everything is known: %s', (of, weigh) => {
    fc.assert(
      fc.property(worlds(true), (world) => {
        const book = known(world, NOTHING_HIDDEN, ALL_KNOWN, true);
        const total = ask(book, 'total', of);
        expect(total.exact.low).toEqual(total.exact.high);
        expect(Math.abs(total.low - trueTotal(world, weigh))).toBeLessThan(SLACK);
        const largest = ask(book, 'largest', of);
        expect(largest.exact.low).toEqual(largest.exact.high);
        expect(Math.abs(largest.low - trueLargest(world, weigh))).toBeLessThan(SLACK);
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['capital', byShare],
    ['votes', byMajority],
  ] as const)('contain the true share, whatever is hidden: %s', (of, weigh) => {
    fc.assert(
      fc.property(worlds(true), veils, unknownCountries, (world, veil, unknown) => {
        expect(contains(ask(known(world, veil, unknown, false), 'total', of), trueTotal(world, weigh))).toBe(
          true,
        );
        // A selected company without recorded owners counts as the last holder, so `largest` needs one of them.
        expect(
          contains(ask(known(world, veil, unknown, true), 'largest', of), trueLargest(world, weigh)),
        ).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('contain the true share of capital in cycles too', () => {
    // A person in every company keeps the true system solvable.
    const leaking = worlds(false).map((world) => ({
      ...world,
      stakes: world.stakes.map((stakes) => {
        const person = { owner: ALL - 1, parts: 100 };
        const others = stakes.filter(({ owner }) => owner !== person.owner);
        if (others.length === 0) return [{ ...person, parts: 1000 }];
        const scaled = split(
          others.slice(0, 3).map(({ owner }) => owner),
          others.map(({ parts }) => parts),
        );
        const shrunk = scaled.map(({ owner, parts }) => ({ owner, parts: Math.floor(parts * 0.9) }));
        const used = shrunk.reduce((sum, { parts }) => sum + parts, 0);
        return [...shrunk, { ...person, parts: 1000 - used }];
      }),
    }));
    fc.assert(
      fc.property(leaking, veils, unknownCountries, (world, veil, unknown) => {
        const all = known(world, NOTHING_HIDDEN, ALL_KNOWN, true);
        const exact = ask(all, 'total', 'capital');
        expect(exact.high - exact.low).toBeLessThanOrEqual(2e-6);
        expect(contains(exact, trueTotal(world, byShare))).toBe(true);
        expect(
          contains(ask(known(world, veil, unknown, false), 'total', 'capital'), trueTotal(world, byShare)),
        ).toBe(true);
        expect(
          contains(ask(known(world, veil, unknown, true), 'largest', 'capital'), trueLargest(world, byShare)),
        ).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('only widen when one more holder is removed', () => {
    fc.assert(
      fc.property(
        worlds(false),
        veils,
        unknownCountries,
        fc.nat(COMPANIES * 4 - 1),
        fc.constantFrom('capital' as const, 'votes' as const),
        (world, veil, unknown, removed, of) => {
          const more = veil.map((part, index) => (index === removed ? { ...part, hidden: true } : part));
          const total = ask(known(world, more, unknown, false), 'total', of);
          expect(contains(total, ask(known(world, veil, unknown, false), 'total', of))).toBe(true);
          const largest = ask(known(world, more, unknown, true), 'largest', of);
          expect(contains(largest, ask(known(world, veil, unknown, true), 'largest', of))).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('are explained by chains that add up, outside cycles and with one figure for each share', () => {
    fc.assert(
      fc.property(worlds(true), veils, unknownCountries, (world, veil, unknown) => {
        const figures = veil.map(({ hidden }) => ({ ...PLAIN, hidden }));
        const open: OwnershipBook = { ...known(world, figures, unknown, false), holderLists: new Map() };
        const found = ask(open, 'total', 'capital');
        const add = (ends: readonly string[]): number =>
          found.chains.filter(({ end }) => ends.includes(end)).reduce((sum, { high }) => sum + high, 0);
        expect(found.chainsOmitted).toBe(false);
        expect(Math.abs(add(['selected']) - found.low)).toBeLessThan(1e-3);
        expect(Math.abs(add(['selected', 'unknown', 'undisclosed', 'rest']) - found.high)).toBeLessThan(1e-3);
      }),
      { numRuns: 100 },
    );
  });
});
