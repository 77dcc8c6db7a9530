import type { Decision, Question, RequirementOutcome, Trace, UnknownReason } from '../evaluation/decision.ts';
import type { Grade } from '../model/evidence.ts';
import type { World } from '../model/world.ts';
import { ENGLISH } from './english/book.ts';
import { KOREAN } from './korean/book.ts';
import { LANGUAGES, type Language } from './language.ts';
import { splitKey } from './message-key.ts';
import type { AskReason, CureBy, GateSaid, Phrasebook, Template, VerdictSaid } from './phrasebook.ts';
import { saidBy } from './said.ts';
import { speechFor, type Speech } from './speech.ts';

/** What a sentence is about. */
export const SENTENCE_KINDS = [
  'verdict',
  'binding',
  'deployment',
  'choice',
  'node',
  'gate',
  'cure',
  'claimed-against',
  'low-confidence',
  'score',
  'latent',
  'duty',
  'problem',
  'advice',
  'question',
  'open-need',
] as const;
export type SentenceKind = (typeof SENTENCE_KINDS)[number];

/** One sentence of an explanation, tied to what it explains. */
export interface Sentence {
  readonly kind: SentenceKind;
  readonly text: string;
  /** JSON Pointer into the decision: for `node` that of the trace node, of which each has exactly one sentence. */
  readonly at: string;
  /** Path of the node in its document; `null` for sentences about the decision as a whole. */
  readonly path: string | null;
  readonly regime: string | null;
  readonly requirement: string | null;
}

const BOOKS: Readonly<Record<Language, Phrasebook>> = { en: ENGLISH, ko: KOREAN };

/** The words of a language. */
export function phrasebookOf(language: Language): Phrasebook {
  return BOOKS[language];
}

/** Finds a language by its tag (`ko-KR`); `null` for one that isn't shipped. */
export function languageOfTag(tag: string): Language | null {
  const [primary = ''] = tag.toLowerCase().split('-');
  return LANGUAGES.find((language) => language === primary) ?? null;
}

function templateOf(book: Phrasebook, key: string): Template {
  const { name, outcome } = splitKey(key);
  const messages: Readonly<Record<string, Readonly<Record<string, Template>>>> = book.messages;
  const template = messages[name]?.[outcome];
  if (template === undefined) throw new RangeError(`No template is written for the message ${key}.`);
  return template;
}

/** What one node of a trace says, without the final stop. */
export function sayNode(book: Phrasebook, trace: Trace, speech: Speech): string {
  return templateOf(book, trace.message.key)(saidBy(trace, speech), speech);
}

/** What a requirement asks: the one thing it tests, else its title. */
function asksOf(book: Phrasebook, outcome: RequirementOutcome, speech: Speech): string {
  const title = speech.grammar.quote(speech.title(outcome.title));
  const test = outcome.trace?.children.find(({ node }) => node === 'test')?.children[0];
  if (test === undefined) return title;
  const asks: Readonly<Record<string, Template>> = book.asks;
  return asks[splitKey(test.message.key).name]?.(saidBy(test, speech), speech) ?? title;
}

/** A requirement as sentences name it. */
export function gateOf(book: Phrasebook, outcome: RequirementOutcome, speech: Speech): GateSaid {
  const { clause } = outcome;
  return {
    title: speech.title(outcome.title),
    clause: book.clause(clause.source, clause.clause ?? null),
    regime: speech.regime(outcome.regime, outcome.regimeVersion),
    asks: asksOf(book, outcome, speech),
  };
}

const JOINING = new Set(['all', 'any', 'not', 'if', 'ref', 'atLeast', 'every', 'some', 'seal']);

/** The nodes that a node's outcome comes down to: those below it that came out alike, and have nothing below. */
export function decisiveLeaves(trace: Trace): readonly Trace[] {
  const wanted = trace.node === 'not' ? null : trace.outcome;
  const below = trace.children.filter(({ outcome }) => wanted === null || outcome === wanted);
  if (!JOINING.has(trace.node) || below.length === 0) return [trace];
  return below.flatMap(decisiveLeaves);
}

/** The parts of a requirement that its outcome rests on. */
function decisiveParts(outcome: RequirementOutcome): readonly Trace[] {
  const parts = outcome.trace?.children ?? [];
  const tests = parts.filter(({ node }) => node === 'test' || node === 'reading');
  const conditions = parts.filter(
    (part) => ['appliesWhen', 'when', 'trigger', 'grace'].includes(part.node) && part.outcome === 'unknown',
  );
  const of = outcome.provenByCertificate ? parts.filter(({ node }) => node === 'provenBy') : tests;
  return [...conditions, ...of.filter((part) => part.outcome === outcome.outcome)];
}

