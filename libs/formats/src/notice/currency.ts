const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

/** Reads an ISO 4217 code whatever its case; `undefined` for anything else. */
export function currencyCode(printed: string): string | undefined {
  const code = printed.trim().toUpperCase();
  return CURRENCIES.has(code) ? code : undefined;
}
