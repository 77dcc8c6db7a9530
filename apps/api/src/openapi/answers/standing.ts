import { GATE_STATES, VERDICTS } from '#domain';
import { day, instant, list, oneOf, orNull, pageOf, record, ref, type Schema, text } from '../schema.ts';

const uuid = text(undefined, { format: 'uuid' });
const verdict = orNull(oneOf(VERDICTS, 'null: no verdict, since it is not on sale or not there'));
const truth = orNull(oneOf(['true', 'false', 'unknown']));
const named = record({ id: text(), name: orNull(text('null when it is not known any more')) });

/** Standing verdicts: their changes, and what is to come. */
export const STANDING_SCHEMAS: Readonly<Record<string, Schema>> = {
  TurnedThing: record({
    kind: oneOf(['certificate', 'fact', 'regime', 'requirement', 'register', 'offering', 'holding', 'date']),
    effect: oneOf(['began', 'ended', 'stale', 'reached']),
    id: text(),
    subject: orNull(text('Whose it is, for statements and holdings')),
    what: orNull(text('Scheme of a certificate or register, attribute of a fact, version of a regime')),
  }),
  GateChange: record({
    regime: text(),
    version: text(),
    requirement: text(),
    title: text(),
    clause: record({ source: text(), 'url?': text(), 'clause?': text(), 'quote?': text() }),
    before: orNull(oneOf(GATE_STATES, 'null: it took no part')),
    after: orNull(oneOf(GATE_STATES)),
  }),
  TransitionCause: {
    description: 'A change followed back to its place in a delivery, or a day with what began or ended on it',
    oneOf: [
      record({
        kind: { const: 'change' },
        change: record({
          position: ref('Position'),
          kind: text('Kind of document, or dispute or source'),
          key: text(),
          version: orNull(text()),
          at: instant(),
        }),
        source: orNull(record({ id: text(), name: orNull(text()) })),
        delivery: orNull(uuid),
        pointer: orNull(text('JSON Pointer inside the delivery')),
      }),
      record({ kind: { const: 'day' }, day: day(), thing: ref('TurnedThing') }),
    ],
  },
  Transition: record({
    id: text('Grows with every transition'),
    at: instant('When it was written'),
    asOf: day('The day the verdict is for'),
    market: text(),
    question: record({
      id: uuid,
      need: orNull(text('The default need that it asks; null for a watched need')),
    }),
    vendor: named,
    offering: named,
    from: verdict,
    to: verdict,
    position: ref('Position'),
    cause: ref('TransitionCause'),
    gates: list(ref('GateChange'), 'The gates that came out differently'),
    served: orNull(
      record({ before: truth, after: truth }, 'Whether it is to be had in the market, where that changed'),
    ),
    sentence: text('What turned and why, in the language of the answer'),
  }),
  TransitionPage: pageOf(ref('Transition')),
  CalendarEntry: record({
    id: text(),
    kind: oneOf(['verdict', 'regime', 'certificate', 'deadline']),
    day: day('UTC day'),
    at: orNull(instant('The moment, where it is known')),
    market: orNull(text()),
    vendor: orNull(text()),
    offering: orNull(text()),
    subject: text('The offering, regime, certificate or notice'),
    title: text(),
    sentence: text('In the language of the answer'),
    from: verdict,
    to: verdict,
  }),
  CalendarPage: pageOf(ref('CalendarEntry')),
};
