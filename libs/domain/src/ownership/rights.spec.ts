import { describe, expect, it } from '@jest/globals';
import type { Entity, Holding } from '../model/vendor.ts';
import { selectHolders, type OwnershipBook } from './holder.ts';
import { holderRights, type RightsFinding } from './rights.ts';

const OUTSIDE_EU = selectHolders({
  in: null,
  outside: (country) => (country === 'FR' ? 'true' : 'false'),
  kind: null,
});

const ENTITIES: readonly Pick<Entity, 'id' | 'country' | 'kind'>[] = [
  { id: 'vendor', country: 'FR', kind: null },
  { id: 'french-state', country: 'FR', kind: 'state' },
  { id: 'us-fund', country: 'US', kind: null },
  { id: 'us-person', country: 'US', kind: 'person' },
  { id: 'french-person', country: 'FR', kind: 'person' },
  { id: 'fr-holding', country: 'FR', kind: null },
  { id: 'stranger', country: null, kind: 'person' },
];

function held(owner: string, owned: string, votes: number | null, rights: Holding['rights'] = []): Holding {
  return {
    id: `${owner}--${owned}`,
    owner,
    owned,
    capital: null,
    votes: votes === null ? null : { min: votes, max: votes },
    relation: 'shareholder',
    rights,
    status: 'held',
    valid: { from: null, to: null },
    recorded: { from: '2026-01-01T00:00:00Z', to: null },
    grade: 'documented',
    confidence: 'high',
    source: { title: 'articles of association' },
  };
}

function find(holdings: readonly Holding[], complete: readonly string[] = ['vendor']): RightsFinding {
  const byOwned = new Map<string, Holding[]>();
  for (const holding of holdings)
    byOwned.set(holding.owned, [...(byOwned.get(holding.owned) ?? []), holding]);
  const book: OwnershipBook = {
    entities: new Map(
      ENTITIES.map((entity) => [
        entity.id,
        { ...entity, name: entity.id, countryGrade: 'documented', confidence: 'high', source: null },
      ]),
    ),
    holdings: byOwned,
    holderLists: new Map(complete.map((owned) => [owned, { owned, complete: true }])),
  };
  return holderRights(book, {
    entity: 'vendor',
    rights: ['veto', 'board_majority'],
    holders: OUTSIDE_EU,
    asOf: '2026-11-24',
    grade: 'claimed',
  });
}

/** A French holding has the right; somebody has votes in it. */
const through = (owner: string, votes: number): RightsFinding =>
  find([
    held('fr-holding', 'vendor', 60, ['board_majority']),
    held('french-state', 'vendor', 40),
    held(owner, 'fr-holding', votes),
    held('french-person', 'fr-holding', 100 - votes),
  ]);

describe('rights of holders', () => {
  it('finds the veto of a holder outside the EU, however small its share', () => {
    const found = find([held('us-fund', 'vendor', 5, ['veto']), held('french-person', 'vendor', 95)]);
    expect(found.none).toBe('false');
    expect(found.holders).toEqual([
      { entity: 'us-fund', rights: ['veto'], selected: 'true', holding: 'us-fund--vendor' },
    ]);
  });

  it('does not mind rights of others, nor rights that were not asked for', () => {
    expect(find([held('french-person', 'vendor', 95, ['veto']), held('us-fund', 'vendor', 5)]).none).toBe(
      'true',
    );
    expect(
      find([held('us-fund', 'vendor', 5, ['golden_share']), held('french-person', 'vendor', 95)]).none,
    ).toBe('true');
  });

  it('proves absence only by a complete list', () => {
    expect(find([held('us-fund', 'vendor', 5), held('french-person', 'vendor', 95)], []).none).toBe(
      'unknown',
    );
    expect(find([], []).none).toBe('unknown');
    expect(find([held('us-fund', 'vendor', 5, ['veto'])], []).none).toBe('false');
  });

  it('leaves the veto of somebody of unknown country open', () => {
    expect(find([held('stranger', 'vendor', 5, ['veto']), held('french-person', 'vendor', 95)]).none).toBe(
      'unknown',
    );
  });

  it('asks who commands the company that holds the right', () => {
    expect(through('us-person', 51).none).toBe('false');
    expect(through('us-person', 49).none).toBe('true');
    expect(through('stranger', 51).none).toBe('unknown');
  });

  it('leaves a right open that a company of undisclosed owners holds', () => {
    expect(find([held('fr-holding', 'vendor', 60, ['veto']), held('french-state', 'vendor', 40)]).none).toBe(
      'unknown',
    );
  });

  it('follows a right in the own parent back to whoever commands that', () => {
    const found = find([
      held('us-person', 'vendor', 60),
      held('fr-holding', 'vendor', 40, ['veto']),
      held('vendor', 'fr-holding', 100),
    ]);
    expect(found.none).toBe('false');
  });

  it('proves nothing by companies that only hold each other', () => {
    const found = find([held('fr-holding', 'vendor', 100, ['veto']), held('vendor', 'fr-holding', 100)]);
    expect(found.none).toBe('unknown');
  });
});
