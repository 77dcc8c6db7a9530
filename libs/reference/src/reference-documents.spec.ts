import { describe, expect, it } from '@jest/globals';
import { readDocuments } from '#formats';
import { referenceDeliveries, referenceDocuments } from './reference-documents.ts';
import { validate } from './validation.ts';

const ids = (streams: readonly { readonly bytes: Uint8Array }[]): readonly string[] =>
  streams.flatMap(({ bytes }) => [...readDocuments(bytes)].map(({ kind, id }) => `${kind}:${id}`));

describe('referenceDocuments', () => {
  const documents = referenceDocuments();
  const tops = [...new Set(documents.map(({ path }) => path.split('/')[0]?.replace('.yaml', '')))];

  it('come with names before what uses them', () => {
    expect(tops).toEqual([
      'vocabulary',
      'jurisdictions',
      'groups',
      'schemes',
      'equivalences',
      'markets',
      'entities',
      'holdings',
      'regimes',
      'vendors',
      'registers',
      'actions',
      'relevance',
    ]);
  });

  it('fit together without a problem', () => {
    const problems = validate(documents).remarks.filter(({ severity }) => severity === 'problem');
    expect(problems).toEqual([]);
  });

  it('hold the same items one by one and as a few streams', () => {
    const deliveries = referenceDeliveries();
    expect(deliveries.map(({ name }) => name)).toEqual(tops);
    expect(ids(deliveries)).toEqual(ids(documents));
  });
});
