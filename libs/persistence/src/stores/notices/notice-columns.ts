import type { Judgement } from '#application';
import { type NoticeVersion, searchableText } from '#domain';
import { jsonText, textArray } from '../parameters.ts';

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

/** Separates the codes of one notice in a parameter; no code holds it. */
const CODE_SEPARATOR = '\u001f';

/** The searchable columns of a notice as texts, in the order of {@link NOTICE_COLUMNS}. */
type ColumnName = (typeof NOTICE_COLUMNS)[number];

/** Names of the columns that {@link columnsOf} computes. */
const NOTICE_COLUMNS = [
  'id',
  'source',
  'key',
  'market',
  'kind',
  'status',
  'title',
  'buyer',
  'published',
  'deadline',
  'currency',
  'amount',
  'classification',
  'versions',
  'version_id',
  'body',
  'words',
  'stem_config',
  'stem_text',
  'stems',
  'relevance_band',
  'relevance_score',
  'relevance',
  'clause_hints',
  'judged',
] as const;

/** Words with their places, and stems without. Most notices are in one language; for the others a query a row is asked. */
const SEARCH = `to_tsvector('simple', v.words) || CASE
  WHEN v.stem_config IS NOT NULL THEN strip(to_tsvector(v.stem_config::regconfig, v.stem_text))
  WHEN v.stems IS NULL THEN ''
  ELSE array_to_tsvector(ARRAY(
    SELECT DISTINCT unnest(tsvector_to_array(to_tsvector(s.config::regconfig, s.text)))
    FROM jsonb_to_recordset(v.stems::jsonb) AS s (config text, text text)))
END`;

/** Columns of the table with what they are set to from the row `v` of parameters. */
const ASSIGNED: readonly (readonly [column: string, value: string])[] = [
  ['market', 'v.market'],
  ['kind', 'v.kind'],
  ['status', 'v.status'],
  ['title', 'v.title'],
  ['buyer', 'v.buyer'],
  ['published', 'v.published::timestamptz'],
  ['deadline', 'v.deadline::timestamptz'],
  ['currency', 'v.currency'],
  ['amount', 'v.amount::numeric'],
  ['classification', `string_to_array(v.classification, E'\\x1f')`],
  ['versions', 'v.versions::int'],
  ['version_id', 'v.version_id::bigint'],
  ['body', 'v.body::json'],
  ['search', SEARCH],
  ['relevance_band', 'v.relevance_band'],
  ['relevance_score', 'v.relevance_score::numeric'],
  ['relevance', 'v.relevance::jsonb'],
  ['clause_hints', 'v.clause_hints::jsonb'],
  ['judged', 'v.judged::bigint'],
];

const FROM_ROWS = `unnest(${NOTICE_COLUMNS.map((_, index) => `$${index + 1}::text[]`).join(', ')}) AS v (${NOTICE_COLUMNS.join(', ')})`;

/** Adds notices that aren't there yet, and answers which it added. Parameters: {@link noticeParameters}. */
export const INSERT_NOTICES = `INSERT INTO placet.notice (id, source, key, ${ASSIGNED.map(([column]) => column).join(', ')})
  SELECT v.id::uuid, v.source, v.key, ${ASSIGNED.map(([, value]) => value).join(', ')} FROM ${FROM_ROWS}
  ORDER BY v.id ON CONFLICT (id) DO NOTHING RETURNING id`;

/** Brings notices up to date that are there. Parameters: {@link noticeParameters}. */
export const UPDATE_NOTICES = `UPDATE placet.notice n SET changed = now(), ${ASSIGNED.map(([column, value]) => `${column} = ${value}`).join(', ')}
  FROM ${FROM_ROWS} WHERE n.id = v.id::uuid`;

/** A notice as one row of text columns. */
export type NoticeColumns = Readonly<Record<ColumnName, string | null | undefined>>;

/** The parameters of {@link INSERT_NOTICES} and {@link UPDATE_NOTICES}: one array a column. */
export function noticeParameters(rows: readonly NoticeColumns[]): Buffer[] {
  return NOTICE_COLUMNS.map((column) => textArray(rows.map((row) => row[column])));
}

/** Parameters of {@link JUDGE_NOTICES}, one array each. */
const JUDGED_COLUMNS = [
  'id',
  'relevance_band',
  'relevance_score',
  'relevance',
  'clause_hints',
  'judged',
] as const;

