import type { Decision, RequirementOutcome } from '../evaluation/decision.ts';

/** How one offering does on one clause. */
export type ClauseSide = Pick<
  RequirementOutcome,
  'applies' | 'outcome' | 'state' | 'reasons' | 'cures' | 'claimedAgainst' | 'provenByCertificate' | 'score'
>;

/** One clause with both offerings next to each other. */
export interface ClauseRow {
  readonly regime: string;
  readonly requirement: string;
  readonly title: string;
  readonly kind: RequirementOutcome['kind'];
  readonly clause: RequirementOutcome['clause'];
  readonly binding: boolean;
  /** They came out differently. */
  readonly differs: boolean;
  /** `null` where the clause is none of that decision. */
  readonly a: ClauseSide | null;
  readonly b: ClauseSide | null;
}

function sideOf(outcome: RequirementOutcome | undefined): ClauseSide | null {
  if (outcome === undefined) return null;
  const {
    applies,
    outcome: truth,
    state,
    reasons,
    cures,
    claimedAgainst,
    provenByCertificate,
    score,
  } = outcome;
  return { applies, outcome: truth, state, reasons, cures, claimedAgainst, provenByCertificate, score };
}

function differ(a: ClauseSide | null, b: ClauseSide | null): boolean {
  return (
    a?.outcome !== b?.outcome ||
    a?.state !== b?.state ||
    a?.applies !== b?.applies ||
    a?.score?.low !== b?.score?.low ||
    a?.score?.high !== b?.score?.high
  );
}

const nameOf = ({ regime, requirement }: RequirementOutcome): string => `${regime}/${requirement}`;

/** Every clause of two decisions about one question, in the order of their regimes. */
export function clauseTable(a: Decision, b: Decision): readonly ClauseRow[] {
  const right = new Map(b.requirements.map((outcome) => [nameOf(outcome), outcome]));
  const left = new Set(a.requirements.map(nameOf));
  const rows = [
    ...a.requirements.map((of) => ({ of, mine: of, theirs: right.get(nameOf(of)) })),
    ...b.requirements
      .filter((outcome) => !left.has(nameOf(outcome)))
      .map((of) => ({ of, mine: undefined, theirs: of })),
  ];
  return rows.map(({ of, mine, theirs }) => {
    const [first, second] = [sideOf(mine), sideOf(theirs)];
    return {
      regime: of.regime,
      requirement: of.requirement,
      title: of.title,
      kind: of.kind,
      clause: of.clause,
      binding: of.binding,
      differs: differ(first, second),
      a: first,
      b: second,
    };
  });
}
