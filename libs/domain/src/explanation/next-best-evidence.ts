import type { Decision, Question } from '../evaluation/decision.ts';
import { attributeOf } from '../language/known-name.ts';
import { GRADES, type Grade } from '../model/evidence.ts';
import type { World } from '../model/world.ts';
import { settlingDecision, settlingGate, wantedOf, type SubjectOf } from './settling.ts';

/** A statement that is missing, and what its proof would do for a vendor. */
export interface EvidenceGain {
  readonly subject: string;
  /** An attribute, `certificate:SCHEME`, a list or `holder`. */
  readonly attribute: string;
  /** The highest grade that one of the gates asks for. */
  readonly grade: Grade;
  /** Decisions that it alone could take out of *unknown*. */
  readonly settles: number;
  /** Open gates that it alone could close. */
  readonly closes: number;
  /** Decisions in which one of those gates is open. */
  readonly touches: number;
  readonly markets: readonly string[];
  /** One of the clauses that ask for it. */
  readonly regime: string;
  readonly requirement: string;
}

interface Counting {
  readonly decisions: Set<Decision>;
  readonly markets: Set<string>;
  settles: number;
  closes: number;
  grade: Grade;
  regime: string;
  requirement: string;
}

/** The kind of subject whose certificate a scheme is about. */
function holderKind(world: World, scheme: string, on: string | null): string {
  if (on === 'provider' || on === 'facility' || on === 'personnel') return on;
  return world.schemes.get(scheme)?.holder ?? 'offering';
}

/** Finds whose statement is wanted: as the decision's own questions say, else by the kind of attribute. */
function subjectsOf(world: World, decision: Decision): SubjectOf {
  const asked = new Map<string, Question>();
  for (const question of decision.questions)
    if (!asked.has(question.attribute)) asked.set(question.attribute, question);
  return (attribute, on) => {
    const known = asked.get(attribute);
    if (known !== undefined) return known.subject;
    if (attribute === 'holder')
      return `entity:${world.vendors.get(decision.vendor)?.entity ?? decision.vendor}`;
    const kind = attribute.startsWith('certificate:')
      ? holderKind(world, attribute.slice('certificate:'.length), on)
      : (attributeOf(world.vocabulary, attribute)?.subject ?? 'offering');
    return kind === 'provider' ? `provider:${decision.vendor}` : `${kind}:${decision.offering}`;
  };
}

function gradeOf(world: World, regime: string, requirement: string): Grade {
  const versions = world.regimes.get(regime) ?? [];
  const found = versions.at(-1)?.requirements.find(({ id }) => id === requirement);
  return found?.evidence ?? 'documented';
}

function count(gains: Map<string, Counting>, world: World, decision: Decision): void {
  const subjectOf = subjectsOf(world, decision);
  for (const gate of decision.requirements) {
    if (gate.state !== 'open') continue;
    const found = settlingGate(gate, subjectOf);
    for (const key of found === 'all' ? [] : found.keys()) {
      const grade = gradeOf(world, gate.regime, gate.requirement);
      const gain = gains.get(key) ?? {
        decisions: new Set(),
        markets: new Set(),
        settles: 0,
        closes: 0,
        grade,
        regime: gate.regime,
        requirement: gate.requirement,
      };
      gain.decisions.add(decision);
      gain.markets.add(decision.market);
      gain.closes += 1;
      if (GRADES.indexOf(grade) > GRADES.indexOf(gain.grade)) gain.grade = grade;
      gains.set(key, gain);
    }
  }
  if (decision.verdict !== 'unknown') return;
  const alone = settlingDecision(decision, subjectOf);
  for (const key of alone === 'all' ? [] : alone.keys()) {
    const gain = gains.get(key);
    if (gain !== undefined) gain.settles += 1;
  }
}

/**
 * Ranks the missing statements of a vendor by what their proof would do: those first that alone could take most
 * decisions out of *unknown*, then those that could close most open gates. "Could", as the proof has to turn out well.
 * The decisions must carry their traces.
 */
export function nextBestEvidence(world: World, decisions: readonly Decision[]): readonly EvidenceGain[] {
  const gains = new Map<string, Counting>();
  for (const decision of decisions) count(gains, world, decision);
  return [...gains]
    .map(([key, { decisions: touched, markets, ...gain }]) => ({
      ...wantedOf(key),
      ...gain,
      touches: touched.size,
      markets: [...markets].toSorted(),
    }))
    .toSorted(
      (a, b) =>
        b.settles - a.settles ||
        b.closes - a.closes ||
        (`${a.subject} ${a.attribute}` < `${b.subject} ${b.attribute}` ? -1 : 1),
    );
}
