import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { buildWorld, readDocuments } from '#formats';
import type { DocumentItem, StoredDocument } from '#formats';

const data = new URL('../data/', import.meta.url);
const bytes = (path: string): Uint8Array => readFileSync(new URL(path, data));
const paths = (folder: string): readonly string[] =>
  readdirSync(new URL(`${folder}/`, data)).map((file) => `${folder}/${file}`);
const stored = (items: Iterable<DocumentItem>): readonly StoredDocument[] =>
  [...items].flatMap(({ kind, id, version, document }) =>
    kind === null || id === null || document === null
      ? []
      : [{ kind, id, version, document, recordedFrom: '2026-11-24T00:00:00Z', recordedTo: null }],
  );

const rules = [...paths('regimes'), ...paths('schemes'), 'equivalences.yaml', 'vocabulary.yaml'];
const world = buildWorld(
  [...rules, 'groups.yaml', 'jurisdictions.yaml'].flatMap((path) => stored(readDocuments(bytes(path)))),
);
const hints = { vocabulary: world.vocabulary, schemes: world.schemes, groups: world.groups };
const regimes = [...world.regimes.values()].flat();
const requirements = regimes.flatMap((regime) =>
  regime.requirements.map((requirement) => ({
    name: `${regime.id}/${requirement.id}`,
    regime,
    ...requirement,
  })),
);

describe('the shipped rules', () => {
  it('have no problem of shape or meaning', () => {
    const problems = rules.flatMap((path) =>
      [...readDocuments(bytes(path), hints)].flatMap((item) =>
        item.problems.map((problem) => `${path} ${problem.pointer}: ${problem.message}`),
      ),
    );
    expect(problems).toEqual([]);
    expect(world.refused.size).toBe(0);
  });

  it('are 87 regimes in 38 market codes and the general profile', () => {
    expect(world.regimes.size).toBe(88);
    expect(new Set(regimes.map(({ market }) => market)).size).toBe(39);
    expect(regimes.filter(({ market }) => market === '*').map(({ id }) => id)).toEqual(['general']);
  });

  it('name the clause of every requirement among the sources of their regime', () => {
    const homeless = requirements.filter(
      ({ regime, source }) => !regime.sources.some(({ id }) => id === source.ref),
    );
    expect(homeless.map(({ name }) => name)).toEqual([]);
  });

  it('never let drafts and plans bind from a date that nobody knows', () => {
    const early = regimes.filter(
      ({ status, valid }) => (status === 'draft' || status === 'planned') && valid.from === null,
    );
    expect(early.map(({ id }) => id)).toEqual([]);
  });

  it('keep every scale of a need starting with a level that means none of these', () => {
    const starts = [...world.vocabulary.needs.values()]
      .filter(({ id }) => id.startsWith('workload.class.'))
      .map(({ levels }) => levels[0]);
    expect(new Set(starts)).toEqual(
      new Set(['none', 'ostensivo', 'unclassified', 'ordinary', 'UNCLASSIFIED', 'other']),
    );
  });

  it('give every objective of the general profile a criterion', () => {
    const objectives = world.regimes
      .get('general')
      ?.at(-1)
      ?.requirements.map(({ objective }) => objective);
    expect(new Set(objectives)).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8].map((n) => `SOV-${n}`)));
  });
});

describe('the EU Cloud Sovereignty Framework', () => {
  const framework = world.regimes.get('eu-csf')?.at(-1);
  const criteria = framework?.requirements.filter(({ scoring }) => scoring?.how === 'steps') ?? [];

  it('has 48 criteria: 8, 6, 5, 6, 7, 5, 7 and 4', () => {
    const counts = [1, 2, 3, 4, 5, 6, 7, 8].map(
      (n) => criteria.filter(({ objective }) => objective === `SOV-${n}`).length,
    );
    expect(counts).toEqual([8, 6, 5, 6, 7, 5, 7, 4]);
  });

  it('carries both official weight sets', () => {
    expect(framework?.framework?.weights.map(({ id, of }) => [id, Object.values(of)])).toEqual([
      ['v1.2.1', [15, 10, 10, 15, 20, 15, 10, 5]],
      ['calculator-2026', [20, 10, 10, 15, 10, 15, 15, 5]],
    ]);
  });

  it('jumps to the top SEAL on the criteria that the calculator makes cliffs', () => {
    const seals = Object.fromEntries(
      criteria.map(({ id, scoring }) => [
        id,
        scoring?.how === 'steps' ? scoring.steps.map(({ seal }) => seal) : [],
      ]),
    );
    expect(seals).toMatchObject({
      'SOV-1-8': [0, 0, 2, 2, 4],
      'SOV-2-3': [1, 1, 1, 1, 4],
      'SOV-7-7': [1, 1, 1, 1, 4],
    });
  });
});

describe('equivalences', () => {
  it('name only schemes that exist', () => {
    const named = world.equivalences.flatMap(({ from, to }) => [
      ...(from?.terms.map(({ scheme }) => scheme) ?? []),
      ...(to === null ? [] : [to.scheme]),
    ]);
    expect(named.filter((scheme) => !world.schemes.has(scheme))).toEqual([]);
  });

  it('let ISO/IEC 27001 satisfy nothing: lineage is no recognition', () => {
    const from = world.equivalences.filter(
      ({ from: holds, effect, status, confidence }) =>
        holds?.terms.some(({ scheme }) => scheme === 'ISO27001') === true &&
        effect === 'satisfies' &&
        status === 'in_force' &&
        confidence !== 'low',
    );
    expect(from.map(({ id }) => id)).toEqual([]);
  });
});
