import { changedKeys, ownersAbove, relatedSubjects, type Regime, vendorsAmong, type World } from '#domain';
import { changedSubjects } from '#matching';

/** What may have turned between two worlds. */
export interface Touch {
  /** Markets in which any verdict may have turned. */
  readonly markets: ReadonlySet<string> | 'all';
  /** Names of what changed that single offerings read: subjects of statements, `entity:…`. */
  readonly names: ReadonlySet<string>;
}

/** Parts that decisions of all markets and offerings may read. */
const SHARED = [
  'vocabulary',
  'jurisdictions',
  'groups',
  'schemes',
  'registers',
  'equivalences',
  'staleFeeds',
] as const satisfies readonly (keyof World)[];

/** The markets that a regime may bind in, now or at any time. */
function marketsOf(world: World, regime: Regime): readonly string[] | 'all' {
  if (regime.market === '*' || regime.framework !== null) return 'all';
  const members = world.groups.get(regime.market)?.members ?? [];
  const superseded = regime.supersedes.flatMap(({ id }) => world.regimes.get(id) ?? []);
  return [regime.market, ...superseded.map(({ market }) => market)].flatMap((market) =>
    market === regime.market ? [market, ...members.map(({ code }) => code)] : [market],
  );
}

/** Compares two worlds, of which the later was made from the earlier one: what both share are the same objects. */
export function touchOf(before: World, after: World): Touch {
  const names = new Set<string>();
  if (SHARED.some((part) => before[part] !== after[part])) return { markets: 'all', names };
  const markets = new Set(changedKeys(before.markets, after.markets));
  for (const id of changedKeys(before.regimes, after.regimes)) {
    for (const regime of [...(before.regimes.get(id) ?? []), ...(after.regimes.get(id) ?? [])]) {
      const touched = marketsOf(after, regime);
      if (touched === 'all') return { markets: 'all', names };
      for (const market of touched) markets.add(market);
    }
  }
  for (const subject of changedSubjects(before, after)) {
    names.add(subject);
    // What is new in a list of an offering is read by the readers of that offering.
    const slash = subject.indexOf('/');
    if (slash >= 0) names.add(`offering:${subject.slice(subject.indexOf(':') + 1, slash)}`);
  }
  for (const part of ['entities', 'holdings', 'holderLists'] as const)
    for (const entity of changedKeys<string, unknown>(before[part], after[part]))
      names.add(`entity:${entity}`);
  for (const id of changedKeys(before.vendors, after.vendors)) {
    names.add(`provider:${id}`);
    for (const world of [before, after]) names.add(`entity:${world.vendors.get(id)?.entity ?? id}`);
  }
  for (const id of changedKeys(before.offerings, after.offerings)) names.add(`offering:${id}`);
  return { markets, names };
}

/** Which offerings read what, kept while worlds follow each other. */
export class Readers {
  private readonly namesOf = new Map<string, ReadonlySet<string>>();

  constructor(world: World) {
    for (const id of world.offerings.keys()) this.namesOf.set(id, namesReadBy(world, id));
  }

  /** Follows a later world and answers the offerings that a touch may have turned: in it, or gone from it. */
  follow(world: World, { names }: Touch): readonly string[] {
    const touched = [...this.namesOf].flatMap(([id, read]) => (intersects(read, names) ? [id] : []));
    const added = [...world.offerings.keys()].filter((id) => !this.namesOf.has(id));
    const turned = [...touched, ...added];
    for (const id of turned) {
      if (world.offerings.has(id)) this.namesOf.set(id, namesReadBy(world, id));
      else this.namesOf.delete(id);
    }
    return turned;
  }
}

function namesReadBy(world: World, offering: string): ReadonlySet<string> {
  const subjects = relatedSubjects(world, offering);
  const vendors = vendorsAmong(subjects);
  const named = [...vendors, ...ownersAbove(world, vendors)].map((entity) => `entity:${entity}`);
  return new Set([...subjects, ...named]);
}

function intersects(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  for (const one of few) if (many.has(one)) return true;
  return false;
}
