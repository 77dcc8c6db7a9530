import { describe, expect, it } from '@jest/globals';
import { explainDecision, LANGUAGES, phrasebookOf, prepare, type Trace } from '#domain';
import { buildWorld, readDocuments } from '#formats';
import { referenceDocuments } from '#reference';

const TODAY = '2026-11-24';
const world = buildWorld(
  referenceDocuments().flatMap(({ bytes }) =>
    [...readDocuments(bytes)].flatMap(({ kind, id, version, document }) =>
      kind === null || id === null || document === null
        ? []
        : [{ kind, id, version, document, recordedFrom: `${TODAY}T00:00:00Z`, recordedTo: null }],
    ),
  ),
);
const { grammar } = phrasebookOf('ko');

function count(trace: Trace | null): number {
  return trace === null ? 0 : trace.children.reduce((sum, child) => sum + count(child), 1);
}

describe('explanations of the shipped data', () => {
  it('have a Korean name for every attribute, need path and group', () => {
    const { attributes, needs } = world.vocabulary;
    const english = [
      ...[...attributes.values()].map(({ id, description }) => [id, grammar.attribute(id, description)]),
      ...[...needs.values()].map(({ id, description }) => [id, grammar.need(id, description)]),
      ...[...world.groups.values()].map(({ id, title }) => [id, grammar.group(id, title)]),
    ].filter(([, name = '']) => !/[가-힣]/.test(name));
    expect(english).toEqual([]);
  });

  it.each([...world.markets.keys()])('say every node of decisions in %s, in every language', (market) => {
    const need = world.markets.get(market)?.needs.public ?? {};
    const decide = prepare(world, { market, need, asOf: TODAY });
    // A few offerings of every kind: the traces of one market differ by their outcomes only.
    const offerings = [...world.offerings.keys()].filter((_, index) => index % 29 === 0);
    for (const decision of offerings.map(decide)) {
      const lists = [decision.requirements, decision.buyerDuties, decision.needProblems, decision.advice];
      const nodes = lists.flat().reduce((sum, { trace }) => sum + count(trace), count(decision.served.trace));
      for (const language of LANGUAGES) {
        const sentences = explainDecision(world, decision, language);
        expect(sentences.filter(({ kind }) => kind === 'node')).toHaveLength(nodes);
        const broken = sentences.filter(({ text }) => /undefined|NaN|\[object|““|「」|‘’| {2}/.test(text));
        expect(broken).toEqual([]);
      }
    }
  });
});
