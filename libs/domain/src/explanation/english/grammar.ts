import { parseDuration } from '../../calendar/duration.ts';
import { digitsOf, groupDigits } from '../digits.ts';
import type { Grammar } from '../grammar.ts';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
/** First words that are written small inside a sentence; names and quotations stay as they are. */
const SMALL = new Set([
  'All',
  'At',
  'Every',
  'It',
  'No',
  'None',
  'Not',
  'Nothing',
  'One',
  'Only',
  'Some',
  'The',
  'There',
  'Whether',
]);
const HOURS = /^P(?:0D)?T(?:(\d+)H)?(?:(\d+)M)?$/;

function day(text: string): string {
  const [year = '', month = '', date = ''] = text.split('-');
  return `${Number(date)} ${MONTHS[Number(month) - 1] ?? month} ${year}`;
}

function counted(count: number, unit: string): string {
  return `${digitsOf(count)} ${unit}${count === 1 ? '' : 's'}`;
}

function duration(iso: string): string {
  const [, hours, minutes] = HOURS.exec(iso) ?? [];
  if (hours !== undefined || minutes !== undefined) {
    return [
      ...(hours === undefined ? [] : [counted(Number(hours), 'hour')]),
      ...(minutes === undefined ? [] : [counted(Number(minutes), 'minute')]),
    ].join(' and ');
  }
  const length = parseDuration(iso);
  if (length === null) return iso;
  const years = length.months % 12 === 0 && length.months > 12 ? length.months / 12 : 0;
  const parts = [
    ...(years > 0 ? [counted(years, 'year')] : length.months > 0 ? [counted(length.months, 'month')] : []),
    ...(length.days > 0 ? [counted(length.days, 'day')] : []),
  ];
  return parts.length === 0 ? counted(0, 'day') : parts.join(' and ');
}

function list(names: readonly string[], left: number): string {
  if (left > 0) return `${names.join(', ')} and ${left} more`;
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

function small(text: string): string {
  const [first = ''] = text.split(' ');
  return SMALL.has(first) ? `${first.charAt(0).toLowerCase()}${text.slice(1)}` : text;
}

/** A description up to its first stop or semicolon: what follows explains rather than names. */
function heading(description: string): string {
  return description.split(/[;.] /, 1)[0] ?? description;
}

/** Names keep their own first letter, whatever it is; our words begin with a capital one. */
function sentence(text: string): string {
  const [first = ''] = text.split(' ');
  const capital = `${first.charAt(0).toUpperCase()}${first.slice(1)}`;
  const begun = SMALL.has(capital) ? `${capital}${text.slice(first.length)}` : text;
  return `${begun}${/[.?!]$/.test(text) ? '' : '.'}`;
}

const GRADES = {
  claimed: 'claimed',
  documented: 'documented',
  audited: 'audited',
  registered: 'registered',
} as const;

/** How English writes values: days as 28 April 2026, thousands by commas. */
export const ENGLISH_GRAMMAR: Grammar = {
  language: 'en',
  day,
  number: digitsOf,
  percent: (low, high) =>
    low === high ? `${digitsOf(low)} %` : `between ${digitsOf(low)} and ${digitsOf(high)} %`,
  money: ({ amount, currency }) => `${currency} ${groupDigits(amount)}`,
  quantity: (number, unit) => `${number} ${unit}`,
  duration,
  yesOrNo: (value) => (value ? 'yes' : 'no'),
  quote: (text) => `“${text}”`,
  word: (code) => code.replaceAll('_', ' '),
  list,
  nothing: 'nothing',
  attribute: (_id, description) => `“${heading(description)}”`,
  need: (_id, description) => `“${heading(description)}”`,
  group: (_id, title) => title,
  home: (market) => `${market} and the bloc it belongs to`,
  assumed: (value) => `${value} (assumed)`,
  byNeed: (label) => `what the need states under ${label}`,
  byFact: (label) => `what is stated under ${label}`,
  subject: (name, text) => `${name}: ${small(text)}`,
  grades: GRADES,
  sentence,
  because: (claim, findings) => sentence([claim, ...findings.map(small)].join('; ')),
  according: (finding, sources) =>
    sources.length === 0
      ? finding
      : `${finding} (${sources
          .map(
            ({ title, grade, staleSince }) =>
              `${GRADES[grade]}: ${title}${staleSince === null ? '' : `, stale since ${day(staleSince)}`}`,
          )
          .join('; ')})`,
};