const MOST_FINDINGS = 2;

/** The nodes that decide a requirement, the first of their document first. */
export function decisiveNodes(outcome: RequirementOutcome): readonly Trace[] {
  return decisiveParts(outcome)
    .flatMap(({ children }) => children)
    .flatMap(decisiveLeaves);
}

/** Asks a vendor for a statement, in one sentence. */
export function askInWords(
  book: Phrasebook,
  speech: Speech,
  wanted: { readonly subject: string; readonly attribute: string; readonly grade: Grade },
  reason: UnknownReason['kind'],
  gate: GateSaid,
): string {
  const { attribute, subject, grade } = wanted;
  const scheme = attribute.startsWith('certificate:') ? attribute.slice('certificate:'.length) : null;
  const owners = attribute === 'holder' ? book.ownersAsked : speech.attribute(attribute);
  const label = scheme === null ? owners : book.certificateAsked(speech.scheme(scheme));
  const questions: Readonly<Record<string, Phrasebook['question'][AskReason]>> = book.question;
  const ask = questions[reason] ?? book.question.missing;
  return book.grammar.sentence(ask(label, speech.subject(subject), book.grammar.grades[grade], gate));
}

class Explainer {
  private readonly sentences: Sentence[] = [];

  constructor(
    private readonly decision: Decision,
    private readonly book: Phrasebook,
    private readonly speech: Speech,
  ) {}

  run(): readonly Sentence[] {
    const { decision } = this;
    this.verdict();
    this.deployment();
    this.nodes(decision.served.trace, '/served/trace', null);
    decision.requirements.forEach((outcome, index) => this.requirement(outcome, `/requirements/${index}`));
    decision.buyerDuties.forEach((outcome, index) => this.duty(outcome, `/buyerDuties/${index}`));
    decision.needProblems.forEach((outcome, index) => this.problem(outcome, `/needProblems/${index}`));
    decision.latent.forEach((latent, index) => this.latent(latent, `/latent/${index}`));
    decision.advice.forEach((outcome, index) => this.advice(outcome, `/advice/${index}`));
    decision.questions.forEach((question, index) => this.question(question, `/questions/${index}`));
    decision.openNeeds.forEach((path, index) => {
      const { openNeed, grammar } = this.book;
      const text = openNeed(this.speech.need(path), this.speech.optionsOf(path));
      this.say('open-need', grammar.sentence(text), `/openNeeds/${index}`, null, path);
    });
    return this.sentences;
  }

  private say(
    kind: SentenceKind,
    text: string,
    at: string,
    of: { readonly regime: string; readonly requirement: string } | null,
    path: string | null = null,
  ): void {
    this.sentences.push({
      kind,
      text,
      at,
      path,
      regime: of?.regime ?? null,
      requirement: of?.requirement ?? null,
    });
  }

  private verdict(): void {
    const { decision, book, speech } = this;
    const { sentence } = book.grammar;
    const said: VerdictSaid = {
      offering: speech.it,
      market: speech.market,
      asOf: decision.asOf,
      gates: decision.gates,
      applied: decision.requirements.filter(({ state, applies }) => state !== null && applies !== 'false')
        .length,
      served: decision.served.outcome,
    };
    const { verdict } = decision;
    const text = verdict === null ? book.noVerdict(said, speech) : book.verdicts[verdict](said, speech);
    this.say('verdict', sentence(text), verdict === null ? '/noVerdict' : '/verdict', null);
    if (decision.validUntil !== null)
      this.say('verdict', sentence(book.validUntil(decision.validUntil, speech)), '/validUntil', null);
    decision.binding.forEach(({ regime, requirement, outcome: state }, index) => {
      if (regime === null || requirement === null) {
        this.say(
          'binding',
          sentence(sayNode(book, decision.served.trace, speech)),
          `/binding/${index}`,
          null,
        );
        return;
      }
      const outcome = decision.requirements.find(
        (one) => one.regime === regime && one.requirement === requirement,
      );
      if (outcome === undefined) return;
      const claim = book.binding[state](gateOf(book, outcome, speech), said);
      const findings = decisiveNodes(outcome)
        .slice(0, MOST_FINDINGS)
        .map((trace) => sayNode(book, trace, speech));
      const path = outcome.trace?.path ?? null;
      this.say('binding', book.grammar.because(claim, findings), `/binding/${index}`, outcome, path);
    });
  }

