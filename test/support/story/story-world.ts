import { type TestPlacet, startPlacet } from '../service/placet.ts';
import { MARKET, regime, register, SCHEMES, vendor, vocabulary } from './story.ts';

/** A day on which the register of the story is fresh. */
export const STORY_DAY = '2026-06-01';

const WORDS = `
schema: placet.group/v1
id: NEIGHBOURS
title: Neighbours
kind: country
bloc: false
complete: true
members:
  - {code: KR, from: 2000-01-01, confidence: high}
  - {code: JP, from: 2010-01-01, to: 2020-01-01, confidence: high}
---
schema: placet.equivalence/v1
id: story-rumour
title: Story at gold counts as rumour at silver
effect: satisfies
from: {all: [{scheme: STORY, atLeast: gold}]}
to: {scheme: RUMOUR, level: silver}
status: in_force
confidence: high
source: {title: Story gazette, url: "https://example.org/gazette", retrieved: 2026-01-01}
`;

const OWNERS = `
schema: placet.entity/v1
id: holdco
name: Holding company
country: KR
countryGrade: documented
confidence: high
---
schema: placet.entity/v1
id: founder
name: Founder
kind: person
country: US
countryGrade: documented
confidence: high
---
schema: placet.holding/v1
id: holdco--alpha
owner: holdco
owned: alpha
capital: {min: 60, max: 60}
votes: {min: 60, max: 60}
relation: shareholder
status: held
grade: documented
confidence: high
source: {title: Annual report, url: "https://example.org/report", retrieved: 2026-01-01, issuer: official_filing}
---
schema: placet.holding/v1
id: founder--holdco
owner: founder
owned: holdco
capital: {min: 50, max: 50}
votes: {min: 50, max: 50}
relation: shareholder
status: held
grade: documented
confidence: high
source: {title: Annual report, url: "https://example.org/report", retrieved: 2026-01-01, issuer: official_filing}
`;

/** Two statements about the seat of one vendor that contradict each other. */
const SEATS = `
schema: placet.facts/v1
vendor: alpha
facts:
  - id: alpha/seat-claimed
    subject: provider:alpha
    attribute: provider.seat.registered
    value: US
    grade: claimed
    valid: {from: '2020-01-01', to: null}
    source: {title: Website, url: "https://example.org/about", retrieved: '2026-01-01', issuer: vendor_publicity}
    confidence: high
  - id: alpha/seat-filed
    subject: provider:alpha
    attribute: provider.seat.registered
    value: KR
    grade: audited
    valid: {from: '2020-01-01', to: null}
    source: {title: Company register, url: "https://example.org/companies", retrieved: '2026-01-01', issuer: official_filing}
    confidence: high
`;

/**
 * Starts a Placet that knows the story: three vendors and a register, and besides them a group, an equivalence, owners and
 * two statements that contradict each other.
 */
export async function startWithStory(): Promise<TestPlacet> {
  const placet = await startPlacet();
  await placet.call('POST', '/v1/sources', { body: { id: 'story', name: 'Story', kind: 'push' } });
  const documents = [
    vocabulary(),
    MARKET,
    SCHEMES,
    WORDS,
    regime({ version: '1', from: '2020-01-01', level: 'silver' }),
    ['alpha', 'beta', 'gamma'].map((id) => vendor(id)).join('\n---\n'),
    register('2026-05-20', [{ vendor: 'alpha', level: 'gold', from: '2026-01-01' }], ['beta']),
    OWNERS,
    SEATS,
  ];
  for (const document of documents) {
    const delivered = await placet.deliver('story', document);
    const { body } = await placet.get(`/v1/deliveries/${delivered.body.id}/items`);
    const refused = body.items.filter((item: { outcome: string }) => item.outcome === 'quarantined');
    if (refused.length > 0) throw new Error(JSON.stringify(refused));
  }
  return placet;
}

/** Texts of the sentences of one kind. */
export function texts(body: { sentences: { kind: string; text: string }[] }, kind: string): string[] {
  return body.sentences.filter((sentence) => sentence.kind === kind).map(({ text }) => text);
}
