import { Injectable } from '@nestjs/common';
import {
  NotFound,
  type NoticeQuestion,
  NoticeStore,
  originsOf,
  questionOfNotice,
  type Ranked,
  type Ranking,
  type RankingRequest,
  Rankings,
  Turns,
} from '#application';
import type { World } from '#domain';
import type { AuthenticatedRequest } from '../http/access.guard.ts';
import { Cursors, scopeOf } from '../http/cursors.ts';
import type { SerialisedAnswer } from '../http/kept-pages.ts';
import { entityTag } from '../http/writes/versions.ts';
import { Asked } from './asked.ts';
import type { RankingQuery } from './question.dto.ts';
import { headOf, rankingItem } from './responses.ts';

interface PageCursor extends Readonly<Record<string, unknown>> {
  readonly position: string;
  readonly rank: number;
}

/** What a ranking is asked for: a market, or a notice with the market and lot that may be stated with it. */
export interface RankingSubject {
  readonly market?: string;
  readonly notice?: string;
  readonly lot?: string;
}

/** What a request states beside its query. */
export interface RankingExtras {
  readonly needs?: Record<string, unknown>;
  readonly where?: unknown;
}

/** The offerings of a page, serialised, and the rank after which the next page begins. */
interface Part {
  readonly items: Buffer;
  /** Names the items, so that pages that share them needn't digest them again. */
  readonly tag: string;
  readonly next: number | null;
}

/** Pages of one ranking whose text is kept. */
const KEPT_PARTS = 3;

/** Pages of rankings, of markets and of notices alike. */
@Injectable()
export class RankingPages {
  private readonly parts = new WeakMap<object, Map<string, Part>>();

  constructor(
    private readonly asked: Asked,
    private readonly rankings: Rankings,
    private readonly notices: NoticeStore,
    private readonly cursors: Cursors,
  ) {}

  /** Answers one page. */
  async page(
    subject: RankingSubject,
    query: RankingQuery,
    request: AuthenticatedRequest,
    extras: RankingExtras = {},
  ): Promise<SerialisedAnswer> {
    return this.asked.from(request, query.knownAt, (world) =>
      this.pageFrom(world, subject, query, request, extras),
    );
  }

  private async pageFrom(
    world: World,
    subject: RankingSubject,
    query: RankingQuery,
    request: AuthenticatedRequest,
    extras: RankingExtras,
  ): Promise<SerialisedAnswer> {
    const noticed = await this.noticed(world, subject);
    const market = noticed?.market ?? subject.market ?? '';
    const about = noticed ? `notices/${subject.notice ?? ''}/${noticed.lot ?? ''}` : 'rankings';
    const scope = scopeOf(request.principal, `${about}/${market}`, query);
    const cursor = this.cursors.read<PageCursor>(query.cursor, scope);
    const asked = this.asked.request(world, market, query, { ...extras, ...noticed });
    const ranking = await this.at(world, asked, query.knownAt === undefined ? cursor : null);
    const part = await this.part(ranking, cursor?.rank ?? 0, query);
    const head = JSON.stringify({
      ...headOf(ranking, query.knownAt ?? null),
      ...(noticed
        ? {
            notice: { id: subject.notice, lot: noticed.lot },
            needFrom: originsOf(ranking.request.question, noticed.sources),
            clauses: noticed.clauses,
          }
        : {}),
      counts: ranking.counts,
    });
    const next =
      part.next === null
        ? null
        : this.cursors.write({ position: ranking.world.position, rank: part.next }, scope);
    const rest = `,"next":${JSON.stringify(next)}}`;
    return {
      parts: [Buffer.from(`${head.slice(0, -1)},"items":`), part.items, Buffer.from(rest)],
      etag: entityTag(`${head}${part.tag}${rest}`),
      position: ranking.world.position,
      next,
    };
  }

  /** The offerings of a page as text; kept for questions that differ only where it makes no difference. */
  private async part(ranking: Ranking, after: number, query: RankingQuery): Promise<Part> {
    const { verdict, explain, limit } = query;
    const kept = this.parts.get(ranking.shared) ?? new Map<string, Part>();
    const key = JSON.stringify([after, limit, verdict, explain]);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const { items, more } = await ranking.page({
      after,
      limit,
      ...(verdict === undefined ? {} : { verdicts: verdict }),
    });
    const last = items.at(-1);
    const told: object[] = [];
    const turns = new Turns();
    for (const item of items) {
      told.push(this.item(ranking, item, explain));
      await turns.next();
    }
    const texts = JSON.stringify(told);
    const part = {
      items: Buffer.from(texts),
      tag: entityTag(texts),
      next: last && more ? last.rank : null,
    };
    // Traces show values of the need itself, so that no two questions share them.
    if (explain === 'full') return part;
    kept.set(key, part);
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT_PARTS) break;
      kept.delete(oldest);
    }
    this.parts.set(ranking.shared, kept);
    return part;
  }

  private async noticed(
    world: World,
    { market, notice: id, lot }: RankingSubject,
  ): Promise<NoticeQuestion | null> {
    if (id === undefined) return null;
    const notice = await this.notices.find(id);
    if (!notice) throw new NotFound('notice', id);
    return questionOfNotice(world, notice.body, {
      ...(market === undefined ? {} : { market }),
      ...(lot === undefined ? {} : { lot }),
    });
  }

  /** Later pages go on in the ranking that the first page showed, as long as it is kept. */
  private async at(world: World, asked: RankingRequest, cursor: PageCursor | null): Promise<Ranking> {
    const kept = cursor ? await this.rankings.keptAt(world, cursor.position, asked) : undefined;
    return kept ?? this.rankings.rank(world, asked);
  }

  private item(ranking: Ranking, item: Ranked, explain: 'none' | 'summary' | 'full'): object {
    const base = rankingItem(ranking, item);
    if (explain === 'none') return base;
    const decision = explain === 'full' ? ranking.explain(item.decision.offering) : item.decision;
    return {
      ...base,
      openQuestions: decision.questions,
      ...(explain === 'full' ? { requirements: decision.requirements } : {}),
    };
  }
}