  private deployment(): void {
    const { book, speech } = this;
    const { sentence, list } = book.grammar;
    const { countries, how, complete } = this.decision.deployment;
    const places = countries.length === 0 ? book.grammar.nothing : list(countries.map(speech.country), 0);
    this.say('deployment', sentence(book.deployment[how](places, complete)), '/deployment', null);
    this.decision.choices.forEach(({ attribute, value, stated }, index) => {
      const text = book.choice(
        speech.attribute(attribute),
        speech.value(value, { attribute, need: null }),
        stated,
      );
      this.say('choice', sentence(text), `/choices/${index}`, null);
    });
  }

  /** One sentence per node of a trace, from the root down. */
  private nodes(trace: Trace, at: string, of: RequirementOutcome | null): void {
    const text = this.book.grammar.sentence(sayNode(this.book, trace, this.speech));
    this.say('node', text, at, of, trace.path);
    trace.children.forEach((child, index) => this.nodes(child, `${at}/children/${index}`, of));
  }

  private requirement(outcome: RequirementOutcome, at: string): void {
    const { book } = this;
    const { sentence, number } = book.grammar;
    const gate = gateOf(book, outcome, this.speech);
    const path = outcome.trace?.path ?? null;
    if (outcome.trace !== null) this.nodes(outcome.trace, `${at}/trace`, outcome);
    // What does not apply is no gate to pass.
    if (outcome.state !== null && outcome.applies !== 'false')
      this.say('gate', sentence(book.gates[outcome.state](gate)), `${at}/state`, outcome, path);
    outcome.cures.forEach(({ by, id, until, note }, index) => {
      const cures: Readonly<Record<string, Phrasebook['cures'][CureBy]>> = book.cures;
      const end = until === null ? null : book.grammar.day(until);
      const name = note === undefined ? book.grammar.word(id) : this.speech.title(note);
      const text = (cures[by] ?? book.cures.partner)(name, end);
      this.say('cure', sentence(text), `${at}/cures/${index}`, outcome, path);
    });
    if (outcome.claimedAgainst)
      this.say('claimed-against', sentence(book.claimedAgainst(gate)), `${at}/claimedAgainst`, outcome, path);
    if (outcome.confidence === 'low')
      this.say('low-confidence', sentence(book.lowConfidence(gate)), `${at}/confidence`, outcome, path);
    if (outcome.score !== null) {
      // Marks are hundredths of points.
      const { low, high, usable } = outcome.score;
      const text = book.score(number(low / 100), number(high / 100), number(usable / 100), gate);
      this.say('score', sentence(text), `${at}/score`, outcome, path);
    }
  }

  private others(outcome: RequirementOutcome, kind: SentenceKind, text: string, at: string): void {
    this.say(kind, this.book.grammar.sentence(text), at, outcome, outcome.trace?.path ?? null);
    if (outcome.trace !== null) this.nodes(outcome.trace, `${at}/trace`, outcome);
  }

  private duty(outcome: RequirementOutcome, at: string): void {
    this.others(
      outcome,
      'duty',
      this.book.duty[outcome.outcome](gateOf(this.book, outcome, this.speech)),
      at,
    );
  }

  private problem(outcome: RequirementOutcome, at: string): void {
    this.others(outcome, 'problem', this.book.problem(gateOf(this.book, outcome, this.speech)), at);
  }

  private advice(outcome: RequirementOutcome, at: string): void {
    const text = this.book.advice[outcome.outcome](gateOf(this.book, outcome, this.speech));
    this.others(outcome, 'advice', text, at);
  }

  private outcomeOf(of: { readonly regime: string; readonly requirement: string }): GateSaid {
    const outcome = this.decision.requirements.find(
      (one) => one.regime === of.regime && one.requirement === of.requirement,
    );
    if (outcome !== undefined) return gateOf(this.book, outcome, this.speech);
    const regime = this.speech.regime(of.regime);
    return { title: of.requirement, clause: this.book.clause(regime, null), regime, asks: of.requirement };
  }

  private latent(latent: Decision['latent'][number], at: string): void {
    const gate = { ...this.outcomeOf(latent), title: this.speech.title(latent.title) };
    this.say('latent', this.book.grammar.sentence(this.book.latent(gate)), at, latent);
  }

  private question(question: Question, at: string): void {
    const text = askInWords(this.book, this.speech, question, question.reason, this.outcomeOf(question));
    this.say('question', text, at, question);
  }
}

/**
 * Explains a decision in plain sentences, all from its own trace: each node of it has exactly one, and whoever follows
 * `at` finds the node that it speaks of.
 */
export function explainDecision(
  world: World,
  decision: Decision,
  language: Language,
  book: Phrasebook = phrasebookOf(language),
): readonly Sentence[] {
  const { market, asOf, offering, vendor, need } = decision;
  const speech = speechFor(world, { market, asOf, offering, vendor, need }, book.grammar);
  return new Explainer(decision, book, speech).run();
}
