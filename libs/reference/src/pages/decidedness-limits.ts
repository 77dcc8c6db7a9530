import {
  indexOf,
  onSale,
  REGIONS,
  registerStandings,
  type Day,
  type Fact,
  type RegisterStanding,
  type World,
} from '#domain';
import type { Decidedness } from './decidedness.ts';
import { table } from './markdown.ts';

/** Certificates for which so few unknown decisions wait are left out. */
const SHOWN_FROM = 60;

function stateOf({ register, hindrance, freshUntil }: RegisterStanding): string {
  const { name, grade } = register;
  switch (hindrance) {
    case 'stale':
      return `${name}: complete, but fresh only until ${freshUntil ?? 'its day'}`;
    case 'incomplete':
      return `${name}: not read in full (${grade})`;
    case 'secondHand':
      return `${name}: not read from the authority (${grade})`;
    default:
      return `${name}: closes the world for vendors that were looked for`;
  }
}

/** For every certificate that many unknown decisions wait for: what is there to show that it isn't held. */
export function certificateTable(world: World, standings: readonly Decidedness[], asOf: Day): string {
  const waiting = new Map<string, number>();
  for (const { causes } of standings) {
    for (const { attribute, offerings } of causes) {
      const [, scheme] = attribute.split('certificate:');
      if (scheme !== undefined) waiting.set(scheme, (waiting.get(scheme) ?? 0) + offerings);
    }
  }
  const rows = [...waiting]
    .filter(([, decisions]) => decisions >= SHOWN_FROM)
    .toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([scheme, decisions]) => {
      const registers = registerStandings(world, scheme, null, asOf).map(stateOf);
      return [scheme, decisions, registers.length === 0 ? 'no list could be read' : registers.join('; ')];
    });
  return table(
    ['Certificate', 'Unknown decisions', 'What could show absence'],
    rows,
    new Set(['Unknown decisions']),
  );
}

function regionsKnown(facts: readonly Fact[]): string {
  const sure = facts.filter(({ confidence, grade }) => confidence !== 'low' && grade !== 'claimed');
  if (sure.some(({ complete }) => complete)) return 'a complete list, documented';
  if (sure.length > 0) return 'some regions, documented; there may be more';
  return facts.length > 0 ? 'some regions, only claimed or of low confidence' : 'nothing';
}

/** How much is known of where offerings on sale may be had: the deployment of a decision is chosen from it. */
export function regionTable(world: World, asOf: Day): string {
  const counts = new Map<string, number>();
  for (const offering of world.offerings.values()) {
    if (!onSale(offering, asOf)) continue;
    const known = regionsKnown(indexOf(world).facts(`offering:${offering.id}`, REGIONS));
    counts.set(known, (counts.get(known) ?? 0) + 1);
  }
  const rows = [...counts].toSorted(([, a], [, b]) => b - a);
  return table(['What is known of its regions', 'Offerings'], rows, new Set(['Offerings']));
}
