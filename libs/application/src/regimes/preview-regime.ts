import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import {
  compareText,
  type Day,
  type DefaultNeed,
  type RegimeChanges,
  regimeChanges,
  type TurnedParts,
  turnedParts,
  type Verdict,
  type World,
} from '#domain';
import { WorldKeeper } from '../answers/world-keeper.ts';
import { Evaluation } from '../evaluation/evaluation.ts';
import type { IncomingDocument, StoredDocument } from '../ports/record/documents.ts';
import { type StandingQuestion, StandingQuestions } from '../ports/record/standing.ts';
import { TenantDirectory } from '../ports/tenant-directory.ts';
import { Transactions } from '../ports/transactions.ts';
import { type ForeseenAlerts, type ForeseenEvent, WatchStore } from '../ports/following/watches.ts';
import { decider } from '../standing/flips.ts';
import { OfferingDecisions } from '../standing/offering-decisions.ts';
import { toMarketQuestion } from '../standing/standing-question.ts';
import { touchOf } from '../standing/touch.ts';
import { PUBLICATION_SOURCE, PublishRegime } from './publish-regime.ts';

/** Flips that are explained between two turns of the event loop. */
const TURN_FLIPS = 4;

/** A verdict that publishing would turn. */
export interface PreviewedFlip {
  readonly market: string;
  /** The standing question, and the default need that it asks; null for a watched need. */
  readonly question: string;
  readonly need: DefaultNeed | null;
  readonly offering: string;
  readonly vendor: string;
  readonly before: Verdict | null;
  readonly after: Verdict | null;
}

/** The same with the gates that come out differently. */
export interface ExplainedFlip extends PreviewedFlip {
  readonly parts: TurnedParts;
}

/** What publishing a version of a regime would do. */
export interface RegimePreview {
  /** The world with the version in it. */
  readonly world: World;
  readonly document: IncomingDocument;
  readonly isKnown: boolean;
  /** The newest version before it; null for a new regime. */
  readonly follows: string | null;
  readonly changes: RegimeChanges;
  /** All flips of everybody's questions and of those of the asking tenant, by market and offering. */
  readonly flips: readonly PreviewedFlip[];
  /** The first of them, with what of each decision turned. */
  readonly explained: readonly ExplainedFlip[];
  readonly watches: readonly ForeseenAlerts[];
  /** Of other tenants nothing is told but how many they are. */
  readonly others: { readonly tenants: number; readonly watches: number; readonly alerts: number };
}

/** Finds out, before a version of a regime is published, which verdicts it turns and who is told. Nothing is kept. */
@Injectable()
export class PreviewRegime {
  private readonly decisions: OfferingDecisions;

  constructor(
    private readonly publishing: PublishRegime,
    private readonly worlds: WorldKeeper,
    private readonly questions: StandingQuestions,
    private readonly tenants: TenantDirectory,
    private readonly transactions: Transactions,
    private readonly watches: WatchStore,
    evaluation: Evaluation,
  ) {
    this.decisions = new OfferingDecisions(evaluation, null);
  }

  /**
   * Compares the verdicts that stand with those of the world in which the version is published, on a day; the first
   * `explain` flips are explained.
   *
   * @throws like {@link PublishRegime.read}.
   */
  async run(asked: {
    readonly tenant: string;
    readonly regime: string;
    readonly body: object;
    readonly asOf: Day;
    readonly today: Day;
    readonly explain: number;
  }): Promise<RegimePreview> {
    const { tenant, asOf } = asked;
    const { document, versions, isKnown } = await this.publishing.read(asked.regime, asked.body);
    const { world: before, with: laidOver } = this.worlds.snapshot();
    const after = isKnown ? before : laidOver([publishedNow(document)]);
    const flips = await this.flips(before, after, asOf);
    const cause = asOf > asked.today ? 'day' : 'regime';
    const told = await this.told(tenant, flips, { kind: cause, key: document.key, asOf });
    const latest = versions.at(-1);
    const visible = flips.filter(({ question }) => question.tenant === null || question.tenant === tenant);
    return {
      world: after,
      document,
      isKnown,
      follows: latest?.version ?? null,
      changes: regimeChanges(fieldsOf(latest?.body), fieldsOf(document.body)),
      flips: visible.map(toFlip),
      explained: await explained(visible.slice(0, asked.explain), before, after, asOf),
      ...told,
    };
  }

