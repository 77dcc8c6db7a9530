import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { decide, type Decision, type RequirementOutcome } from '#domain';
import { applyDocuments, buildWorld, readDocuments, toNeed } from '#formats';
import type { AssembledWorld, DocumentItem, StoredDocument } from '#formats';
import { documentsOf, OFFERING } from './regime-cases/case-documents.ts';
import { readCases, type JsonObject, type RegimeCase } from './regime-cases/regime-case.ts';

const data = new URL('../data/', import.meta.url);
const bytes = (path: string): Uint8Array => readFileSync(new URL(path, data));
const stored = (items: Iterable<DocumentItem>): readonly StoredDocument[] =>
  [...items].flatMap(({ kind, id, version, document }) =>
    kind === null || id === null || document === null
      ? []
      : [{ kind, id, version, document, recordedFrom: '2026-11-24T00:00:00Z', recordedTo: null }],
  );

const schemes = readdirSync(new URL('schemes/', data)).map((file) => `schemes/${file}`);
const lists = ['vocabulary', 'groups', 'jurisdictions', 'markets', 'equivalences'].map(
  (name) => `${name}.yaml`,
);
const shipped = buildWorld([...lists, ...schemes].flatMap((path) => stored(readDocuments(bytes(path)))));
const hints = { vocabulary: shipped.vocabulary, schemes: shipped.schemes, groups: shipped.groups };

/** A draft or plan as if it were in force: what a simulation does. */
const inOrder = (a: string | null, b: string | null): number => (String(a) < String(b) ? -1 : 1);

function inForce(document: JsonObject): JsonObject {
  return { ...document, status: 'in_force', valid: { from: null, to: null } };
}

function regimeOf({ regime, simulate }: RegimeCase): readonly StoredDocument[] {
  return stored(readDocuments(bytes(`regimes/${regime}.yaml`))).map((document) =>
    simulate ? { ...document, document: inForce(document.document) } : document,
  );
}

/** The market in which a regime is asked about; a bloc's through one of its members. */
function marketOf(world: AssembledWorld, { market, regime }: RegimeCase): string {
  const own = world.regimes.get(regime)?.at(-1)?.market ?? '';
  return market ?? (own === 'EU' ? 'FR' : own);
}

function answer(regimeCase: RegimeCase): Decision {
  const ruled = applyDocuments(shipped, regimeOf(regimeCase));
  const market = marketOf(ruled, regimeCase);
  const items = documentsOf(regimeCase, market, ruled.schemes).flatMap((document) => [
    ...readDocuments(Buffer.from(JSON.stringify(document)), hints),
  ]);
  expect(items.flatMap(({ problems }) => problems)).toEqual([]);
  const world = applyDocuments(ruled, stored(items));
  const { asOf, need } = regimeCase;
  return decide(world, { market, asOf, need: toNeed(need), offering: OFFERING });
}

function outcomesOf(decision: Decision): Readonly<Record<string, string>> {
  const all: readonly RequirementOutcome[] = [
    ...decision.requirements,
    ...decision.advice,
    ...decision.buyerDuties,
    ...decision.needProblems,
  ];
  return Object.fromEntries(all.map(({ requirement, outcome }) => [requirement, outcome]));
}

const cases = readCases();
const regimes = [...new Set(cases.map(({ regime }) => regime))];

describe('worked cases of the shipped rules', () => {
  it('cover every regime', () => {
    const files = readdirSync(new URL('regimes/', data)).map((file) => file.replace('.yaml', ''));
    expect(regimes.toSorted()).toEqual(files.toSorted());
  });

  describe.each(regimes)('%s', (regime) => {
    const own = cases.filter((candidate) => candidate.regime === regime);
    it.each(own)('$name: $verdict', (regimeCase) => {
      const decision = answer(regimeCase);
      const { outcomes, verdict } = regimeCase;
      const binding = decision.binding.map(({ requirement }) => requirement).toSorted(inOrder);
      expect({ verdict: decision.verdict, binding }).toEqual({
        verdict,
        binding: regimeCase.binding?.toSorted(inOrder) ?? binding,
      });
      expect(outcomesOf(decision)).toMatchObject(outcomes);
    });
  });
});
