import { describe, expect, it } from '@jest/globals';
import type { NoticeVersion } from '../notice/notice.ts';
import { relevanceScorer, type RelevantParts } from './relevance.ts';
import type { RelevanceRules } from './relevance-rules.ts';

const RULES: RelevanceRules = {
  id: 'test',
  version: '3',
  settings: {
    threshold: 4,
    possible: 2.5,
    titleFactor: 1,
    descriptionFactor: 0.5,
    descriptionLength: 40,
    mainCodeFactor: 1,
    otherCodeFactor: 0.5,
    codeCap: 6,
    textCap: 9,
    genericCap: 1,
    secondGroupFactor: 0.5,
    weakCode: 2.5,
  },
  codes: [
    { scheme: 'CPV', code: '72', match: 'prefix', weight: 1, title: 'IT services' },
    { scheme: 'CPV', code: '72317', match: 'prefix', weight: 8, title: 'Data storage services' },
    { scheme: 'CPV', code: '724', match: 'prefix', weight: 3, title: 'Internet services' },
    { scheme: 'CPV', code: '80', match: 'prefix', weight: -4, title: 'Training' },
    { scheme: 'UNSPSC', code: '81112003', match: 'prefix', weight: 6, title: 'Data centres' },
    { scheme: 'ZA-ETENDERS', code: 'Information', match: 'contains', weight: 1.5, title: 'category' },
  ],
  terms: [
    { language: 'mul', term: 'IaaS', match: 'word', weight: 5, group: 'cloud' },
    { language: 'en', term: 'cloud', match: 'prefix', weight: 4, group: 'cloud' },
    { language: 'en', term: 'data centre', match: 'prefix', weight: 5, group: 'dc' },
    { language: 'en', term: 'software', match: 'word', weight: 0.8, group: 'generic' },
    { language: 'de', term: 'rechenzentr', match: 'inside', weight: 5, group: 'dc' },
    { language: 'ko', term: '클라우드 컴퓨팅', match: 'substring', weight: 5, group: 'cloud' },
    { language: 'ko', term: 'AI', match: 'substring', weight: 4, group: 'aiplat' },
    { language: 'ja', term: '云', match: 'substring', weight: 4, group: 'cloud' },
    { language: 'ar', term: 'سحابة', match: 'article', weight: 4, group: 'cloud' },
    { language: 'uk', term: 'хмарн', match: 'prefix', weight: 4, group: 'cloud' },
  ],
  falseFriends: [{ language: 'en', term: 'point cloud', match: 'prefix', why: 'surveying' }],
  negatives: [
    { language: 'en', term: 'training', match: 'prefix', weight: -4, why: 'training' },
    { language: 'en', term: 'audit', match: 'prefix', weight: -2.5, why: 'advice' },
  ],
};

const score = relevanceScorer(RULES);

function notice(parts: Partial<NoticeVersion> & { codes?: readonly string[] }): RelevantParts {
  const all = (parts.codes ?? []).map((printed) => {
    const colon = printed.indexOf(':');
    return { scheme: printed.slice(0, colon), code: printed.slice(colon + 1) };
  });
  return { languages: [], classification: { all }, lots: [], ...parts };
}

const title = (text: string, language = 'en'): RelevantParts => notice({ title: { [language]: text } });

