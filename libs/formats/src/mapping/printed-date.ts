const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** What a form can hold: `rrr` is the year of the Republic of China, `MMM` an English month, `xxx` an offset. */
const TOKENS: Readonly<Record<string, string>> = {
  yyyy: '(?<year>\\d{4})',
  rrr: '(?<minguo>\\d{2,3})',
  MMM: '(?<name>[A-Za-z]{3})[A-Za-z]*\\.?',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  dd: '(?<day>\\d{2})',
  d: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{2})',
  H: '(?<hour>\\d{1,2})',
  h: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d{2})',
  ss: '(?<second>\\d{2})',
  a: '(?<half>[AaPp])\\.?[Mm]\\.?',
  xxx: '(?<offset>[+-]\\d{2}:?\\d{2}|Z)',
};
const TOKEN = /yyyy|rrr|MMM|MM|M|dd|d|HH|H|h|mm|ss|xxx|a/g;

const patterns = new Map<string, RegExp>();

/** Says whether a form names year, month and day, each once, and nothing unknown. */
export function isDateForm(form: string): boolean {
  const tokens = form.match(TOKEN) ?? [];
  const names = tokens.map((token) => /\?<(\w+)>/.exec(TOKENS[token] ?? '')?.[1] ?? '');
  const has = (...options: readonly string[]) => options.some((option) => names.includes(option));
  const rest = form.replace(TOKEN, '').replace(/'[^']*'/g, '');
  return (
    new Set(names).size === names.length &&
    has('year', 'minguo') &&
    has('month', 'name') &&
    has('day') &&
    !/[A-Za-z]/.test(rest)
  );
}

/** Rewrites a date in one of the forms as ISO 8601; `undefined` if it has none of them. */
export function isoFromForms(text: string, forms: readonly string[]): string | undefined {
  for (const form of forms) {
    const groups = patternOf(form).exec(text.trim())?.groups;
    const iso = groups === undefined ? undefined : isoOf(groups);
    if (iso !== undefined) return iso;
  }
  return undefined;
}

function patternOf(form: string): RegExp {
  let pattern = patterns.get(form);
  if (pattern === undefined) {
    const source = form
      .split(/('[^']*')/)
      .map((part) =>
        part.startsWith("'")
          ? escaped(part.slice(1, -1))
          : part
              .split(/(yyyy|rrr|MMM|MM|M|dd|d|HH|H|h|mm|ss|xxx|a)/)
              .map((each) => TOKENS[each] ?? escaped(each))
              .join(''),
      )
      .join('');
    pattern = new RegExp(`^${source}$`, 'u');
    patterns.set(form, pattern);
  }
  return pattern;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/\s+/g, '\\s+');
}

function isoOf(groups: Readonly<Record<string, string | undefined>>): string | undefined {
  const { year, minguo, month, name, day, hour, minute = '00', second = '00', half, offset } = groups;
  const named = name === undefined ? -1 : MONTHS.indexOf(name.toLowerCase());
  const number = month ?? (named < 0 ? undefined : String(named + 1));
  const full = year ?? (minguo === undefined ? undefined : String(Number(minguo) + 1911));
  if (full === undefined || number === undefined || day === undefined) return undefined;
  const date = `${full}-${number.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (hour === undefined) return date;
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (/p/i.test(half) ? 12 : 0);
  return `${date}T${String(hours).padStart(2, '0')}:${minute}:${second}${offset ?? ''}`;
}
