import { REGIME_STATUSES, VERDICTS } from '#domain';
import { WATCH_KINDS } from '#application';
import { count, day, list, oneOf, orNull, record, ref, type Schema, text } from '../schema.ts';
import { REGIME_CHANGES } from './catalogue.ts';

const verdict = orNull(oneOf(VERDICTS, 'null: no verdict, since it is not on sale or not there'));
const truth = orNull(oneOf(['true', 'false', 'unknown']));
const named = record({ id: text(), name: orNull(text()) });
const flips = count('How many verdicts turn');

/** What publishing a version of a regime would do. */
export const PREVIEW_SCHEMAS: Readonly<Record<string, Schema>> = {
  RegimePreview: record({
    position: ref('Position'),
    asOf: day('The day of the verdicts'),
    regime: record({
      id: text(),
      version: text(),
      revision: count('Corrections of a version count up from 1'),
      market: orNull(text()),
      title: orNull(text()),
      status: orNull(oneOf(REGIME_STATUSES)),
      valid: orNull(record({ from: orNull(day()), to: orNull(day()) })),
    }),
    outcome: oneOf(['applied', 'unchanged'], 'unchanged: exactly this version is on record'),
    follows: orNull(text('The newest version on record; null for a new regime')),
    changes: record(REGIME_CHANGES, 'Beside the version that it follows'),
    counts: record({
      flips,
      offerings: count('How many offerings they are of'),
      vendors: count('How many vendors they are of'),
      markets: list(record({ code: text(), name: text(), flips })),
      verdicts: list(record({ from: verdict, to: verdict, flips })),
    }),
    flips: list(ref('RegimeFlip'), 'By market and offering'),
    more: count('How many flips are counted but not listed'),
    told: record({
      watches: list(
        record({
          watch: text(undefined, { format: 'uuid' }),
          name: text(),
          kind: oneOf(WATCH_KINDS),
          alerts: count('How often it would be alerted'),
        }),
        'Of your tenant',
      ),
      others: record(
        { tenants: count(), watches: count(), alerts: count() },
        'Of other tenants, whose watches stay their own business',
      ),
    }),
  }),
  RegimeFlip: record({
    market: text(),
    question: record({
      id: text('Standing question', { format: 'uuid' }),
      need: orNull(text('The default need that it asks; null for a watched need')),
    }),
    vendor: named,
    offering: named,
    from: verdict,
    to: verdict,
    gates: list(ref('GateChange'), 'The gates that come out differently'),
    served: orNull(record({ before: truth, after: truth })),
    sentence: text('What turns and why, in the language of the answer'),
  }),
};