describe('relevanceScorer', () => {
  it('takes the longest prefix of a code, caps it, and says so', () => {
    expect(score(notice({ codes: ['CPV:72317000'] }))).toEqual({
      band: 'relevant',
      score: 6,
      reasons: ['CPV 72317000 Data storage services +6'],
      rules: 'test@3',
    });
  });

  it('counts other codes in part, wherever in a lot they stand', () => {
    const lot = { id: '1', classification: { all: [{ scheme: 'CPV', code: '72317000' }] } };
    expect(score(notice({ codes: ['CPV:03000000'], lots: [lot] }))).toMatchObject({ score: 4 });
  });

  it('counts a weak code only beside a term', () => {
    expect(score(notice({ codes: ['CPV:72000000'] }))).toMatchObject({
      band: 'no',
      score: 0,
      reasons: ['weak code CPV 72000000 IT services not counted alone'],
    });
    expect(score(notice({ codes: ['CPV:72000000'], title: { en: 'Cloud' } }))).toMatchObject({ score: 5 });
  });

  it('lets a code speak against only where it is the main one', () => {
    const training = { scheme: 'CPV', code: '80500000' };
    const cloud = { title: { en: 'Cloud' } };
    expect(score(notice({ ...cloud, codes: ['CPV:80500000'] }))).toMatchObject({ score: 0 });
    expect(
      score(notice({ ...cloud, classification: { all: [{ scheme: 'CPV', code: '03' }, training] } })),
    ).toMatchObject({ score: 4 });
  });

  it('reads UNSPSC with a release before it, and categories by a part of their words', () => {
    expect(score(notice({ codes: ['UNSPSC:V1.81112003'] }))).toMatchObject({ score: 6 });
    const category = { codes: ['za-etenders:Services: Information and communication'] };
    expect(score(notice({ ...category, title: { en: 'cloud' } }))).toMatchObject({ score: 4 + 1.5 });
  });

  it('takes the best term of a group, and a part of each further group', () => {
    expect(score(title('IaaS cloud in a data centre'))).toMatchObject({
      score: 5 + 5 / 2,
      reasons: ['term "IaaS" (cloud) in the title +5', 'term "data centre" (dc) in the title +2.5'],
    });
  });

  it('counts a description in part, and only as far as it is read', () => {
    const description = { en: 'A data centre.' };
    expect(score(notice({ description }))).toMatchObject({ score: 2.5, band: 'possible' });
    const late = { en: `${'Lorem ipsum '.repeat(4)} data centre` };
    expect(score(notice({ description: late }))).toMatchObject({ score: 0 });
  });

  it('reads the texts of lots like a description', () => {
    const lots = [{ id: '1', title: { en: 'Cloud' } }];
    expect(score(notice({ lots }))).toMatchObject({ score: 2 });
  });

  it('caps generic words', () => {
    expect(score(title('Software'))).toMatchObject({ score: 0.8, band: 'no' });
  });

  it('ignores false friends and says so', () => {
    expect(score(title('Point-cloud survey'))).toMatchObject({
      score: 0,
      reasons: ['"point cloud" ignored (surveying)'],
    });
    expect(score(title('Point clouds in the cloud'))).toMatchObject({ score: 4 });
  });

  it('takes the strongest negative of the title once', () => {
    expect(score(title('Audit and training for the cloud'))).toMatchObject({
      score: 0,
      reasons: ['term "cloud" (cloud) in the title +4', 'term "training" in the title (training) -4'],
    });
  });

  it.each([
    ['a word in spaced scripts', 'Biaas', 'en', 0],
    ['a word with dashes and accents', 'Data-Céntre', 'en', 5],
    ['an inflected word', 'Хмарні послуги', 'uk', 4],
    ['a part of a compound', 'Hochleistungsrechenzentrum', 'de', 5],
    ['Hangul without spaces', '공공클라우드컴퓨팅구축', 'ko', 5],
    ['Latin letters among Hangul', 'AI플랫폼', 'ko', 4],
    ['no Latin letters within a Latin word', 'maintain', 'ko', 0],
    ['a single Han character', '公共云', 'ja', 4],
    ['an Arabic word with its article', 'خدمات السحابة', 'ar', 4],
    ['no Arabic word inside another', 'خدماتسحابة', 'ar', 0],
  ])('finds %s', (_, text, language, expected) => {
    expect(score(title(text, language))).toMatchObject({ score: expected });
  });

  it('looks in the languages of the notice and English, and in all when it names none', () => {
    expect(score(title('클라우드 컴퓨팅', 'fr'))).toMatchObject({ score: 5 });
    expect(score(title('클라우드 컴퓨팅', 'de'))).toMatchObject({ score: 0 });
    expect(score(title('Cloud', 'de'))).toMatchObject({ score: 4 });
    expect(score(title('클라우드 컴퓨팅', 'und'))).toMatchObject({ score: 5 });
  });
});
