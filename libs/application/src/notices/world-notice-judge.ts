import { Injectable } from '@nestjs/common';
import {
  type ClauseRules,
  clauseReader,
  type NoticeVersion,
  type Relevance,
  type RelevanceRules,
  relevanceScorer,
} from '#domain';
import { WorldKeeper } from '../answers/world-keeper.ts';
import { type Judgement, NoticeJudge } from '../ports/intake/notices.ts';

/** Judges notices by the rules of the present snapshot; rules are prepared once per version of them. */
@Injectable()
export class WorldNoticeJudge extends NoticeJudge {
  private readonly scorers = new WeakMap<RelevanceRules, ReturnType<typeof relevanceScorer>>();
  private readonly readers = new WeakMap<ClauseRules, ReturnType<typeof clauseReader>>();

  constructor(private readonly worlds: WorldKeeper) {
    super();
  }

  get rules(): string {
    return this.worlds.rules;
  }

  judge(notice: NoticeVersion): Judgement {
    const { relevance: rules, clauses } = this.worlds.isLoaded ? this.worlds.world : {};
    let relevance: Relevance | null = null;
    for (const one of rules?.values() ?? []) {
      const judged = this.scorer(one)(notice);
      // Several sets of rules may look for several kinds of infrastructure: the one that finds most speaks.
      if (relevance === null || judged.score > relevance.score) relevance = judged;
    }
    // In other trades the same phrases mean something else, so only what may matter is hinted at.
    const isOther = relevance?.band === 'no';
    const clauseHints = isOther
      ? []
      : [...(clauses?.values() ?? [])].flatMap((one) => this.reader(one)(notice));
    return { relevance, clauseHints };
  }

  private scorer(rules: RelevanceRules): ReturnType<typeof relevanceScorer> {
    const known = this.scorers.get(rules) ?? relevanceScorer(rules);
    this.scorers.set(rules, known);
    return known;
  }

  private reader(rules: ClauseRules): ReturnType<typeof clauseReader> {
    const known = this.readers.get(rules) ?? clauseReader(rules);
    this.readers.set(rules, known);
    return known;
  }
}
