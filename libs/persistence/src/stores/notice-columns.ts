import type { Judgement } from '#application';
import { type NoticeVersion, searchableText } from '#domain';

/** Postgres refuses words beyond 2 KiB and vectors beyond 1 MiB; long descriptions are searched by their beginning. */
const SEARCHED_LENGTH = 200_000;

/** Languages whose endings Postgres (17 and later) knows, by the primary part of their tag. */
const TEXT_CONFIGS: Readonly<Record<string, string>> = {
  ar: 'arabic',
  ca: 'catalan',
  da: 'danish',
  de: 'german',
  el: 'greek',
  en: 'english',
  es: 'spanish',
  eu: 'basque',
  fi: 'finnish',
  fr: 'french',
  ga: 'irish',
  hi: 'hindi',
  hu: 'hungarian',
  hy: 'armenian',
  id: 'indonesian',
  it: 'italian',
  lt: 'lithuanian',
  nb: 'norwegian',
  nl: 'dutch',
  nn: 'norwegian',
  no: 'norwegian',
  pt: 'portuguese',
  ro: 'romanian',
  ru: 'russian',
  sr: 'serbian',
  sv: 'swedish',
  tr: 'turkish',
};

/** The text search configurations for languages, each once; languages that Postgres doesn't know have none. */
export function textConfigs(languages: Iterable<string>): readonly string[] {
  const configs = [...languages].flatMap((tag) => TEXT_CONFIGS[tag.toLowerCase().split('-')[0] ?? ''] ?? []);
  return [...new Set(configs)];
}

/** The searchable columns of a notice beside its body. */
export function columnsOf(
  id: string,
  notice: NoticeVersion,
  view: { readonly status: string; readonly versions: number },
  { relevance, clauseHints }: Judgement,
): object {
  const texts = [...localTexts(notice.title), ...localTexts(notice.description)];
  const words = [
    ...texts.map(({ text }) => text),
    ...notice.buyers.map(({ name }) => name ?? ''),
    notice.key,
  ];
  return {
    id,
    market: notice.market,
    kind: notice.kind,
    status: view.status,
    title: notice.title?.['en'] ?? Object.values(notice.title ?? {})[0],
    buyer: notice.buyers[0]?.name,
    published: notice.published,
    deadline: notice.deadline?.instant,
    currency: notice.value?.currency,
    amount: notice.value?.amount,
    classification: notice.classification.all.map((code) => code.code),
    versions: view.versions,
    body: notice,
    words: searchableText(words.join(' ')).slice(0, SEARCHED_LENGTH),
    stems: texts.flatMap(({ language, text }) =>
      textConfigs([language, ...(language === 'und' ? notice.languages : [])]).map((config) => ({
        config,
        text: text.slice(0, SEARCHED_LENGTH),
      })),
    ),
    relevance_band: relevance?.band,
    relevance_score: relevance?.score,
    relevance,
    clause_hints: clauseHints.length === 0 ? null : clauseHints,
  };
}

function localTexts(
  text: Readonly<Record<string, string>> | undefined,
): readonly { language: string; text: string }[] {
  return Object.entries(text ?? {}).map(([language, one]) => ({ language, text: one }));
}
