import type { SchemeCode } from '#domain';

/** A code in the scheme's own writing, and what had to be mended or is doubtful about it. */
export interface ReadCode extends SchemeCode {
  readonly warning?: string;
}

/** Names under which publishers use the Common Procurement Vocabulary; the Ukrainian one is CPV with check digit. */
const CPV_NAMES = new Set(['CPV', 'CPV2008', 'ДК021', 'ДК 021', 'DK021', 'EU-CPV']);

/**
 * Reads a classification code: CPV has eight digits without its check digit; leading zeros that a spreadsheet or a
 * number ate are put back and told. Codes of other schemes stay as printed.
 */
export function readCode(scheme: string | undefined, printed: string): ReadCode {
  const name = scheme?.trim() ?? '';
  if (!CPV_NAMES.has(name.toUpperCase()))
    return { scheme: name === '' ? 'unknown' : name, code: printed.trim() };
  const code = printed.trim();
  const digits = /^(\d{1,8})(?:-\d)?(?:\.0+)?$/.exec(code)?.[1];
  const unmarked = /^(\d{8})\d$/.exec(code)?.[1];
  if (unmarked !== undefined) return { scheme: 'CPV', code: unmarked };
  if (digits === undefined)
    return { scheme: 'CPV', code, warning: `${JSON.stringify(code)} is no CPV code (eight digits).` };
  if (digits.length === 8)
    return code.includes('.')
      ? { scheme: 'CPV', code: digits, warning: `The CPV code is printed as a decimal number (${code}).` }
      : { scheme: 'CPV', code: digits };
  if (digits.length === 7)
    return {
      scheme: 'CPV',
      code: `0${digits}`,
      warning: `The CPV code ${code} has lost its leading zero.`,
    };
  return { scheme: 'CPV', code: digits, warning: `${JSON.stringify(code)} is no CPV code (eight digits).` };
}
