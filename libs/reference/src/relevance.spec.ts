import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { relevanceScorer, type RelevanceBand, type SchemeCode } from '#domain';
import { buildWorld, readCode, readDocuments, type StoredDocument } from '#formats';

const data = new URL('../data/', import.meta.url);
const files = ['vocabulary.yaml', ...['schemes', 'relevance'].flatMap(namesIn)];
const items = files.flatMap((path) => [...readDocuments(readFileSync(new URL(path, data)))]);
const world = buildWorld(
  items.flatMap(({ kind, id, version, document }): StoredDocument[] =>
    kind === null || id === null || document === null
      ? []
      : [{ kind, id, version, document, recordedFrom: '2026-11-24T00:00:00Z', recordedTo: null }],
  ),
);
const rules = world.relevance.get('infrastructure');
const clauses = world.clauses.get('sovereignty');
if (rules === undefined || clauses === undefined) throw new Error('The rules are shipped');
const score = relevanceScorer(rules);

function namesIn(folder: string): readonly string[] {
  return readdirSync(new URL(`${folder}/`, data)).map((file) => `${folder}/${file}`);
}

function judge(title: string, language: string, codes: readonly SchemeCode[] = []): RelevanceBand {
  return score({
    title: { [language]: title },
    languages: [language],
    classification: { all: codes },
    lots: [],
  }).band;
}

describe('the shipped relevance rules', () => {
  it('are read without a problem', () => {
    expect(items.flatMap(({ problems }) => problems)).toEqual([]);
  });

  it('hold 1,570 terms in 29 languages and one for all', () => {
    expect(rules.terms).toHaveLength(1570);
    expect(new Set(rules.terms.map(({ language }) => language)).size).toBe(30);
  });

  it('name each term of a language once in a group', () => {
    const names = rules.terms.map(({ language, term, group }) => `${language} ${group} ${term}`);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  it.each([
    ['Government cloud hosting and managed Kubernetes', 'en'],
    ['행정정보시스템 클라우드 전환 및 인프라 임차', 'ko'],
    ['ガバメントクラウド利用料', 'ja'],
    ['雲端主機租賃服務', 'zh-Hant'],
    ['Erweiterung Rechenzentrum: Server und Storage', 'de'],
    ['Hébergement infogéré en nuage et centre de données', 'fr'],
    ['خدمات الحوسبة السحابية', 'ar'],
    ['Послуги хмарного хостингу', 'uk'],
  ])('call "%s" (%s) relevant by its words', (title, language) => {
    expect(judge(title, language)).toBe('relevant');
  });

  it.each([
    ['Road resurfacing works', 'en'],
    ['Point cloud survey of bridges', 'en'],
    ['도로 포장 공사', 'ko'],
    ['Reinigung der Grundschule', 'de'],
    ['Маршрут шкільного автобуса', 'uk'],
  ])('say no to "%s" (%s)', (title, language) => {
    expect(judge(title, language)).toBe('no');
  });

  it('call servers relevant by their code alone', () => {
    expect(judge('Lot 3', 'en', [readCode('CPV', '48820000-2')])).toBe('relevant');
  });

  it('hint only at schemes, regimes and facts that exist', () => {
    const regimes = namesIn('regimes');
    const names = [...world.vocabulary.attributes.keys(), ...world.vocabulary.needs.keys()];
    const lost = [...clauses.terms, ...clauses.fields].flatMap(({ target }) => [
      ...(target.scheme === undefined || world.schemes.has(target.scheme) ? [] : [target.scheme]),
      ...(target.regime === undefined || regimes.includes(`regimes/${target.regime}.yaml`)
        ? []
        : [target.regime]),
      ...[target.fact, ...(target.also ?? [])].filter((fact) => fact !== undefined && !names.includes(fact)),
    ]);
    expect([...new Set(lost)]).toEqual([]);
  });
});

const labels = new URL('../../../../shared/reference/relevance/labels-dev.jsonl', import.meta.url);

interface Label {
  readonly lang: string;
  readonly title: string;
  readonly description: string;
  readonly codes: readonly string[];
  readonly relevant: 'yes' | 'partly' | 'no';
}

/** Codes in the labels carry the names that their collector gave the lists. */
const LISTS: Readonly<Record<string, string>> = { 'g2b-srvceDivNm': 'KR-G2B', za: 'ZA-ETENDERS' };

function codeOf(printed: string): SchemeCode {
  const colon = printed.indexOf(':');
  const list = printed.slice(0, colon);
  return readCode(LISTS[list] ?? list, printed.slice(colon + 1));
}

interface Tally {
  readonly language: string;
  readonly n: number;
  readonly hit: number;
  readonly wrong: number;
  readonly missed: number;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
}

/** "Partly" labels are left out: people disagree about them. */
function tally(language: string, judged: readonly { label: Label; band: RelevanceBand }[]): Tally {
  const counted = (label: Label['relevant'], isHit: boolean): number =>
    judged.filter((one) => one.label.relevant === label && (one.band === 'relevant') === isHit).length;
  const [hit, wrong, missed] = [counted('yes', true), counted('no', true), counted('yes', false)];
  const precision = hit + wrong === 0 ? null : hit / (hit + wrong);
  const recall = hit + missed === 0 ? null : hit / (hit + missed);
  const f1 = hit + wrong + missed === 0 ? null : (2 * hit) / (2 * hit + wrong + missed);
  return { language, n: judged.length, hit, wrong, missed, precision, recall, f1 };
}

function percent(share: number | null): string {
  return share === null ? '-' : `${(share * 100).toFixed(1)} %`;
}

function lineOf({ language, n, hit, wrong, missed, precision, recall, f1 }: Tally): string {
  return `${language.padEnd(8)} n ${n}  P ${percent(precision)}  R ${percent(recall)}  F1 ${percent(f1)}  (hit ${hit}, wrong ${wrong}, missed ${missed})`;
}

if (existsSync(labels)) {
  describe('the relevance rules on labelled notices', () => {
    const judged = readFileSync(labels, 'utf8')
      .trim()
      .split('\n')
      .map((line) => {
        const label: Label = JSON.parse(line);
        const { lang, title, description } = label;
        const relevance = score({
          title: { [lang]: title },
          description: { [lang]: description },
          languages: [lang],
          classification: { all: label.codes.map(codeOf) },
          lots: [],
        });
        return { label, ...relevance };
      });
    const languages = [...new Set(judged.map(({ label }) => label.lang))].toSorted();
    const all = tally('all', judged);
    const each = languages.map((language) =>
      tally(
        language,
        judged.filter(({ label }) => label.lang === language),
      ),
    );

    it('tell yes from no with F1 of 0.95 at least', () => {
      process.stdout.write(`${[all, ...each].map(lineOf).join('\n')}\n`);
      expect(all.f1).toBeGreaterThanOrEqual(0.95);
    });

    it.each(each.filter(({ hit, missed }) => hit + missed > 0))('find what $language buys', ({ f1 }) => {
      expect(f1).toBeGreaterThanOrEqual(0.95);
    });

    it('give every notice a reason that they call relevant or possible', () => {
      expect(judged.filter(({ band, reasons }) => band !== 'no' && reasons.length === 0)).toEqual([]);
    });
  });
}
