import { GRADES, type Confidence, type Grade, type Source } from '../../model/evidence.ts';
import type { Day } from '../../model/time.ts';
import type { World } from '../../model/world.ts';
import type { OwnershipBook } from '../../ownership/holder.ts';
import type { Lens } from '../case.ts';
import { staleSince } from './known-fact.ts';

/** How well something counts once its source has broken its freshness promise. */
interface Aged {
  readonly grade: Grade;
  readonly confidence: Confidence;
}

const books = new WeakMap<World, Map<string, OwnershipBook>>();

/** One grade lower; what is below every grade counts only where all statements do, and is undisclosed otherwise. */
function lowered(grade: Grade, confidence: Confidence, lens: Lens): Aged {
  const lower = GRADES[GRADES.indexOf(grade) - 1];
  if (lower !== undefined) return { grade: lower, confidence };
  return { grade, confidence: lens.floor < 0 ? confidence : 'low' };
}

function age(world: World, asOf: Day, lens: Lens): OwnershipBook {
  const isStale = (source: Source | null): boolean =>
    source !== null && staleSince(world, { source }, asOf) !== null;
  return {
    holderLists: world.holderLists,
    holdings: new Map(
      [...world.holdings].map(([owned, holdings]) => [
        owned,
        holdings.map((holding) =>
          isStale(holding.source)
            ? { ...holding, ...lowered(holding.grade, holding.confidence, lens) }
            : holding,
        ),
      ]),
    ),
    entities: new Map(
      [...world.entities].map(([id, entity]) => {
        if (!isStale(entity.source)) return [id, entity];
        const { grade, confidence } = lowered(
          entity.countryGrade ?? 'claimed',
          entity.confidence ?? 'medium',
          lens,
        );
        return [id, { ...entity, countryGrade: grade, confidence }];
      }),
    ),
  };
}

/**
 * The owners of a world as they count on a day: holdings and seats from a source that broke its freshness promise count
 * one grade lower, like any other statement (design 3.3).
 */
export function agedOwners(world: World, asOf: Day, lens: Lens): OwnershipBook {
  const stale = lens.aging ? [...world.staleFeeds].filter(([, since]) => since <= asOf) : [];
  if (stale.length === 0) return world;
  const known = books.get(world) ?? new Map<string, OwnershipBook>();
  books.set(world, known);
  const key = `${stale
    .map(([feed]) => feed)
    .toSorted()
    .join(' ')} ${lens.floor < 0}`;
  const book = known.get(key) ?? age(world, asOf, lens);
  known.set(key, book);
  return book;
}
