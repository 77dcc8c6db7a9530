import { GATE_STATES, REGIME_STATUSES, REQUIREMENT_KINDS, UNITS, VERDICTS } from '#domain';
import {
  count,
  day,
  flag,
  list,
  mapOf,
  number,
  oneOf,
  orNull,
  record,
  ref,
  type Schema,
  text,
} from '../schema.ts';

const truth = oneOf(['true', 'false', 'unknown']);

const reasons = list(
  record({
    kind: oneOf([
      'missing',
      'unproven',
      'contested',
      'stale',
      'disputed-rule',
      'decided-after-bids',
      'undecided-need',
    ]),
    'what?': text(),
    'path?': text('Need path that the question leaves open'),
  }),
  'Why it is unknown',
);

const evidence = record(
  {
    statement: text(),
    subject: text(),
    attribute: text(),
    value: { oneOf: [ref('Value'), { type: 'null' }] },
    complete: flag(),
    grade: ref('Grade'),
    by: text(),
    valid: ref('Interval'),
    source: ref('Citation'),
    confidence: ref('Confidence'),
    belowGrade: flag('Weaker than the requirement asks; counts only towards "unproven"'),
    staleSince: orNull(day('Its source broke its freshness promise on this day')),
    contested: flag(),
    superseded: flag('Lost against a better statement; kept visible'),
  },
  'One statement that a node looked at',
);

const interval = { low: number('Lower end, 0 to 100'), high: number('Upper end, 0 to 100') };

/** Members that every ranked offering and decision share. */
export const SUMMARY = {
  verdict: { oneOf: [ref('Verdict'), { type: 'null' }] },
  coverage: orNull(number('Share 0…1 of the needed statements that are known; null when none is needed')),
  gates: record(
    { pass: count(), fail: count(), curable: count(), unproven: count(), open: count() },
    'Gates by state',
  ),
  nothingAgainst: flag('No statement, at any grade, speaks against it'),
  'claimedAgainst?': flag("A vendor's own statement makes a gate false"),
  binding: list(
    record({
      regime: orNull(text()),
      requirement: orNull(text()),
      title: text(),
      outcome: oneOf(GATE_STATES),
    }),
    'The minimal set that keeps it from the next better verdict; without a regime: that it is not offered in the market',
  ),
} as const;

/** Members that head every ranking and decision: what was asked and assumed, and from what state it is answered. */
export const HEAD = {
  position: ref('Position'),
  engine: text('Version of the evaluation; another one may decide the same documents otherwise'),
  asOf: day('The day it is answered for'),
  knownAt: text('The instant whose knowledge answers it, or "now"'),
  market: text('Market code'),
  need: mapOf(ref('Value'), 'The need that was answered, by need path'),
  assumedNeed: oneOf(['public', 'regulated', 'private'], 'Default need under what was stated'),
  unknowns: text('How unknown is ordered: tolerant, conservative or strict'),
  regimes: list(ref('RegimeRef'), 'Regimes that take part'),
  weights: text('Weight set of the score'),
};

