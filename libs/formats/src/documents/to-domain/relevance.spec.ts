import { describe, expect, it } from '@jest/globals';
import { toClauseRules, toRelevanceRules } from './relevance.ts';

const SETTINGS = { relevant: 10, possible: 5 };

describe('rules of relevance', () => {
  it('are told code by code and term by term; a code means all that begin with it unless it says otherwise', () => {
    const rules = toRelevanceRules({
      schema: 'placet.relevance/v1',
      id: 'infrastructure',
      version: '1',
      settings: SETTINGS,
      codes: [
        {
          scheme: 'CPV',
          codes: [
            { code: '72', weight: 4, title: 'IT services' },
            { code: '48', weight: 2, title: 'Software', match: 'contains' },
          ],
        },
      ],
      terms: { en: [{ group: 'hosting', match: 'word', weight: 3, terms: ['hosting', 'cloud'] }] },
      falseFriends: { en: [{ match: 'phrase', why: 'weather', terms: ['cloud cover'] }] },
      negatives: { de: [{ match: 'word', weight: -3, why: 'catering', terms: ['Catering'] }] },
    });
    expect(rules.codes).toEqual([
      { scheme: 'CPV', code: '72', match: 'prefix', weight: 4, title: 'IT services' },
      { scheme: 'CPV', code: '48', match: 'contains', weight: 2, title: 'Software' },
    ]);
    expect(rules.terms).toEqual([
      { language: 'en', term: 'hosting', match: 'word', weight: 3, group: 'hosting' },
      { language: 'en', term: 'cloud', match: 'word', weight: 3, group: 'hosting' },
    ]);
    expect(rules.falseFriends).toEqual([
      { language: 'en', term: 'cloud cover', match: 'phrase', why: 'weather' },
    ]);
    expect(rules.negatives).toEqual([
      { language: 'de', term: 'Catering', match: 'word', weight: -3, why: 'catering' },
    ]);
  });

  it('need neither false friends nor negatives', () => {
    const rules = toRelevanceRules({ id: 'x', version: '1', settings: SETTINGS, codes: [], terms: {} });
    expect(rules).toMatchObject({ terms: [], falseFriends: [], negatives: [] });
  });
});

describe('rules of clauses', () => {
  it('are told term by term, with the fields that state a clause', () => {
    const rules = toClauseRules({
      id: 'clauses',
      version: '1',
      terms: {
        en: [{ kind: 'clearance', match: 'phrase', target: 'eligibility', terms: ['security clearance'] }],
      },
    });
    expect(rules).toEqual({
      id: 'clauses',
      version: '1',
      terms: [
        {
          language: 'en',
          term: 'security clearance',
          match: 'phrase',
          kind: 'clearance',
          target: 'eligibility',
        },
      ],
      fields: [],
    });
  });
});
