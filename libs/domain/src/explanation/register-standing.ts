import { addDuration, ageAtMost, parseDuration } from '../calendar/duration.ts';
import { closesUntil, dayOfReading } from '../evaluation/certificates/register.ts';
import type { Register } from '../model/scheme.ts';
import type { Day } from '../model/time.ts';
import type { World } from '../model/world.ts';

/** Why a register doesn't show that a certificate is absent. */
export type RegisterHindrance = 'stale' | 'incomplete' | 'secondHand' | 'notSearched';

/** A register's newest reading on a day, and what keeps it from closing the world for a vendor. */
export interface RegisterStanding {
  readonly register: Register;
  /** `null`: absence from it is a fact. */
  readonly hindrance: RegisterHindrance | null;
  /** The last day on which the reading is fresh; `null` for one without a date. */
  readonly freshUntil: Day | null;
}

const FRESH_FOR = { months: 0, days: 90 };

/** The newest reading of every register of a scheme that speaks of a day, by register. */
export function newestReadings(readings: readonly Register[], asOf: Day): readonly Register[] {
  const newest = new Map<string, Register>();
  for (const reading of readings) {
    const day = dayOfReading(reading);
    if (day !== null && day > asOf) continue;
    const known = newest.get(reading.id);
    if (known === undefined || (dayOfReading(known) ?? '') <= (day ?? '')) newest.set(reading.id, reading);
  }
  return [...newest.values()];
}

/** The last day on which a reading keeps its promise of freshness. */
export function freshUntil(register: Register): Day | null {
  const day = dayOfReading(register);
  return day === null ? null : addDuration(day, parseDuration(register.freshFor) ?? FRESH_FOR);
}

function hindranceOf(register: Register, vendor: string | null, asOf: Day): RegisterHindrance | null {
  if (!register.complete) return 'incomplete';
  const closes = closesUntil(register);
  if (closes === null) return 'secondHand';
  if (!ageAtMost(closes.from, parseDuration(closes.for) ?? FRESH_FOR, asOf)) return 'stale';
  return vendor === null || register.checkedVendors.includes(vendor) ? null : 'notSearched';
}

/** Says of each register of a scheme whether it closes the world for a vendor, and if not why. */
export function registerStandings(
  world: World,
  scheme: string,
  vendor: string | null,
  asOf: Day,
): readonly RegisterStanding[] {
  return newestReadings(world.registers.get(scheme) ?? [], asOf).map((register) => ({
    register,
    hindrance: hindranceOf(register, vendor, asOf),
    freshUntil: freshUntil(register),
  }));
}
