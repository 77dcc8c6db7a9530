import {
  gatesOf,
  nearestNames,
  type Need,
  needOfNotice,
  type NeedSource,
  type NoticeClause,
  type NoticeVersion,
  type Requirement,
  type Scalar,
  type World,
} from '#domain';
import { InvalidInput } from '../errors.ts';
import { fittingNeed, type Question } from '../answers/question.ts';

/** The question that a notice asks of one snapshot. */
export interface NoticeQuestion {
  readonly market: string;
  readonly lot: string | null;
  /** The parts of its need that the vocabulary knows. */
  readonly given: Need;
  readonly sources: readonly NeedSource[];
  readonly clauses: readonly NoticeClause[];
  readonly gates: readonly Requirement[];
}

/** Where one part of the need that was answered for comes from. */
export interface NeedOrigin {
  readonly path: string;
  readonly value: Scalar | readonly Scalar[];
  readonly from: 'notice' | 'question' | 'default';
  readonly field?: string;
  readonly place?: string;
  readonly because?: string;
}

/**
 * Reads a notice as a question. A buyer in a country without a market of its own is under the rules of its bloc. Throws
 * {@link InvalidInput} for a lot that the notice hasn't got, and for a notice whose market isn't known and isn't stated.
 */
export function questionOfNotice(
  world: World,
  notice: NoticeVersion,
  stated: { readonly market?: string; readonly lot?: string },
): NoticeQuestion {
  const lots = notice.lots.map(({ id }) => id);
  if (stated.lot !== undefined && !lots.includes(stated.lot)) {
    const detail = `The notice has no lot "${stated.lot}". ${lots.length === 0 ? 'It has none.' : `It has ${lots.slice(0, 20).join(', ')}.`}`;
    throw new InvalidInput([{ parameter: 'lot', detail, nearest: nearestNames(stated.lot, lots) }]);
  }
  const { market, lot, need, sources, clauses } = needOfNotice(notice, stated.lot);
  const given = fittingNeed(world, need);
  return {
    market: stated.market ?? marketOf(world, market),
    lot,
    given,
    sources: sources.filter(({ path }) => path in given),
    clauses,
    gates: gatesOf(clauses),
  };
}

/** Says of every part of an answered need whether the notice, the request or the default need stated it. */
export function originsOf(question: Question, sources: readonly NeedSource[]): readonly NeedOrigin[] {
  const defaults = question.market.needs[question.base];
  return Object.entries(question.need).map(([path, value]): NeedOrigin => {
    const source = sources.find((one) => one.path === path && one.value === value);
    if (source) {
      const { field, place, because } = source;
      return { path, value, from: 'notice', field, ...(place === undefined ? {} : { place }), because };
    }
    return { path, value, from: defaults[path] === value ? 'default' : 'question' };
  });
}

function marketOf(world: World, country: string | null): string {
  if (country === null) {
    const detail = 'The notice does not say in which country its buyer is. Add a market, such as market=KR.';
    throw new InvalidInput([{ parameter: 'market', detail }]);
  }
  if (world.markets.has(country)) return country;
  const bloc = [...world.groups.values()].find(
    ({ id, bloc: isBloc, members }) =>
      isBloc && world.markets.has(id) && members.some(({ code, to }) => code === country && to === null),
  );
  if (bloc) return bloc.id;
  const detail = `No rules are known for ${country}, the country of the buyer. Add a market, such as market=KR.`;
  throw new InvalidInput([{ parameter: 'market', detail }]);
}
