import { CONFIDENCES, GRADES } from '#domain';
import { day, flag, list, mapOf, number, oneOf, orNull, record, ref, type Schema, text } from '../schema.ts';

const recorded = record(
  {
    from: text('When Placet learnt it'),
    to: orNull(text('When it stopped believing it; null while it does')),
  },
  'The recorded axis',
);

const common = {
  id: text('Stable id of the statement'),
  subject: text('What it is about', { examples: ['provider:scaleway', 'offering:scaleway-main'] }),
  grade: ref('Grade'),
  by: oneOf(['self', 'authority', 'third_party'], 'Who speaks'),
  valid: ref('Interval'),
  asOf: orNull(day('The day its source speaks of')),
  recorded,
  source: ref('Citation'),
  confidence: ref('Confidence'),
  'visibility?': oneOf(['public', 'private'], 'private: stated by your tenant, for your tenant'),
  'standing?': orNull(
    record(
      {
        is: oneOf(['decides', 'merged', 'agrees', 'outranked', 'contested', 'not-counted']),
        against: orNull(text('Id of the fact that it lost to, agrees with or is contested by')),
        why: orNull(
          oneOf([
            'grade',
            'later-start',
            'later-recording',
            'complete-list',
            'contradicted',
            'disputed',
            'equal-rank',
            'not-valid',
            'low-confidence',
            'dispute-upheld',
          ]),
        ),
      },
      'Where a fact stands among those about the same thing; null for certificates',
    ),
  ),
  'dispute?': record({ id: text(), status: oneOf(['open', 'upheld', 'rejected']), since: day() }),
};

/** What is known: evidence, dates and sources. */
export const STATEMENT_SCHEMAS: Readonly<Record<string, Schema>> = {
  Grade: oneOf(
    GRADES,
    "How well a statement is proven, from a vendor's own word to the authority's register",
  ),
  Confidence: oneOf(CONFIDENCES, 'How sure the reading of the source is; low is shown and never decides'),
  Interval: record(
    {
      from: orNull(day('First day; null is since always')),
      to: orNull(day('Day after the last; null is open')),
    },
    'Half-open: the first day counts, the last does not',
  ),
  Citation: record(
    {
      title: text(),
      'url?': text(),
      'published?': text('Day on which it came out, where it says so'),
      'retrieved?': text('Day on which it was read'),
      'issuer?': text(),
      'locator?': text('Place inside the document'),
      'feed?': text('The Placet source whose freshness promise covers it'),
    },
    'Where a statement was read',
  ),
  Money: record({
    amount: text('Decimal number as text, never a float', { examples: ['1200000.00'] }),
    currency: text('ISO 4217', { examples: ['EUR'] }),
  }),
  Quantity: record({ number: number(), unit: text() }),
  Scalar: {
    description:
      'A code, country, level, day or duration as text; a number or percent; true or false; money; a quantity',
    anyOf: [{ type: ['string', 'number', 'boolean'] }, ref('Money'), ref('Quantity')],
  },
  Value: {
    description: 'One value, or a list of them',
    anyOf: [ref('Scalar'), list(ref('Scalar'))],
  },
  Fact: record(
    {
      kind: { const: 'fact' },
      ...common,
      attribute: text('Attribute of the vocabulary'),
      value: ref('Value'),
      complete: flag('The list is exhaustive; otherwise absence says nothing'),
      'lowerBound?': flag('The true level may be higher'),
    },
    'One statement about a subject',
  ),
  Certificate: record(
    {
      kind: { const: 'certificate' },
      ...common,
      scheme: text('Certification scheme'),
      level: orNull(text('null: not stated, satisfies only the lowest level')),
      dimension: mapOf(text()),
      status: oneOf(['held', 'conditional', 'suspended', 'withdrawn', 'expired']),
      scope: record({
        text: orNull(text()),
        offerings: list(text()),
        services: list(text()),
        complete: flag(),
      }),
      registerId: orNull(text()),
      issued: orNull(day()),
      lastSurveillance: orNull(day()),
    },
    'One certificate held, or lost, by a subject under a scheme',
  ),
};
