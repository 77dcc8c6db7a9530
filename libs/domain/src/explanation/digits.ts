/** Groups digits by thousands; decimals stay as they are. */
export function groupDigits(digits: string): string {
  const [whole = '', decimals] = digits.split('.');
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
  return decimals === undefined ? grouped : `${grouped}.${decimals}`;
}

/** A number without exponents or trailing noise, at most six decimals. */
export function digitsOf(value: number): string {
  const plain = Number.isInteger(value) ? value.toFixed(0) : String(Math.round(value * 1e6) / 1e6);
  return plain.includes('e')
    ? plain
    : plain.startsWith('-')
      ? `-${groupDigits(plain.slice(1))}`
      : groupDigits(plain);
}
