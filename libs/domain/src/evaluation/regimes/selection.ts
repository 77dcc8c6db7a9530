import type { Regime, RuleValidity } from '../../model/regime.ts';
import { covers, type Day } from '../../model/time.ts';
import type { World } from '../../model/world.ts';
import { blocsOf } from '../facts/membership.ts';

/** A rule whose start isn't known never binds. */
export function inForceOn(valid: RuleValidity, day: Day): boolean {
  return valid.from !== 'unknown' && covers({ from: valid.from, to: valid.to }, day);
}

/** Drafts and plans never displace what is in force; they count only in simulations. */
function isEnacted(regime: Regime): boolean {
  return regime.status !== 'draft' && regime.status !== 'planned' && regime.recorded.to === null;
}

function prevails(regime: Regime, over: Regime): boolean {
  const [start, other] = [regime.valid.from ?? '', over.valid.from ?? ''];
  return start === other ? regime.recorded.from >= over.recorded.from : start > other;
}

/** The one version of a regime that holds on a day: the latest start wins, then the latest recording. */
export function versionOn(versions: readonly Regime[], day: Day): Regime | null {
  return versions
    .filter((regime) => isEnacted(regime) && inForceOn(regime.valid, day))
    .reduce<Regime | null>((best, regime) => (best === null || prevails(regime, best) ? regime : best), null);
}

/** The regimes of the day that was asked for last: many questions about one world are for one day. */
const lastDays = new WeakMap<World, { readonly day: Day; readonly regimes: readonly Regime[] }>();

/** All regimes that hold on a day anywhere, without those that another has superseded. */
export function regimesOn(world: World, day: Day): readonly Regime[] {
  const last = lastDays.get(world);
  if (last?.day === day) return last.regimes;
  const regimes = selectRegimes(world, day);
  lastDays.set(world, { day, regimes });
  return regimes;
}

function selectRegimes(world: World, day: Day): readonly Regime[] {
  const current = [...world.regimes.values()]
    .map((versions) => versionOn(versions, day))
    .filter((regime) => regime !== null)
    .filter(({ status }) => status === 'in_force' || status === 'adopted' || status === 'guidance');
  const superseded = new Set(
    current.flatMap(({ id, supersedes }) =>
      supersedes.filter((older) => older.id !== id && older.from <= day).map((older) => older.id),
    ),
  );
  return current.filter(({ id }) => !superseded.has(id));
}

/** The regimes that hold in a market on a day: its own, those of its blocs, and the general profile. */
export function regimesIn(world: World, market: string, day: Day): readonly Regime[] {
  const places = new Set([
    market,
    '*',
    ...blocsOf(world, market, day)
      .filter(({ member }) => member === 'true')
      .map(({ group }) => group.id),
  ]);
  return regimesOn(world, day)
    .filter((regime) => places.has(regime.market))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** The regimes that define a framework on a day. */
export function regimesOfFramework(world: World, framework: string, day: Day): readonly Regime[] {
  return regimesOn(world, day).filter((regime) => regime.framework?.id === framework);
}
