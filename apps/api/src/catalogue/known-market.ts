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

/** Refuses a filter by a vendor that nobody knows, for the same reason. */
export function requireVendor(world: World, id: string | undefined): void {
  if (id === undefined || world.vendors.has(id)) return;
  const nearest = nearestNames(id, world.vendors.keys());
  const detail = `There is no vendor "${id}".${nearest.length > 0 ? ` Nearest: ${nearest.join(', ')}.` : ''}`;
  throw new InvalidInput([{ parameter: 'vendor', detail, nearest }]);
}
