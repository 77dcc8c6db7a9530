import type { GateSaid, Phrasebook, VerdictSaid } from '../phrasebook.ts';
import type { Speech } from '../speech.ts';
import { ASKS } from './asks.ts';
import { ENGLISH_GRAMMAR } from './grammar.ts';
import { MESSAGES } from './messages.ts';
import { HINDRANCES, REASONS } from './reasons.ts';

const { quote } = ENGLISH_GRAMMAR;

/** Some of the gates that apply. */
function ofGates(count: number, applied: number): string {
  return applied === 1 ? 'the one gate that applies' : `${gates(count)} of ${applied}`;
}

function gates(count: number): string {
  return count === 1 ? '1 gate' : `${count} gates`;
}

function here({ market, asOf }: VerdictSaid, speech: Speech): string {
  return `in ${market} on ${speech.grammar.day(asOf)}`;
}

const asksFor = ({ clause, asks }: GateSaid): string => `${clause} asks for ${asks}`;
const until = (day: string | null): string => (day === null ? '' : `, until ${day}`);

/** English. */
export const ENGLISH: Phrasebook = {
  grammar: ENGLISH_GRAMMAR,
  messages: MESSAGES,
  asks: ASKS,
  reasons: REASONS,
  hindrances: HINDRANCES,
  clause: (source, clause) => (clause === null ? quote(source) : `clause ${clause} of ${quote(source)}`),
  verdicts: {
    eligible: (said, speech) =>
      `${said.offering} is eligible ${here(said, speech)}: ${said.applied === 1 ? 'the one gate that applies is passed' : `all ${said.applied} gates that apply are passed`}`,
    conditional: (said, speech) =>
      `${said.offering} is eligible on conditions ${here(said, speech)}: only papers, declarations or other ways in are missing at ${gates(said.gates.curable + said.gates.unproven)}`,
    unregulated: (said, speech) =>
      `No rule known to Placet decides on ${said.offering} ${here(said, speech)}; that is not eligibility`,
    unknown: (said, speech) =>
      `Whether ${said.offering} is eligible ${here(said, speech)} is not known: ${ofGates(said.gates.open === 0 ? said.gates.unproven : said.gates.open, said.applied)} can't be decided`,
    ineligible: (said, speech) =>
      said.served === 'false'
        ? `${said.offering} is not eligible ${here(said, speech)}: it is not offered there`
        : `${said.offering} is not eligible ${here(said, speech)}: it fails ${ofGates(said.gates.fail, said.applied)}`,
  },
  noVerdict: (said, speech) =>
    `${said.offering} is not on sale on ${speech.grammar.day(said.asOf)}, so there is no verdict`,
  validUntil: (day, speech) => `Other things equal, this changes on ${speech.grammar.day(day)}`,
  binding: {
    pass: (gate, { offering }) => `${offering} passes: ${asksFor(gate)}`,
    curable: (gate, { offering }) => `${offering} is eligible only on a condition: ${asksFor(gate)}`,
    fail: (gate, { offering }) => `${offering} is not eligible: ${asksFor(gate)}`,
    unproven: (gate, { offering }) => `${offering} has yet to prove one thing better: ${asksFor(gate)}`,
    open: (gate, { offering }) => `It is not known whether ${offering} is eligible: ${asksFor(gate)}`,
  },
  gates: {
    pass: ({ title }) => `Gate ${quote(title)} is passed`,
    curable: ({ title }) => `Gate ${quote(title)} is not passed yet, but there is a way`,
    fail: ({ title }) => `Gate ${quote(title)} is failed`,
    unproven: ({ title }) =>
      `Gate ${quote(title)} would be passed if what is stated were proven as well as asked`,
    open: ({ title }) => `Gate ${quote(title)} is open`,
  },
  deployment: {
    named: (places) => `The need names where it runs: ${places}`,
    market: (places) => `It is assumed to run in its regions in the market: ${places}`,
    bloc: (places) => `It has no region in the market and is assumed to run in the bloc: ${places}`,
    all: (places) =>
      `It has no region in the market or its bloc and is assumed to run in all its regions: ${places}`,
    unknown: () => 'Where it would run is not known',
  },
  choice: (label, value, stated) =>
    stated ? `The question chooses ${value} under ${label}` : `Assumed choice under ${label}: ${value}`,
  cures: {
    partner: (name, end) => `A partner could stand in (${name})${until(end)}`,
    joint_venture: (name, end) => `A joint venture could stand in (${name})${until(end)}`,
    undertaking: (name, end) => `A binding undertaking stands in (${name})${until(end)}`,
    registration: (name, end) => `A registration stands in (${name})${until(end)}`,
    buyer_waiver: (name, end) => `The buyer's waiver stands in (${name})${until(end)}`,
    declaration: (_name, end) => `A declaration by the bidder settles it${until(end)}`,
  },
  claimedAgainst: ({ title }) => `The vendor's own statement speaks against ${quote(title)}`,
  lowConfidence: ({ title }) => `${quote(title)} is known too unsurely to decide anything and is only shown`,
  latent: ({ title, clause }) => `A duty may arise later: ${quote(title)} (${clause})`,
  duty: {
    true: ({ title, clause }) => `The buyer's own duty ${quote(title)} is met (${clause})`,
    false: ({ title, clause }) => `The buyer's own duty ${quote(title)} is not met (${clause})`,
    unknown: ({ title, clause }) => `The buyer has to see to it: ${quote(title)} (${clause})`,
  },
  problem: ({ title, clause }) =>
    `The need itself has a problem that no vendor can solve: ${quote(title)} (${clause})`,
  advice: {
    true: ({ title }) => `Guidance, which binds nobody, is followed: ${quote(title)}`,
    false: ({ title }) => `Guidance, which binds nobody, is not followed: ${quote(title)}`,
    unknown: ({ title }) => `Guidance, which binds nobody, stays open: ${quote(title)}`,
  },
  score: (low, high, usable, { title }) =>
    low === high
      ? `${quote(title)} earns ${low} of ${usable} points`
      : `${quote(title)} earns between ${low} and ${high} of ${usable} points`,
  question: {
    missing: (label, subject, grade, { clause }) =>
      `What holds for ${subject} under ${label}? At least a ${grade} statement is needed (${clause})`,
    unproven: (label, subject, grade, { clause }) =>
      `Can ${subject} prove ${label} better? At least a ${grade} statement is needed (${clause})`,
    stale: (label, subject, grade, { clause }) =>
      `Does what is stated for ${subject} under ${label} still hold? A fresh ${grade} statement is needed (${clause})`,
    contested: (label, subject, grade, { clause }) =>
      `Which of the statements for ${subject} under ${label} is right? A ${grade} statement has to settle it (${clause})`,
  },
  certificateAsked: (scheme) => `the certificate ${scheme}`,
  ownersAsked: 'who owns it',
  openNeed: (label, options) =>
    options === null
      ? `What does your need say about ${label}?`
      : `What does your need say about ${label}? It may be ${options}`,
  deciding: {
    verdict: (above, below) => `${above} stands above ${below} by its verdict`,
    'claimed-against': (above, below) =>
      `${above} stands above ${below}, whose vendor states something against itself`,
    'spoken-against': (above, below) =>
      `${above} stands above ${below}, which statements of others speak against`,
    score: (above, below) => `${above} stands above ${below} by its score`,
    coverage: (above, below) => `More is known about ${above} than about ${below}`,
    'registered-gates': (above, below) =>
      `${above} passes more gates than ${below} on entries of official registers`,
    identity: (above, below) =>
      `${above} and ${below} are equal in everything that counts; the order is by name`,
  },
};
