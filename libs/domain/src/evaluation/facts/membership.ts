import type { Group } from '../../model/geography.ts';
import { covers, type Day } from '../../model/time.ts';
import type { World } from '../../model/world.ts';
import type { Truth } from '../decision.ts';
import { and, or, truthOf } from '../truth.ts';

/** Says whether a code is in a group on a day; undecided codes and those missing from an open group are unknown. */
export function inGroup(group: Group | undefined, code: string, day: Day): Truth {
  if (group === undefined) return 'unknown';
  if (group.undecided.includes(code)) return 'unknown';
  const listed = group.members.filter((member) => member.code === code);
  const now = listed.filter((member) => covers(member, day));
  if (now.some(({ confidence }) => confidence !== 'low')) return 'true';
  if (now.length > 0) return 'unknown';
  return listed.length > 0 || group.complete ? 'false' : 'unknown';
}

/** The blocs that a market belongs to on a day, surely or perhaps; a bloc that is asked about itself is one too. */
export function blocsOf(
  world: World,
  market: string,
  day: Day,
): readonly { readonly group: Group; readonly member: Truth }[] {
  return [...world.groups.values()]
    .filter(({ bloc }) => bloc)
    .map((group) => ({
      group,
      member: group.id === market ? ('true' as const) : inGroup(group, market, day),
    }))
    .filter(({ member }) => member !== 'false');
}

/** Says whether a country is the market itself, or a member of the bloc that the market is. */
export function inMarket(world: World, market: string, country: string, day: Day): Truth {
  if (country === market) return 'true';
  const bloc = world.groups.get(market);
  return bloc?.bloc === true ? inGroup(bloc, country, day) : 'false';
}

/** Says whether a country is in the market or its bloc (`group:home`). */
export function atHomeOf(world: World, market: string, country: string, day: Day): Truth {
  if (country === market) return truthOf(true);
  return or(
    blocsOf(world, market, day).map(({ group, member }) => and([member, inGroup(group, country, day)])),
  );
}
