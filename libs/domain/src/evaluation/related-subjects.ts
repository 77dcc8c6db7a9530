import type { SubjectRef } from '../model/evidence.ts';
import type { Offering } from '../model/vendor.ts';
import type { World } from '../model/world.ts';
import { listOf } from './facts/scalar.ts';
import { indexOf } from './world-index.ts';

const listed = new WeakMap<World, ReadonlyMap<string, readonly SubjectRef[]>>();

/** Subjects that are listed under each offering: `facility:<offering>/<id>` and the like. */
function listedSubjects(world: World): ReadonlyMap<string, readonly SubjectRef[]> {
  const known = listed.get(world);
  if (known !== undefined) return known;
  const found = new Map<string, SubjectRef[]>();
  for (const subject of [...world.facts.keys(), ...world.certificates.keys()]) {
    const slash = subject.indexOf('/');
    if (slash < 0) continue;
    const owner = subject.slice(subject.indexOf(':') + 1, slash);
    const own = found.get(owner);
    if (own === undefined) found.set(owner, [subject]);
    else own.push(subject);
  }
  listed.set(world, found);
  return found;
}

/** The offering and those it runs on, from the top down. */
export function layersOf(world: World, offering: string): readonly string[] {
  const layers = new Set<string>();
  let current: string | null = offering;
  while (current !== null && !layers.has(current)) {
    layers.add(current);
    const runsOn: Offering['runsOn'] = world.offerings.get(current)?.runsOn ?? null;
    current = runsOn === null || runsOn === 'self' ? null : runsOn.offering;
  }
  return [...layers];
}

/**
 * Subjects whose statements a decision about an offering may read: the layers below it, what is listed under them, and
 * the partners and makers that their facts name.
 */
export function relatedSubjects(
  world: World,
  offering: string,
  team: readonly string[] = [],
): ReadonlySet<SubjectRef> {
  const { vendorsOfEntity } = indexOf(world);
  const vendors = new Set<string>(team);
  const subjects = new Set<SubjectRef>();
  for (const id of layersOf(world, offering)) {
    const vendor = world.offerings.get(id)?.vendor;
    if (vendor !== undefined) vendors.add(vendor);
    subjects.add(`offering:${id}`).add(`offer:${id}`);
    for (const subject of listedSubjects(world).get(id) ?? []) subjects.add(subject);
  }
  // Facts may name partners, makers and the parts of lists, by reference or by entity.
  for (const subject of subjects) {
    for (const fact of world.facts.get(subject) ?? []) {
      for (const value of listOf(fact.value)) {
        if (typeof value !== 'string') continue;
        if (value.includes(':')) subjects.add(value);
        vendors.add(value);
        for (const id of vendorsOfEntity(value)) vendors.add(id);
      }
    }
  }
  for (const id of vendors) subjects.add(`provider:${id}`);
  if (team.length > 0) {
    for (const one of world.offerings.values())
      if (team.includes(one.vendor)) subjects.add(`offering:${one.id}`).add(`offer:${one.id}`);
  }
  return subjects;
}

/** The vendors among related subjects. */
export function vendorsAmong(subjects: ReadonlySet<SubjectRef>): readonly string[] {
  return [...subjects].flatMap((subject) => (subject.startsWith('provider:') ? [subject.slice(9)] : []));
}

/** The entities of vendors and everybody who holds shares in them, directly or through others. */
export function ownersAbove(world: World, vendors: readonly string[]): ReadonlySet<string> {
  const passed = new Set<string>();
  const waiting = vendors.map((id) => world.vendors.get(id)?.entity ?? id);
  for (let entity = waiting.pop(); entity !== undefined; entity = waiting.pop()) {
    if (passed.has(entity)) continue;
    passed.add(entity);
    for (const { owner } of world.holdings.get(entity) ?? []) waiting.push(owner);
  }
  return passed;
}
