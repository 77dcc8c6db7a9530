/** Adds decimals written as text exactly; the result has as many places as the most precise term. */
export function addDecimals(terms: readonly string[]): string {
  const places = Math.max(0, ...terms.map((term) => term.split('.')[1]?.length ?? 0));
  const sum = terms.reduce((total, term) => total + scaled(term, places), 0n);
  if (places === 0) return sum.toString();
  const digits = (sum < 0n ? -sum : sum).toString().padStart(places + 1, '0');
  return `${sum < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** Says whether a decimal is a number at all, and greater than zero. */
export function isPositive(decimal: string): boolean {
  return /^\d+(\.\d+)?$/.test(decimal) && /[1-9]/.test(decimal);
}

function scaled(term: string, places: number): bigint {
  const [whole = '0', fraction = ''] = term.split('.');
  return BigInt(whole + fraction.padEnd(places, '0'));
}