  private async flips(before: World, after: World, asOf: Day): Promise<readonly Flip[]> {
    if (before === after) return [];
    const { markets } = touchOf(before, after);
    const found: Flip[] = [];
    for (const question of await this.questions.list()) {
      if (markets !== 'all' && !markets.has(question.market)) continue;
      const [was, is] = [
        await this.verdicts(before, question, asOf),
        await this.verdicts(after, question, asOf),
      ];
      for (const [offering, { vendor }] of after.offerings) {
        const [from, to] = [was.get(offering) ?? null, is.get(offering) ?? null];
        if (from !== to) found.push({ question, offering, vendor, before: from, after: to });
      }
    }
    return found.toSorted(
      (a, b) => compareText(a.question.market, b.question.market) || compareText(a.offering, b.offering),
    );
  }

  private async verdicts(
    world: World,
    question: StandingQuestion,
    asOf: Day,
  ): Promise<ReadonlyMap<string, Verdict | null>> {
    const asked = toMarketQuestion(world, question, asOf);
    return asked === null ? new Map() : this.decisions.verdicts(world, asked, 'all');
  }

  /** Whom the events of the flips would alert: asked by the very condition that alerts. */
  private async told(
    tenant: string,
    flips: readonly Flip[],
    cause: Cause,
  ): Promise<Pick<RegimePreview, 'watches' | 'others'>> {
    let watches: readonly ForeseenAlerts[] = [];
    const others = { tenants: 0, watches: 0, alerts: 0 };
    for (const one of flips.length === 0 ? [] : await this.tenants.ids()) {
      const heard = flips.filter(({ question }) => question.tenant === null || question.tenant === one);
      const events = heard.map((flip) => eventOf(flip, cause));
      const found = await this.transactions.runAs(one, (tx) => this.watches.foresee(tx, events));
      if (one === tenant) watches = found;
      else if (found.length > 0) {
        others.tenants += 1;
        others.watches += found.length;
        others.alerts += found.reduce((sum, { alerts }) => sum + alerts, 0);
      }
    }
    return { watches, others };
  }
}

interface Flip {
  readonly question: StandingQuestion;
  readonly offering: string;
  readonly vendor: string;
  readonly before: Verdict | null;
  readonly after: Verdict | null;
}

/** What brings flips about: the version itself, or the day on which it begins to count. */
interface Cause {
  readonly kind: 'regime' | 'day';
  readonly key: string;
  readonly asOf: Day;
}

function publishedNow({ kind, key, version, body }: IncomingDocument): StoredDocument {
  const recordedFrom = new Date().toISOString();
  return { kind, key, version, body, recordedFrom, recordedTo: null, feed: PUBLICATION_SOURCE };
}

function toFlip({ question, offering, vendor, before, after }: Flip): PreviewedFlip {
  const { market, id, base } = question;
  return { market, question: id, need: base, offering, vendor, before, after };
}

async function explained(
  flips: readonly Flip[],
  before: World,
  after: World,
  asOf: Day,
): Promise<readonly ExplainedFlip[]> {
  const deciders = new Map<string, readonly [ReturnType<typeof decider>, ReturnType<typeof decider>]>();
  const found: ExplainedFlip[] = [];
  for (const flip of flips) {
    const { question, offering } = flip;
    const known = deciders.get(question.id);
    const [was, is] = known ?? [decider(before, question, asOf, true), decider(after, question, asOf, true)];
    if (known === undefined) deciders.set(question.id, [was, is]);
    found.push({ ...toFlip(flip), parts: turnedParts(was(offering), is(offering)) });
    if (found.length % TURN_FLIPS === 0) await nextTurn();
  }
  return found;
}

function eventOf({ question, offering, vendor, before, after }: Flip, cause: Cause): ForeseenEvent {
  const { market, base } = question;
  return {
    type: 'placet.verdict.changed',
    market,
    vendor,
    data: {
      transition: '',
      market,
      question: question.id,
      need: base,
      vendor,
      offering,
      before,
      after,
      asOf: cause.asOf,
      cause: {
        change: null,
        kind: cause.kind,
        key: cause.key,
        version: null,
        source: null,
        delivery: null,
        pointer: null,
      },
    },
  };
}

function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null ? { ...body } : {};
}
