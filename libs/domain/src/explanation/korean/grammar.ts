import { parseDuration } from '../../calendar/duration.ts';
import { digitsOf, groupDigits } from '../digits.ts';
import type { Grammar } from '../grammar.ts';
import { ATTRIBUTE_LABELS } from './attribute-labels.ts';
import { GROUP_NAMES } from './group-names.ts';
import { NEED_LABELS } from './need-labels.ts';
import { WORDS } from './words.ts';

const HOURS = /^P(?:0D)?T(?:(\d+)H)?(?:(\d+)M)?$/;
const UNITS: Readonly<Record<string, string>> = { people: '명', person: '명', items: '건', item: '건' };

function day(text: string): string {
  const [year = '', month = '', date = ''] = text.split('-');
  return `${Number(year)}년 ${Number(month)}월 ${Number(date)}일`;
}

function duration(iso: string): string {
  const [, hours, minutes] = HOURS.exec(iso) ?? [];
  if (hours !== undefined || minutes !== undefined) {
    return [
      ...(hours === undefined ? [] : [`${digitsOf(Number(hours))}시간`]),
      ...(minutes === undefined ? [] : [`${digitsOf(Number(minutes))}분`]),
    ].join(' ');
  }
  const length = parseDuration(iso);
  if (length === null) return iso;
  const years = length.months % 12 === 0 && length.months > 12 ? length.months / 12 : 0;
  const parts = [
    ...(years > 0 ? [`${years}년`] : length.months > 0 ? [`${length.months}개월`] : []),
    ...(length.days > 0 ? [`${digitsOf(length.days)}일`] : []),
  ];
  return parts.length === 0 ? '0일' : parts.join(' ');
}

const GRADES = {
  claimed: '자체 주장',
  documented: '문서 확인',
  audited: '감사 확인',
  registered: '공식 등록',
} as const;

function sentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

/** How Korean writes values: days as 2026년 4월 28일, amounts of won as 1,000원. */
export const KOREAN_GRAMMAR: Grammar = {
  language: 'ko',
  day,
  number: digitsOf,
  percent: (low, high) => (low === high ? `${digitsOf(low)}%` : `${digitsOf(low)}~${digitsOf(high)}%`),
  money: ({ amount, currency }) =>
    currency === 'KRW' ? `${groupDigits(amount)}원` : `${groupDigits(amount)} ${currency}`,
  quantity: (number, unit) => `${number}${UNITS[unit] ?? ` ${unit}`}`,
  duration,
  yesOrNo: (value) => (value ? '예' : '아니요'),
  quote: (text) => `「${text}」`,
  word: (code) => WORDS[code] ?? code.replaceAll('_', ' '),
  list: (names, left) => `${names.join(', ')}${left > 0 ? ` 외 ${left}개` : ''}`,
  nothing: '없음',
  attribute: (id, description) => `‘${ATTRIBUTE_LABELS[id] ?? description}’`,
  need: (id, description) => `‘${NEED_LABELS[id] ?? description}’`,
  group: (id, title) => GROUP_NAMES[id] ?? title,
  home: (market) => `${market} 및 소속 권역`,
  assumed: (value) => `${value}(가정)`,
  byNeed: (label) => `수요에 명시된 ${label} 값`,
  byFact: (label) => `${label}에 명시된 값`,
  subject: (name, text) => `${name}: ${text}`,
  grades: GRADES,
  sentence,
  because: (claim, findings) => [claim, ...findings].map(sentence).join(' '),
  according: (finding, sources) =>
    sources.length === 0
      ? finding
      : `${finding}(출처: ${sources
          .map(
            ({ title, grade, staleSince }) =>
              `${title}, ${GRADES[grade]}${staleSince === null ? '' : `, ${day(staleSince)}부터 갱신되지 않음`}`,
          )
          .join('; ')})`,
};
