import { describe, expect, it } from '@jest/globals';
import { shapeOf, type StatementShape } from '../document-shapes.ts';
import { toScheme } from '../to-domain/scheme.ts';
import { toVocabulary } from '../to-domain/vocabulary.ts';
import { checkStatement } from './check-statement.ts';

const TYPES = ['boolean', 'country', 'number', 'percent', 'money', 'duration', 'date', 'entity'];
const vocabulary = toVocabulary({
  schema: 'placet.vocabulary/v1',
  version: '1',
  facts: [
    ...TYPES.map((type) => ({ id: `offering.${type}`, subject: 'offering', type, description: type })),
    { id: 'offering.free', subject: 'offering', type: 'code', description: 'any code' },
    {
      id: 'offering.level',
      subject: 'offering',
      type: 'level',
      levels: ['low', 'high'],
      description: 'level',
    },
    {
      id: 'offering.codes',
      subject: 'offering',
      type: 'code',
      codes: ['aa', 'bb'],
      many: true,
      description: 'codes',
    },
  ],
  needs: [],
});
const scheme = toScheme({
  schema: 'placet.scheme/v1',
  id: 'S',
  name: 'S',
  levels: ['low', 'high'],
  aliases: { top: 'high' },
}).scheme;

/** What is found about one statement of an offering. */
function findings(statement: object, subject = 'offering:a'): string[] {
  const shaped = shapeOf<StatementShape>({ ...statement });
  return checkStatement(shaped, subject, '/facts/0', { vocabulary, schemes: new Map([['S', scheme]]) }).map(
    ({ pointer, message }) => `${pointer}: ${message}`,
  );
}

describe('a fact', () => {
  it.each([
    ['boolean', true],
    ['country', 'KR'],
    ['number', 3],
    ['number', { value: 3, unit: 'MW' }],
    ['percent', 12.5],
    ['percent', { percent: 12 }],
    ['money', { amount: '5.00', currency: 'EUR' }],
    ['duration', 'P12M'],
    ['date', '2026-02-28'],
    ['entity', 'acme'],
    ['free', 'anything'],
    ['level', 'high'],
    ['codes', ['aa', 'bb']],
  ])('of type %s may say %j', (type, value) => {
    expect(findings({ attribute: `offering.${type}`, value })).toEqual([]);
  });

  it.each([
    ['boolean', 'yes', 'true or false'],
    ['country', 'Korea', 'a country code such as KR'],
    ['number', 'three', 'a number'],
    ['percent', '12', 'a percent number'],
    ['money', 5, '{amount, currency}'],
    ['duration', '12 months', 'an ISO 8601 duration'],
    ['date', '28.2.2026', 'a day as YYYY-MM-DD'],
    ['entity', 7, 'the id of an entity'],
    ['free', 7, 'a code'],
    ['level', 'hihg', 'Did you mean "high"?'],
    ['codes', ['aa', 7], 'is no value of offering.codes (aa, bb)'],
  ])('of type %s may not say %j, and the message tells what it may', (type, value, expected) => {
    const [found, ...more] = findings({ attribute: `offering.${type}`, value });
    expect(found).toContain(expected);
    expect(more).toEqual([]);
  });

  it('needs a value, or a lower bound in its place', () => {
    expect(findings({ attribute: 'offering.number' })[0]).toMatch(/^\/facts\/0\/value: A fact needs a value/);
    expect(findings({ attribute: 'offering.number', atLeast: 3 })).toEqual([]);
    expect(findings({ attribute: 'offering.number', atLeast: 'x' })[0]).toMatch(/^\/facts\/0\/atLeast/);
  });

  it('has one value unless its attribute has many', () => {
    expect(findings({ attribute: 'offering.country', value: ['KR', 'JP'] })[0]).toContain(
      'has one value, not 2',
    );
  });

  it('names an attribute of the vocabulary and its subject', () => {
    expect(findings({ attribute: 'offering.levle', value: 'low' })[0]).toContain(
      'Did you mean "offering.level"?',
    );
    expect(findings({ attribute: 'offering.level', value: 'low' }, 'provider:a')[0]).toContain(
      'stated about an offering, not about a provider',
    );
  });

  it('holds on some day', () => {
    const valid = { from: '2026-03-01', to: '2026-03-01' };
    expect(findings({ attribute: 'offering.boolean', value: true, valid })[0]).toContain('so it never holds');
  });
});

describe('a certificate', () => {
  it('names a known scheme, and one of its levels or their other names', () => {
    expect(findings({ certificate: 'S', level: 'top' })).toEqual([]);
    expect(findings({ certificate: 'S', level: null })).toEqual([]);
    expect(findings({ certificate: 'T', level: 'low' })[0]).toContain('"T" is no known scheme');
    expect(findings({ certificate: 'S', level: 'lowe' })[0]).toContain('Did you mean "low"?');
  });
});
