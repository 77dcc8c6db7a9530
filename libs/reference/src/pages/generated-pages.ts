import type { AssembledWorld } from '#formats';
import type { ReferenceDocument } from '../reference-documents.ts';
import { measureAll } from './decidedness.ts';
import { decidednessPage, MARKETPLACE_DAY, PAGE_DAY } from './decidedness-page.ts';
import {
  countStatements,
  inventedAnswers,
  inventedDocuments,
  withInventedVendor,
} from './invented-vendor.ts';
import { regimesPage } from './regimes-page.ts';
import { decisiveDocuments, fingerprintOf, shippedWorld } from './shipped-world.ts';

/** A page that is made from the shipped data, before it is formatted. */
export interface GeneratedPage {
  /** Path inside the project. */
  readonly path: string;
  readonly text: string;
}

/** Fingerprint of all that the page about decidedness is made from. */
export function inputsFingerprint(
  documents: readonly ReferenceDocument[] = decisiveDocuments(),
  invented: readonly ReferenceDocument[] = inventedDocuments(),
): string {
  return fingerprintOf([...documents, ...invented]);
}

function writeDecidedness(world: AssembledWorld, fingerprint: string): string {
  const invented = withInventedVendor(world);
  return decidednessPage(world, {
    standings: measureAll(world, [...world.markets.keys()], PAGE_DAY),
    marketplace: measureAll(world, ['US'], MARKETPLACE_DAY),
    invented: { statements: countStatements(invented), answers: inventedAnswers(invented, PAGE_DAY, true) },
    fingerprint,
  });
}

/** Makes all generated pages; the decisions behind them take about a minute. */
export function generatePages(): readonly GeneratedPage[] {
  const documents = decisiveDocuments();
  const world = shippedWorld(documents);
  return [
    { path: 'docs/regimes.md', text: regimesPage(world) },
    { path: 'docs/decidedness.md', text: writeDecidedness(world, inputsFingerprint(documents)) },
  ];
}
