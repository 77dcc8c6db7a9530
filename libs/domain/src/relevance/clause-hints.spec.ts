import { describe, expect, it } from '@jest/globals';
import type { NoticeVersion } from '../notice/notice.ts';
import { clauseReader } from './clause-hints.ts';
import type { ClauseRules } from './relevance-rules.ts';

const RULES: ClauseRules = {
  id: 'test',
  version: '1',
  terms: [
    {
      language: 'mul',
      term: 'iso 27001',
      match: 'prefix',
      kind: 'certification',
      target: { scheme: 'ISO27001' },
    },
    {
      language: 'en',
      term: 'security clearance',
      match: 'prefix',
      kind: 'clearance',
      target: { fact: 'personnel.clearances' },
    },
    {
      language: 'ko',
      term: '국내 보관',
      match: 'substring',
      kind: 'residency',
      target: { fact: 'offering.places.storage' },
    },
  ],
  fields: [
    { field: 'securityClearance', is: true, kind: 'clearance', target: { fact: 'personnel.clearances' } },
    { field: 'formType', is: 'F17', kind: 'clearance', target: { fact: 'workload.classified' } },
  ],
};
const read = clauseReader(RULES);

const NOTICE: NoticeVersion = {
  source: 'feed',
  key: 'n1',
  version: '1',
  nativeVersion: '1',
  kind: 'tender',
  status: 'open',
  languages: ['en'],
  buyers: [],
  performance: [],
  classification: { all: [] },
  lots: [],
  relations: [],
  suppliers: [],
  documents: [],
  warnings: [],
  provenance: {},
};

describe('clauseReader', () => {
  it('quotes the sentence in which a phrase stands, once for each target and field', () => {
    const description = {
      en: 'We buy hosting. Bidders hold ISO/IEC 27001 or ISO-27001:2022! Staff need a security clearance. ISO 27001 again.',
    };
    expect(read({ ...NOTICE, description })).toEqual([
      {
        kind: 'certification',
        target: { scheme: 'ISO27001' },
        field: 'description',
        quote: 'Bidders hold ISO/IEC 27001 or ISO-27001:2022!',
      },
      {
        kind: 'clearance',
        target: { fact: 'personnel.clearances' },
        field: 'description',
        quote: 'Staff need a security clearance.',
      },
    ]);
  });

  it('reads lots, their clauses, and scripts without spaces', () => {
    const lots = [
      {
        id: '1',
        description: { ko: '데이터는국내보관한다。다른 문장' },
        eligibility: { securityClearance: true },
      },
      { id: '2', eligibility: { securityClearance: false } },
    ];
    expect(read({ ...NOTICE, languages: ['ko'], formType: 'F17', lots })).toEqual([
      { kind: 'clearance', target: { fact: 'workload.classified' }, field: 'formType' },
      {
        kind: 'clearance',
        target: { fact: 'personnel.clearances' },
        field: 'lots[1].eligibility.securityClearance',
      },
      {
        kind: 'residency',
        target: { fact: 'offering.places.storage' },
        field: 'lots[1].description',
        quote: '데이터는국내보관한다。',
      },
    ]);
  });

  it('has nothing to ask of a notice without clauses', () => {
    expect(read({ ...NOTICE, title: { en: 'Paper' } })).toEqual([]);
  });
});
