import type { Decision, RequirementOutcome } from '../evaluation/decision.ts';
import type { World } from '../model/world.ts';
import type { DecisionComparison } from '../order/comparison.ts';
import { askInWords, decisiveNodes, gateOf, phrasebookOf, sayNode } from './explain.ts';
import type { Language } from './language.ts';
import type { EvidenceGain } from './next-best-evidence.ts';
import { titleOfRegime, titleOfRequirement } from './names.ts';
import { speechFor, type Speech } from './speech.ts';

/** A sentence about one of two offerings, or about both. */
export interface ComparisonSentence {
  readonly text: string;
  readonly about: 'both' | 'a' | 'b';
  readonly path: string | null;
  readonly regime: string | null;
  readonly requirement: string | null;
}

const MOST_FINDINGS = 2;

function speechOf(world: World, decision: Decision, language: Language): Speech {
  const { market, asOf, offering, vendor, need } = decision;
  return speechFor(world, { market, asOf, offering, vendor, need }, phrasebookOf(language).grammar);
}

function outcomeOf(
  decision: Decision,
  of: { readonly regime: string; readonly requirement: string },
): RequirementOutcome | undefined {
  return decision.requirements.find(
    (outcome) => outcome.regime === of.regime && outcome.requirement === of.requirement,
  );
}

/**
 * Says why one of two decisions stands above the other: what decides it, then for each gate that came out differently
 * how it did on either side. The decisions must carry their traces.
 */
export function explainComparison(
  world: World,
  a: Decision,
  b: Decision,
  comparison: DecisionComparison,
  language: Language,
): readonly ComparisonSentence[] {
  const book = phrasebookOf(language);
  const { grammar } = book;
  const speeches = { a: speechOf(world, a, language), b: speechOf(world, b, language) };
  const names = { a: speeches.a.it, b: speeches.b.it };
  const below = comparison.above === 'a' ? 'b' : 'a';
  const first: ComparisonSentence = {
    text: grammar.sentence(book.deciding[comparison.decidedBy](names[comparison.above], names[below])),
    about: 'both',
    path: null,
    regime: null,
    requirement: null,
  };
  const gates = comparison.gates.flatMap(({ regime, requirement }) =>
    (['a', 'b'] as const).flatMap((about): readonly ComparisonSentence[] => {
      const outcome = outcomeOf(about === 'a' ? a : b, { regime, requirement });
      if (outcome === undefined || outcome.state === null) return [];
      const speech = speeches[about];
      const claim = book.gates[outcome.state](gateOf(book, outcome, speech));
      const findings = decisiveNodes(outcome)
        .slice(0, MOST_FINDINGS)
        .map((node) => sayNode(book, node, speech));
      const text = grammar.because(grammar.subject(names[about], claim), findings);
      return [{ text, about, path: outcome.trace?.path ?? null, regime, requirement }];
    }),
  );
  return [first, ...gates];
}

/** Asks for a statement that a vendor lacks, naming one of the clauses that need it. */
export function askForEvidence(world: World, gain: EvidenceGain, asOf: string, language: Language): string {
  const book = phrasebookOf(language);
  const speech = speechFor(world, { market: '', asOf, offering: '', vendor: '' }, book.grammar);
  const regime = world.regimes.get(gain.regime)?.at(-1);
  const requirement = regime?.requirements.find(({ id }) => id === gain.requirement);
  const source = regime?.sources.find(({ id }) => id === requirement?.source.ref);
  const title = titleOfRegime(world, language, gain.regime);
  const asks = titleOfRequirement(world, language, requirement?.title ?? gain.requirement);
  const gate = {
    title: asks,
    clause: book.clause(source?.title ?? title, requirement?.source.clause ?? null),
    regime: title,
    asks,
  };
  return askInWords(book, speech, gain, 'missing', gate);
}
