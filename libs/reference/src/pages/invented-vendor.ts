import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEFAULT_NEEDS, prepare, QuestionTally, type Day, type Decision, type DefaultNeed } from '#domain';
import { applyDocuments, type AssembledWorld, type StoredDocument } from '#formats';
import type { ReferenceDocument } from '../reference-documents.ts';
import { storedIn } from './shipped-world.ts';

/** The markets of the trial, in its order. */
export const TRIAL_MARKETS: readonly string[] = 'KR JP SG FR DE ES IT GB US AU IN SA AE CA BR'.split(' ');

/** The offering of the vendor that answers every question. */
export const INVENTED_OFFERING = 'invented-cloud';

const OWN_SUBJECT = /^[a-z]+:invented-(?:vendor|cloud)(?:\/|$)/;

/** How many statements a vendor has made. */
export interface StatementCount {
  readonly facts: number;
  readonly certificates: number;
  readonly holdings: number;
}

/** The answer to one default need of one market. */
export interface InventedAnswer {
  readonly market: string;
  readonly need: DefaultNeed;
  readonly decision: Decision;
}

/** The documents of the invented vendor, read from the sources or from the compiled tree beside them. */
export function inventedDocuments(): readonly ReferenceDocument[] {
  const folder = [
    '../../data-tests/invented-vendor',
    '../../../../../libs/reference/data-tests/invented-vendor',
  ]
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => existsSync(path));
  if (folder === undefined) throw new Error('libs/reference/data-tests/invented-vendor is missing.');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .toSorted()
    .map((name) => ({ path: name, bytes: readFileSync(join(folder, name)) }));
}

function readAll(world: AssembledWorld, documents: readonly ReferenceDocument[]): readonly StoredDocument[] {
  const hints = { vocabulary: world.vocabulary, schemes: world.schemes, groups: world.groups };
  return documents.flatMap((document) => storedIn(document, hints));
}

/** Adds the invented vendor to a world. Throws `Error` for a document with a problem. */
export function withInventedVendor(
  world: AssembledWorld,
  documents: readonly ReferenceDocument[] = inventedDocuments(),
): AssembledWorld {
  return applyDocuments(world, readAll(world, documents));
}

function countOwn(lists: ReadonlyMap<string, readonly unknown[]>): number {
  return [...lists]
    .filter(([subject]) => OWN_SUBJECT.test(subject))
    .reduce((total, [, items]) => total + items.length, 0);
}

/** Counts the statements of the invented vendor; each answers one question. */
export function countStatements(world: AssembledWorld): StatementCount {
  return {
    facts: countOwn(world.facts),
    certificates: countOwn(world.certificates),
    holdings: world.holdings.get('invented-vendor')?.length ?? 0,
  };
}

/** Decides the invented vendor for all default needs of the trial markets. */
export function inventedAnswers(
  world: AssembledWorld,
  asOf: Day,
  explain = false,
): readonly InventedAnswer[] {
  return TRIAL_MARKETS.flatMap((market) =>
    DEFAULT_NEEDS.map((need) => {
      const stated = world.markets.get(market)?.needs[need] ?? {};
      const decide = prepare(world, { market, need: stated, asOf, explain });
      return { market, need, decision: decide(INVENTED_OFFERING) };
    }),
  );
}

/** Counts the questions that explained answers rest on, each once over all markets and needs. */
export function countQuestions(answers: readonly InventedAnswer[]): number {
  const tally = new QuestionTally();
  for (const { decision } of answers) tally.add(decision);
  return tally.count.answered;
}
