import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  type FacetCount,
  type NoticeCursor,
  type NoticeFacet,
  type NoticePage,
  type NoticeQuery,
  type NoticeRow,
  NoticeSearch,
  type NoticeSort,
  type OpenNotices,
} from '#application';
import { searchQuery } from '#domain';
import { textConfigs } from './notice-columns.ts';

/** The body of a notice, which is that of a publication unless it is merged from several. */
export const NOTICE_BODY =
  'coalesce(notice.body, (SELECT v.body FROM placet.notice_version v WHERE v.id = notice.version_id))';
/** What a notice is read by; relevance and hints stand beside the body. */
export const NOTICE_ROW = `id, ${NOTICE_BODY} AS body, status, versions, relevance, clause_hints AS "clauseHints"`;

const FACET_VALUES = 20;
/** Shorter texts are like too many titles. */
const FUZZY_LENGTH = 4;

interface Order {
  readonly column: string;
  readonly type: string;
  readonly direction: 'ASC' | 'DESC';
}

const ORDERS: Readonly<Record<NoticeSort, Order>> = {
  published: { column: 'published', type: 'timestamptz', direction: 'DESC' },
  deadline: { column: 'deadline', type: 'timestamptz', direction: 'ASC' },
  value: { column: 'amount', type: 'numeric', direction: 'DESC' },
  relevance: { column: 'relevance_score', type: 'numeric', direction: 'DESC' },
};

const FACET_COLUMNS: Readonly<Record<NoticeFacet, string>> = {
  market: 'market',
  status: 'status',
  kind: 'kind',
  relevance: 'relevance_band',
  buyer: 'buyer',
  source: 'source',
  currency: 'currency',
};

/** Search over the present state of notices: Postgres full text with the endings of its languages, and trigrams. */
@Injectable()
export class PostgresNoticeSearch extends NoticeSearch {
  constructor(private readonly source: DataSource) {
    super();
  }

  async search(
    query: NoticeQuery,
    sort: NoticeSort,
    after: NoticeCursor | null,
    limit: number,
  ): Promise<NoticePage> {
    const values: unknown[] = [];
    const bind = (value: unknown): string => `$${values.push(value)}`;
    const { column, type, direction } = ORDERS[sort];
    const where = conditions(query, bind);
    if (after !== null) where.push(isAfter(ORDERS[sort], after, bind));
    // The value of the order goes out as text, so that none of its precision is lost on the way back.
    const found = await this.source.query<(NoticeRow & { at: string | null })[]>(
      `SELECT ${NOTICE_ROW}, ${type === 'timestamptz' ? `to_json(${column}) #>> '{}'` : `${column}::text`} AS at
       FROM placet.notice WHERE ${where.join(' AND ')} ORDER BY ${column} ${direction} NULLS LAST, id LIMIT ${bind(limit + 1)}`,
      values,
    );
    const rows = found.slice(0, limit);
    const last = rows.at(-1);
    return { rows, next: last && found.length > limit ? { value: last.at, id: last.id } : null };
  }

  async facets(
    query: NoticeQuery,
    facets: readonly NoticeFacet[],
  ): Promise<Partial<Record<NoticeFacet, readonly FacetCount[]>>> {
    const counted: Partial<Record<NoticeFacet, readonly FacetCount[]>> = {};
    for (const facet of facets) {
      const values: unknown[] = [];
      const bind = (value: unknown): string => `$${values.push(value)}`;
      const others: NoticeQuery = { ...query, [facet]: undefined };
      counted[facet] = await this.source.query<FacetCount[]>(
        `SELECT ${FACET_COLUMNS[facet]} AS value, count(*)::int AS count FROM placet.notice
         WHERE ${conditions(others, bind).join(' AND ')} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${FACET_VALUES}`,
        values,
      );
    }
    return counted;
  }

  async openByMarket(now: Date): Promise<ReadonlyMap<string, OpenNotices>> {
    const rows = await this.source.query<
      { market: string; currency: string | null; n: number; amount: string | null }[]
    >(
      // A notice that was never judged may matter.
      `SELECT market, currency, count(*)::int AS n, sum(amount)::text AS amount FROM placet.notice
       WHERE market IS NOT NULL AND status = 'open' AND (deadline IS NULL OR deadline > $1)
         AND relevance_band IS DISTINCT FROM 'no'
       GROUP BY market, currency ORDER BY market, currency`,
      [now],
    );
    const markets = new Map<string, OpenNotices>();
    for (const { market, currency, n, amount } of rows) {
      const { notices, value } = markets.get(market) ?? { notices: 0, value: {} };
      markets.set(market, {
        notices: notices + n,
        value: currency === null || amount === null ? value : { ...value, [currency]: amount },
      });
    }
    return markets;
  }
}

/** The conditions of a query in SQL; `bind` takes a value and gives its placeholder. */
export function conditions(query: NoticeQuery, bind: (value: unknown) => string): string[] {
  const where = ['versions > 0'];
  if (query.text !== undefined) where.push(textCondition(query.text, query.languages ?? [], bind));
  const equal = [
    ['market', query.market],
    ['source', query.source],
    ['key', query.key],
    ['status', query.status],
    ['kind', query.kind],
    ['buyer', query.buyer],
    ['currency', query.currency],
  ] as const;
  for (const [column, value] of equal) if (value !== undefined) where.push(`${column} = ${bind(value)}`);
  if (query.relevance !== undefined) where.push(`relevance_band = ANY(${bind(query.relevance)}::text[])`);
  if (query.classification !== undefined) {
    where.push(
      `EXISTS (SELECT FROM unnest(classification) AS code WHERE code LIKE ${bind(`${escapeLike(query.classification)}%`)})`,
    );
  }
  if (query.deadlineFrom !== undefined) where.push(`deadline >= ${bind(query.deadlineFrom)}::timestamptz`);
  if (query.deadlineTo !== undefined) where.push(`deadline < ${bind(query.deadlineTo)}::timestamptz`);
  if (query.valueFrom !== undefined) where.push(`amount >= ${bind(query.valueFrom)}::numeric`);
  if (query.valueTo !== undefined) where.push(`amount <= ${bind(query.valueTo)}::numeric`);
  return where;
}

/** Words as they are, words by their stems in the languages given, a part of the title, or a title much like it. */
function textCondition(text: string, languages: readonly string[], bind: (value: unknown) => string): string {
  const words = bind(searchQuery(text));
  const configs = ['simple', ...textConfigs(['en', ...languages])];
  const asked = configs.map((config) => `websearch_to_tsquery('${config}', ${words})`).join(' || ');
  const part = bind(escapeLike(text));
  const fuzzy = text.length < FUZZY_LENGTH ? '' : ` OR ${bind(text)} OPERATOR(public.<%) title`;
  return `(search @@ (${asked}) OR title ILIKE '%' || ${part} || '%'${fuzzy})`;
}

/** Keyset paging: what comes after a row stays after it, whatever is written meanwhile. */
function isAfter(
  { column, type, direction }: Order,
  { value, id }: NoticeCursor,
  bind: (value: unknown) => string,
): string {
  const row = `${bind(id)}::uuid`;
  if (value === null) return `(${column} IS NULL AND id > ${row})`;
  const at = `${bind(value)}::${type}`;
  return `(${column} ${direction === 'ASC' ? '>' : '<'} ${at} OR ${column} IS NULL OR (${column} = ${at} AND id > ${row}))`;
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, String.raw`\$&`);
}
