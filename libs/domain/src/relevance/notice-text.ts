import type { NoticeVersion } from '../notice/notice.ts';
import { EVERY_LANGUAGE } from './relevance-rules.ts';

/** Tags under which sources name a language that the rules know by another. */
const SAME_LANGUAGE: Readonly<Record<string, readonly string[]>> = {
  nb: ['no'],
  nn: ['no'],
  zh: ['zh-Hant', 'zh-Hans'],
  'zh-tw': ['zh-Hant'],
  'zh-hk': ['zh-Hant'],
  'zh-mo': ['zh-Hant'],
  'zh-hant': ['zh-Hant'],
  'zh-cn': ['zh-Hans'],
  'zh-sg': ['zh-Hans'],
  'zh-hans': ['zh-Hans'],
  sr: ['hr'],
  bs: ['hr'],
};

/** Choices by the rules' languages and the notice's: feeds write in few, so that each is made once. */
const CHOSEN = new WeakMap<ReadonlySet<string>, Map<string, ReadonlySet<string>>>();
const MOST_CHOICES = 1000;

/**
 * The languages whose terms are looked up in a notice: its own and English, which buyers everywhere write product
 * names in. A notice that names no language of the rules is looked up in all of them.
 */
export function languagesOf(
  notice: Pick<NoticeVersion, 'title' | 'description' | 'languages'>,
  known: ReadonlySet<string>,
): ReadonlySet<string> {
  const stated = [
    ...notice.languages,
    ...Object.keys(notice.title ?? {}),
    ...Object.keys(notice.description ?? {}),
  ];
  const choices = CHOSEN.get(known) ?? new Map<string, ReadonlySet<string>>();
  CHOSEN.set(known, choices);
  const key = stated.join(' ');
  const chosen = choices.get(key) ?? choose(stated, known);
  if (choices.size >= MOST_CHOICES) choices.clear();
  choices.set(key, chosen);
  return chosen;
}

function choose(stated: readonly string[], known: ReadonlySet<string>): ReadonlySet<string> {
  const own = stated.flatMap(namesOf).filter((language) => known.has(language));
  return own.length === 0 ? known : new Set([EVERY_LANGUAGE, 'en', ...own]);
}

function namesOf(tag: string): readonly string[] {
  const lower = tag.toLowerCase();
  const [primary = ''] = lower.split('-');
  return SAME_LANGUAGE[lower] ?? SAME_LANGUAGE[primary] ?? [primary];
}

/** All languages of a text, each by its first characters, as one text to look terms up in. */
export function joinTexts(
  text: Readonly<Record<string, string>> | undefined,
  length = Number.POSITIVE_INFINITY,
): string {
  return Object.values(text ?? {})
    .map((one) => one.slice(0, length))
    .join(' · ');
}
