import type { ClauseHint, Eligibility, LocalText, NoticeVersion } from '../notice/notice.ts';
import { foldText } from './fold.ts';
import { languagesOf } from './notice-text.ts';
import type { ClauseRules, ClauseTarget } from './relevance-rules.ts';
import { indexTerms } from './term-index.ts';

/** Enough to ask about, few enough to read. */
const MOST_HINTS = 40;
const QUOTE_LENGTH = 300;
/** Characters of one text that are read. */
const READ_LENGTH = 50_000;

/**
 * Prepares clause rules for reading notices. Each kind and target is hinted at once per field, by the first sentence
 * that says so; a hint opens a question and decides nothing.
 */
export function clauseReader(rules: ClauseRules): (notice: NoticeVersion) => readonly ClauseHint[] {
  const finder = indexTerms(rules.terms);
  const known = new Set(rules.terms.map(({ language }) => language));

  return (notice) => {
    const languages = languagesOf(notice, known);
    const hints = new Map<string, ClauseHint>();
    const add = (hint: ClauseHint): void => {
      const key = `${hint.kind}\n${nameOf(hint.target)}\n${hint.field}`;
      if (!hints.has(key) && hints.size < MOST_HINTS) hints.set(key, hint);
    };
    for (const { field, value } of fieldsOf(notice)) {
      for (const rule of rules.fields) {
        if (rule.field === field.slice(field.lastIndexOf('.') + 1) && rule.is === value)
          add({ kind: rule.kind, target: rule.target, field });
      }
    }
    for (const { field, text } of textsOf(notice)) {
      const read = text.slice(0, READ_LENGTH);
      // Whatever stands in a sentence stands in the text; most texts hold nothing.
      if (finder(foldText(read), languages).length === 0) continue;
      for (const sentence of sentencesOf(read)) {
        for (const { term } of finder(foldText(sentence), languages)) {
          add({ kind: term.kind, target: term.target, field, quote: sentence.slice(0, QUOTE_LENGTH) });
        }
      }
    }
    return [...hints.values()];
  };
}

function nameOf({ scheme, regime, fact, ask, value }: ClauseTarget): string {
  return scheme ?? regime ?? ask ?? `${fact ?? ''}=${value ?? ''}`;
}

interface FieldText {
  readonly field: string;
  readonly text: string;
}

function textsOf(notice: NoticeVersion): readonly FieldText[] {
  return [
    ...localTexts('title', notice.title),
    ...localTexts('description', notice.description),
    ...notice.lots.flatMap((lot) => [
      ...localTexts(`lots[${lot.id}].title`, lot.title),
      ...localTexts(`lots[${lot.id}].description`, lot.description),
    ]),
  ];
}

function localTexts(field: string, text: LocalText | undefined): readonly FieldText[] {
  return Object.values(text ?? {}).map((one) => ({ field, text: one }));
}

interface FieldValue {
  readonly field: string;
  readonly value: string | boolean;
}

/** The structured fields that rules may name, as single values. */
function fieldsOf(notice: NoticeVersion): readonly FieldValue[] {
  return [
    ...(notice.formType === undefined ? [] : [{ field: 'formType', value: notice.formType }]),
    ...notice.performance.flatMap(({ scope }) =>
      scope === undefined ? [] : [{ field: 'performance.scope', value: scope }],
    ),
    ...eligibilityValues('', notice.eligibility),
    ...notice.lots.flatMap((lot) => eligibilityValues(`lots[${lot.id}].`, lot.eligibility)),
  ];
}

function eligibilityValues(prefix: string, clauses: Eligibility | undefined): readonly FieldValue[] {
  return Object.entries(clauses ?? {}).flatMap(([name, value]) => {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.flatMap((one) =>
      typeof one === 'string' || typeof one === 'boolean'
        ? [{ field: `${prefix}eligibility.${name}`, value: one }]
        : [],
    );
  });
}

function sentencesOf(text: string): readonly string[] {
  return text
    .split(/(?<=[.!?;])\s+|(?<=[。！？；])|[\r\n]+/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}