/** Writes judgements, and tells the change log of notices that another band or other hints make news. */
export const JUDGE_NOTICES = `WITH v AS MATERIALIZED (
    SELECT * FROM unnest(${JUDGED_COLUMNS.map((_, index) => `$${index + 1}::text[]`).join(', ')}) AS v (${JUDGED_COLUMNS.join(', ')})
  ), news AS (
    SELECT v.id FROM v JOIN placet.notice n ON n.id = v.id::uuid
    WHERE n.relevance_band IS DISTINCT FROM v.relevance_band OR n.clause_hints IS DISTINCT FROM v.clause_hints::jsonb
  ), judged AS (
    UPDATE placet.notice n SET relevance_band = v.relevance_band, relevance_score = v.relevance_score::numeric,
      relevance = v.relevance::jsonb, clause_hints = v.clause_hints::jsonb, judged = v.judged::bigint
    FROM v WHERE n.id = v.id::uuid
  )
  INSERT INTO placet.change (xid, kind, key) SELECT pg_current_xact_id()::text::bigint, 'notice', id FROM news RETURNING key`;

/** The parameters of {@link JUDGE_NOTICES}. */
export function judgedParameters(
  rows: readonly { readonly id: string; readonly judgement: Judgement & { readonly rules: string } }[],
): Buffer[] {
  const columns = rows.map(({ id, judgement }) => ({ id, ...judgementColumns(judgement) }));
  return JUDGED_COLUMNS.map((column) => textArray(columns.map((row) => row[column])));
}

function judgementColumns({
  relevance,
  clauseHints,
  rules,
}: Judgement & { readonly rules: string }): Pick<
  NoticeColumns,
  'relevance_band' | 'relevance_score' | 'relevance' | 'clause_hints' | 'judged'
> {
  return {
    relevance_band: relevance?.band,
    relevance_score: relevance === null ? null : String(relevance.score),
    relevance: relevance === null ? null : jsonText(relevance),
    clause_hints: clauseHints.length === 0 ? null : jsonText(clauseHints),
    judged: rules,
  };
}

/** Where the body of a notice stands: in one of its publications, or, as JSON, in the notice itself. */
export type BodyPlace =
  { readonly version_id: string; readonly body: null } | { readonly version_id: null; readonly body: string };

/** The place of a body: the publication that it is, or itself when it is none of them. */
export function bodyPlace(versionId: string | undefined, body: () => string): BodyPlace {
  return versionId === undefined ? { version_id: null, body: body() } : { version_id: versionId, body: null };
}

/** The columns of a notice. */
export function columnsOf(
  id: string,
  notice: NoticeVersion,
  body: BodyPlace,
  view: { readonly status: string; readonly versions: number },
  judgement: Judgement & { readonly rules: string },
): NoticeColumns {
  const texts = [...localTexts(notice.title), ...localTexts(notice.description)];
  const words = [
    ...texts.map(({ text }) => text),
    ...notice.buyers.map(({ name }) => name ?? ''),
    notice.key,
  ];
  return {
    id,
    source: notice.source,
    key: notice.key,
    market: notice.market,
    kind: notice.kind,
    status: view.status,
    title: notice.title?.['en'] ?? Object.values(notice.title ?? {})[0],
    buyer: notice.buyers[0]?.name,
    published: notice.published,
    deadline: notice.deadline?.instant,
    currency: notice.value?.currency,
    amount: notice.value?.amount,
    classification: notice.classification.all.map((code) => code.code).join(CODE_SEPARATOR),
    versions: String(view.versions),
    ...body,
    words: searchableText(words.join(' ')).slice(0, SEARCHED_LENGTH),
    ...stemColumns(texts, notice.languages),
    ...judgementColumns(judgement),
  };
}

/** The texts whose words are stemmed, by the configuration that knows their language. */
function stemColumns(
  texts: readonly { readonly language: string; readonly text: string }[],
  languages: readonly string[],
): Pick<NoticeColumns, 'stem_config' | 'stem_text' | 'stems'> {
  const stems = texts.flatMap(({ language, text }) =>
    textConfigs([language, ...(language === 'und' ? languages : [])]).map((config) => ({
      config,
      text: text.slice(0, SEARCHED_LENGTH),
    })),
  );
  const [first] = stems;
  if (first === undefined) return { stem_config: null, stem_text: null, stems: null };
  const joined = stems.map(({ text }) => text).join('\n');
  // A tag that one text opens would swallow words of the next.
  const isOne = stems.every(({ config }) => config === first.config) && !joined.includes('<');
  return isOne && joined.length <= SEARCHED_LENGTH
    ? { stem_config: first.config, stem_text: joined, stems: null }
    : { stem_config: null, stem_text: null, stems: jsonText(stems) };
}

function localTexts(
  text: Readonly<Record<string, string>> | undefined,
): readonly { language: string; text: string }[] {
  return Object.entries(text ?? {}).map(([language, one]) => ({ language, text: one }));
}
