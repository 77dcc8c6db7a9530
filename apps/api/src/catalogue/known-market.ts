import { InvalidInput } from '#application';
import { nearestNames, type World } from '#domain';

/** Refuses a filter by a market or country that nobody knows: an empty list would read as "nothing there". */
export function requireMarket(world: World, code: string | undefined): void {
  if (code === undefined || world.markets.has(code) || world.jurisdictions.has(code)) return;
  const known = new Set([...world.markets.keys(), ...world.jurisdictions.keys()]);
  const nearest = nearestNames(code, known);
  const detail = `There is no market "${code}".${nearest.length > 0 ? ` Nearest: ${nearest.join(', ')}.` : ''}`;
  throw new InvalidInput([{ parameter: 'market', detail, nearest }]);
}
