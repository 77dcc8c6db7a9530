import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../text/json-value.ts';
import type { DocumentKind } from '../document-kinds.ts';
import { toScheme } from '../to-domain/scheme.ts';
import { toVocabulary } from '../to-domain/vocabulary.ts';
import { checkMeaning } from './check-meaning.ts';

const vocabulary = toVocabulary({
  schema: 'placet.vocabulary/v1',
  version: '1',
  facts: [{ id: 'provider.seat.registered', subject: 'provider', type: 'country', description: 'seat' }],
  needs: [{ id: 'buyer.kind', type: 'code*', unstated: 'ask', description: 'who buys' }],
});
const schemes = new Map([
  ['S', toScheme({ schema: 'placet.scheme/v1', id: 'S', name: 'S', levels: ['low', 'high'] }).scheme],
]);

function findings(kind: DocumentKind, document: JsonObject): string[] {
  return checkMeaning(kind, document, { vocabulary, schemes }).map(
    ({ pointer, message }) => `${pointer}: ${message}`,
  );
}

describe('checkMeaning', () => {
  it.each<[string, DocumentKind, JsonObject, string]>([
    [
      'a register without its scheme',
      'register',
      { kind: 'certificates', entries: [] },
      'A register needs the scheme',
    ],
    [
      'a level of a register that its scheme has not',
      'register',
      { scheme: 'S', entries: [{ vendor: 'v', level: 'hgih' }] },
      'Did you mean "high"?',
    ],
    [
      'an equivalence that satisfies nothing',
      'equivalence',
      { effect: 'satisfies', to: {} },
      '"satisfies" needs schemes on both sides',
    ],
    [
      'an equivalence to a scheme that nobody knows',
      'equivalence',
      { effect: 'lineage', to: { scheme: 'SS' } },
      '/to/scheme: "SS" is no known scheme',
    ],
    [
      'an equivalence under a condition that is none',
      'equivalence',
      { effect: 'lineage', when: { need: 'buyer.knd', is: 'x' } },
      'buyer.knd',
    ],
    [
      'a level that stands twice',
      'scheme',
      { id: 'S', name: 'S', levels: ['low', 'low'] },
      '/levels/1: The level "low" stands twice',
    ],
    [
      'another name for a level that is none',
      'scheme',
      { id: 'S', name: 'S', levels: ['low'], aliases: { top: 'lwo' } },
      'Did you mean "low"?',
    ],
    [
      'a market that needs what the vocabulary has not',
      'market',
      { needs: { public: { 'buyer.knd': 'x' } } },
      'Did you mean "buyer.kind"?',
    ],
    [
      'a share whose bounds are swapped',
      'holding',
      { owner: 'a', owned: 'b', capital: { min: 60, max: 50 } },
      'min (60) is above max (50)',
    ],
    ['a share in itself', 'holding', { owner: 'a', owned: 'a' }, 'Nobody holds a share in itself'],
    [
      'an attribute that stands twice',
      'vocabulary',
      {
        facts: [
          { id: 'a', type: 'code' },
          { id: 'a', type: 'code' },
        ],
        needs: [],
      },
      '/facts/1/id: "a" stands twice',
    ],
    [
      'levels without levels',
      'vocabulary',
      { facts: [], needs: [{ id: 'b', type: 'level' }] },
      '"b" is a level but lists no levels',
    ],
    [
      'a vocabulary that takes names away which rules use',
      'vocabulary',
      { facts: [{ id: 'offering.mine', type: 'boolean' }], needs: [] },
      'Give the document an "id" of its own, and what it declares is added',
    ],
    [
      'an addition that gives a known name another meaning',
      'vocabulary',
      { id: 'mine', facts: [{ id: 'provider.seat.registered', type: 'boolean' }], needs: [] },
      '/facts/0/id: "provider.seat.registered" is declared in the vocabulary already',
    ],
    [
      'facts about another vendor',
      'facts',
      {
        vendor: 'acme',
        facts: [{ subject: 'provider:other', attribute: 'provider.seat.registered', value: 'KR' }],
      },
      'state facts about other in its own document',
    ],
    [
      'a fact about an offering that is not listed',
      'vendor',
      {
        id: 'acme',
        offerings: [],
        facts: [{ subject: 'offering:x', attribute: 'provider.seat.registered', value: 'KR' }],
      },
      'acme lists no offering "x"',
    ],
    [
      'an offering that stands twice',
      'vendor',
      { id: 'acme', offerings: [{ id: 'x' }, { id: 'x' }] },
      '/offerings/1/id: The offering "x" stands twice (first as number 1)',
    ],
    [
      'an offering that runs on itself by name',
      'vendor',
      { id: 'acme', offerings: [{ id: 'x', runsOn: { offering: 'x' } }] },
      'says so with "self"',
    ],
    [
      'a holding inside a vendor that makes no sense',
      'vendor',
      { id: 'acme', holdings: [{ owner: 'a', owned: 'a' }] },
      '/holdings/0/owned',
    ],
  ])('finds %s', (_what, kind, document, expected) => {
    expect(findings(kind, document).join('\n')).toContain(expected);
  });

  it('finds nothing in what only its shape describes, and in facts whose vendor is missing', () => {
    expect(findings('action', {})).toEqual([]);
    expect(findings('facts', { facts: [] })).toEqual([]);
  });

  it('checks no names where none are known', () => {
    expect(checkMeaning('regime', { nonsense: true }, {})).toEqual([]);
    expect(checkMeaning('market', { needs: { public: { nonsense: 1 } } }, {})).toEqual([]);
  });
});
