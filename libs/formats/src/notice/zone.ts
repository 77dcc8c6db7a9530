import { zoneOffset } from './instant.ts';

/** Legal time of countries that have one zone in which buyers sit (overseas parts left aside). */
const ZONES: Readonly<Record<string, string>> = {
  AT: 'Europe/Vienna',
  BE: 'Europe/Brussels',
  BG: 'Europe/Sofia',
  CH: 'Europe/Zurich',
  CY: 'Asia/Nicosia',
  CZ: 'Europe/Prague',
  DE: 'Europe/Berlin',
  DK: 'Europe/Copenhagen',
  EE: 'Europe/Tallinn',
  FI: 'Europe/Helsinki',
  FR: 'Europe/Paris',
  GB: 'Europe/London',
  GR: 'Europe/Athens',
  HR: 'Europe/Zagreb',
  HU: 'Europe/Budapest',
  IE: 'Europe/Dublin',
  IS: 'Atlantic/Reykjavik',
  IT: 'Europe/Rome',
  LI: 'Europe/Vaduz',
  LT: 'Europe/Vilnius',
  LU: 'Europe/Luxembourg',
  LV: 'Europe/Riga',
  MT: 'Europe/Malta',
  NL: 'Europe/Amsterdam',
  NO: 'Europe/Oslo',
  PL: 'Europe/Warsaw',
  RO: 'Europe/Bucharest',
  SE: 'Europe/Stockholm',
  SI: 'Europe/Ljubljana',
  SK: 'Europe/Bratislava',
  TR: 'Europe/Istanbul',
  UA: 'Europe/Kyiv',
  CO: 'America/Bogota',
  PY: 'America/Asuncion',
  IN: 'Asia/Kolkata',
  JP: 'Asia/Tokyo',
  KR: 'Asia/Seoul',
  SA: 'Asia/Riyadh',
  SG: 'Asia/Singapore',
  TW: 'Asia/Taipei',
  ZA: 'Africa/Johannesburg',
};

/** The IANA zone of a country's legal time, if it has a single one. */
export function zoneOfCountry(country: string): string | undefined {
  return ZONES[country];
}

/** Minutes east of UTC that clocks in a country show at an instant, if it has a single zone. */
export function legalOffset(country: string, instant: string): number | undefined {
  const zone = zoneOfCountry(country);
  if (zone === undefined) return undefined;
  const utc = Date.parse(instant);
  // From the wall clock there, so that one function answers for both directions.
  const guess = zoneOffset(zone, utc);
  return zoneOffset(zone, utc + guess * 60_000);
}

/** Writes an offset as `+02:00`. */
export function offsetText(minutes: number): string {
  const absolute = Math.abs(minutes);
  const hours = String(Math.floor(absolute / 60)).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${hours}:${String(absolute % 60).padStart(2, '0')}`;
}
