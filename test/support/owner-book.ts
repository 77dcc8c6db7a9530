import {
  effectiveShare,
  selectHolders,
  type EffectiveShare,
  type Entity,
  type Holding,
  type OwnershipBook,
  type Share,
} from '#domain';

/** What a holding states beyond who holds whom; figures are percent, votes follow the capital unless stated. */
export type Stated = Partial<Omit<Holding, 'capital' | 'votes'>> & {
  readonly capital?: number | Share | null;
  readonly votes?: number | Share | null;
};

function share(stated: number | Share | null | undefined): Share | null {
  return typeof stated === 'number' ? { min: stated, max: stated } : (stated ?? null);
}

/** A holding in force, documented and of high confidence unless stated otherwise. */
export function held(owner: string, owned: string, stated: Stated): Holding {
  return {
    id: `${owner}--${owned}`,
    owner,
    owned,
    relation: 'shareholder',
    rights: [],
    status: 'held',
    valid: { from: null, to: null },
    recorded: { from: '2026-01-01T00:00:00Z', to: null },
    grade: 'documented',
    confidence: 'high',
    source: { title: 'register of shareholders' },
    ...stated,
    capital: share(stated.capital),
    votes: share(stated.votes === undefined ? stated.capital : stated.votes),
  };
}

/** `us-p` is a person from the US, `fr-co` a company from France, `xx-…` from a country not known. */
function entity(id: string): Entity {
  const [country = '', kind = ''] = id.split('-');
  const kinds: Record<string, Entity['kind']> = { p: 'person', s: 'state', f: 'foundation', d: 'dispersed' };
  return {
    id,
    name: id,
    country: country === 'xx' ? null : country.toUpperCase(),
    kind: /^[psfd]\d*$/.test(kind) ? (kinds[kind.slice(0, 1)] ?? null) : null,
    countryGrade: 'documented',
    confidence: 'high',
    source: null,
  };
}

/** The owners of a few entities; `complete` names those whose holders are all listed. */
export function book(holdings: readonly Holding[], complete: readonly string[] = []): OwnershipBook {
  const ids = new Set(holdings.flatMap(({ owner, owned }) => [owner, owned]));
  const byOwned = new Map<string, Holding[]>();
  for (const holding of holdings)
    byOwned.set(holding.owned, [...(byOwned.get(holding.owned) ?? []), holding]);
  return {
    entities: new Map([...ids].map((id) => [id, entity(id)])),
    holdings: byOwned,
    holderLists: new Map(complete.map((owned) => [owned, { owned, complete: true }])),
  };
}

const EU = new Set(['FR', 'DE', 'IT']);
/** Selects holders with a seat outside the EU. */
export const OUTSIDE_EU = selectHolders({
  in: null,
  outside: (country) => (EU.has(country) ? 'true' : 'false'),
  kind: null,
});

/** The French company whose owners are asked about. */
export const VENDOR = 'fr-vendor';

/** Asks for the share of holders outside the EU in the vendor. */
export function ask(
  holdings: readonly Holding[],
  measure: 'largest' | 'total',
  of: 'capital' | 'votes' = 'capital',
  complete: readonly string[] = [],
): EffectiveShare {
  return effectiveShare(book(holdings, complete), {
    entity: VENDOR,
    of,
    measure,
    holders: OUTSIDE_EU,
    asOf: '2026-11-24',
    grade: 'claimed',
  });
}

/** Both ends in percent. */
export const range = ({ low, high }: EffectiveShare): readonly [number, number] => [low, high];
