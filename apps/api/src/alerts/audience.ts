import { MAIN_TENANT, type Principal, type Role } from '#access';
import { EVENT_TYPES, type EventType, InvalidInput, OPERATIONAL_EVENTS } from '#application';

const OPERATORS: ReadonlySet<Role> = new Set(['analyst', 'ops', 'auditor', 'admin']);

/** Types that webhooks and streams can be asked for; the test event goes to the tested webhook only. */
export const WANTED_TYPES: readonly EventType[] = EVENT_TYPES.filter(
  (type) => type !== 'placet.webhook.test',
);

/**
 * The types of events that somebody gets: those asked for, or all that they may hear of. How the feeds run is the
 * installation's own business.
 *
 * @throws InvalidInput for types that they may not hear of.
 */
export function typesFor(
  { role, tenant }: Pick<Principal, 'role' | 'tenant'>,
  asked: readonly EventType[] | undefined,
  place: { readonly pointer: string } | { readonly parameter: string },
): EventType[] {
  const isOperator = tenant === MAIN_TENANT && OPERATORS.has(role);
  const heard = WANTED_TYPES.filter((type) => isOperator || !OPERATIONAL_EVENTS.has(type));
  const refused = (asked ?? []).filter((type) => !heard.includes(type));
  if (refused.length === 0) return asked === undefined ? heard : [...new Set(asked)];
  throw new InvalidInput([
    {
      ...place,
      detail: `The role "${role}" does not hear of ${refused.join(', ')}. It may ask for ${heard.join(', ')}.`,
    },
  ]);
}
