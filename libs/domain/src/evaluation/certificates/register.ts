import { ageAtMost, parseDuration } from '../../calendar/duration.ts';
import { GRADES } from '../../model/evidence.ts';
import type { Register } from '../../model/scheme.ts';
import type { Day } from '../../model/time.ts';
import type { Scope } from '../case.ts';

const FRESH_FOR = { months: 0, days: 90 };

/** The day that a reading speaks of, else that of its publication, else the one on which it was read. */
export function dayOfReading({ asOf, source }: Register): Day | null {
  return asOf ?? source.published ?? source.retrieved ?? null;
}

/** The last day on which a reading of a register closes the world; `null` when it never does. */
export function closesUntil(register: Register): { readonly from: Day; readonly for: string } | null {
  const from = dayOfReading(register);
  return from === null || !register.complete || !register.readFromAuthority
    ? null
    : { from, for: register.freshFor };
}

function isFresh(register: Register, day: Day): boolean {
  const closes = closesUntil(register);
  if (closes === null || closes.from > day) return false;
  return ageAtMost(closes.from, parseDuration(closes.for) ?? FRESH_FOR, day);
}

/** The newest reading of each register of a scheme that speaks of a day. */
function readingsAt(readings: readonly Register[], day: Day): readonly Register[] {
  const newest = new Map<string, Register>();
  for (const reading of readings) {
    const from = closesUntil(reading)?.from ?? reading.asOf;
    if (from !== null && from > day) continue;
    const known = newest.get(reading.id);
    if (known === undefined || (dayOfReading(known) ?? '') <= (dayOfReading(reading) ?? ''))
      newest.set(reading.id, reading);
  }
  return [...newest.values()];
}

/**
 * Finds a register that closes the world for a scheme and a vendor (design 3.4): complete, read from the authority, not
 * older than its promise, of at least the asked grade, and the vendor was looked for in it. Absence is then false.
 */
export function closingRegister(scope: Scope, scheme: string, vendor: string): Register | null {
  const { world, question, closed } = scope.case;
  let fresh = closed.get(scheme);
  if (fresh === undefined) {
    fresh = readingsAt(world.registers.get(scheme) ?? [], question.asOf)
      .filter((register) => isFresh(register, question.asOf))
      .map((register) => ({ register, checked: new Set(register.checkedVendors) }));
    closed.set(scheme, fresh);
  }
  const found = fresh.find(
    ({ register, checked }) => GRADES.indexOf(register.grade) >= scope.lens.floor && checked.has(vendor),
  );
  return found?.register ?? null;
}

/**
 * Finds a register that closed the world for a vendor and no longer does, because its newest reading is older than its
 * promise: the answer is unknown and says stale (design 3.4, 3.6).
 */
export function staleRegister(scope: Scope, scheme: string, vendor: string): Register | null {
  const { world, question } = scope.case;
  return (
    readingsAt(world.registers.get(scheme) ?? [], question.asOf).find(
      (register) =>
        closesUntil(register) !== null &&
        !isFresh(register, question.asOf) &&
        register.checkedVendors.includes(vendor),
    ) ?? null
  );
}