/** Decisions and their traces. */
export const DECISION_SCHEMAS: Readonly<Record<string, Schema>> = {
  Verdict: oneOf(VERDICTS, 'Best first, as in rankings'),
  Position: text('Place in the change log that the answer includes', {
    pattern: '^\\d{1,19}-\\d{1,19}$',
    examples: ['749-112'],
  }),
  RegimeRef: record({ id: text(), version: text(), status: oneOf(REGIME_STATUSES) }),
  VendorRef: record({ id: text(), name: text(), 'country?': text('Seat') }),
  OfferingRef: record({ id: text(), name: text() }),
  ScoreInterval: record(interval, 'A score is a range while facts are missing'),
  Question: record(
    {
      attribute: text(),
      subject: text(),
      requirement: text(),
      regime: text(),
      grade: ref('Grade'),
      reason: text(),
    },
    'A question whose answer would move an open gate',
  ),
  Trace: record(
    {
      path: text('JSON Pointer of the node inside its regime'),
      node: text('Kind of node'),
      outcome: truth,
      reasons,
      evidence: list(evidence),
      message: record({ key: text(), values: mapOf({}) }, 'Key of a sentence template, with its values'),
      children: list(ref('Trace')),
    },
    'One node of a requirement: its outcome, what it looked at, and its children',
  ),
  RequirementOutcome: record(
    {
      regime: text(),
      regimeVersion: text(),
      regimeRevision: count('Which correction of that version was evaluated'),
      regimeStatus: oneOf(REGIME_STATUSES),
      requirement: text(),
      title: text(),
      kind: oneOf(REQUIREMENT_KINDS),
      unit: oneOf(UNITS),
      clause: record(
        { source: text(), 'url?': text(), 'clause?': text(), 'quote?': text() },
        'Where the rule is written',
      ),
      confidence: ref('Confidence'),
      binding: flag('Takes part in the verdict'),
      applies: truth,
      outcome: truth,
      state: orNull(oneOf(GATE_STATES, 'Only for gates that take part')),
      cures: list(record({ by: text(), id: text(), until: orNull(day()), 'note?': text() })),
      reasons,
      claimedAgainst: flag(),
      provenByCertificate: flag(),
      score: orNull(record({ ...interval, usable: number(), objective: text() })),
      trace: { oneOf: [ref('Trace'), { type: 'null' }] },
    },
    'How one requirement came out for one offering',
  ),
  Decision: record(
    {
      ...HEAD,
      rank: orNull(count('Place in the ranking of the same question')),
      vendor: ref('VendorRef'),
      offering: ref('OfferingRef'),
      ...SUMMARY,
      noVerdict: orNull(text('Why there is no verdict')),
      validUntil: orNull(day('First day on which the verdict differs, all else equal; null: never')),
      coverageFacts: record({ known: count(), needed: count() }),
      score: record({
        ...interval,
        weights: text(),
        objectives: list(
          record({
            ...interval,
            objective: text(),
            weight: number('Basis points after normalisation'),
            contribution: record(interval, 'Points of the total; the parts add up exactly'),
          }),
        ),
        objectivesMissing: list(text(), 'Objectives without a criterion for this need'),
      }),
      deployment: record(
        {
          countries: list(text()),
          how: oneOf(['named', 'market', 'bloc', 'all', 'unknown']),
          complete: flag(),
        },
        'The one deployment that the decision is made for',
      ),
      choices: list(
        record({ attribute: text(), value: ref('Value'), stated: flag() }),
        'Values assumed for what a buyer can choose',
      ),
      served: record(
        { outcome: truth, trace: ref('Trace') },
        'Whether the offering is to be had in the market at all',
      ),
      questions: count('How many questions are open'),
      openQuestions: list(ref('Question')),
      openNeeds: list(text(), 'Need paths whose value would decide something'),
      requirements: list(ref('RequirementOutcome')),
      buyerDuties: list(ref('RequirementOutcome')),
      needProblems: list(ref('RequirementOutcome')),
      latent: list(
        record({ regime: text(), requirement: text(), title: text() }),
        'Duties that arise only when something happens',
      ),
      advice: list(ref('RequirementOutcome'), 'What guidance says; decides nothing'),
      nextBestEvidence: list(
        ref('EvidenceGain'),
        'Missing statements of the vendor whose proof would settle most in this market',
      ),
      language: text('Language of sentences and names'),
      names: record({
        market: text(),
        vendor: text(),
        offering: text(),
        regimes: mapOf(text(), 'By regime id'),
      }),
      sentences: list(ref('Sentence')),
      causes: list(ref('Cause'), 'What the verdict comes down to'),
    },
    'The evaluation of one offering for one need in one market at one date, with its proof',
  ),
};
