import type { Test } from '../language/test.ts';
import type { Requirement } from '../model/regime.ts';
import type { Eligibility, Lot, NoticeVersion } from './notice.ts';

/**
 * A sovereignty clause of a notice and what it means for a ranking: a `gate` that every offering must pass, a `duty` of
 * whoever bids, or `unchecked` because no fact about vendors says whether they meet it.
 */
export interface NoticeClause {
  readonly id: string;
  readonly title: string;
  /** Field of the notice, e.g. `lots[LOT-0001].eligibility.securityClearance`. */
  readonly field: string;
  /** Lots that it binds; `null` is all of them. */
  readonly lots: readonly string[] | null;
  readonly outcome: 'gate' | 'duty' | 'unchecked';
  readonly because: string;
}

interface ClauseKind {
  readonly id: string;
  readonly title: string;
  readonly field: keyof Eligibility;
  readonly outcome: NoticeClause['outcome'];
  readonly because: string;
  /** Whether the clause is stated at all; an absent field is unknown and a `false` one says no. */
  readonly isIn: (eligibility: Eligibility) => boolean;
}

const KINDS: readonly ClauseKind[] = [
  {
    id: 'security-clearance',
    title: 'Staff hold the security clearance that the notice asks for',
    field: 'securityClearance',
    outcome: 'gate',
    because: 'Every person at work must hold a clearance.',
    isIn: ({ securityClearance }) => securityClearance === true,
  },
  {
    id: 'reserved-participation',
    title: 'Participation is reserved',
    field: 'reserved',
    outcome: 'unchecked',
    because: 'No fact says whether a vendor is an organisation that the participation is reserved for.',
    isIn: ({ reserved }) => reserved?.some((code) => code !== 'none') === true,
  },
  {
    id: 'reserved-execution',
    title: 'Execution is reserved to sheltered employment',
    field: 'reservedExecution',
    outcome: 'unchecked',
    because: 'No fact says whether a vendor employs so.',
    isIn: ({ reservedExecution }) => reservedExecution === true,
  },
  {
    id: 'international-instrument',
    title: 'A measure of the international procurement instrument applies',
    field: 'internationalInstrument',
    outcome: 'unchecked',
    because: 'The notice names the legal basis and not the countries that the measure is against.',
    isIn: ({ internationalInstrument }) => internationalInstrument === true,
  },
  {
    id: 'foreign-subsidies',
    title: 'Foreign subsidies must be notified',
    field: 'foreignSubsidies',
    outcome: 'duty',
    because: 'Whoever bids notifies or declares foreign subsidies; having them shuts nobody out.',
    isIn: ({ foreignSubsidies }) => foreignSubsidies === true,
  },
  {
    id: 'non-disclosure',
    title: 'A non-disclosure agreement must be signed',
    field: 'nda',
    outcome: 'duty',
    because: 'Whoever bids signs it.',
    isIn: ({ nda }) => nda === true,
  },
];

/**
 * Lists the clauses of a notice, or of one of its lots. A clause of some lots only is no gate for the whole procedure:
 * who can't meet it may still win the others.
 */
export function clausesOf(notice: NoticeVersion, lot: Lot | undefined): readonly NoticeClause[] {
  return KINDS.flatMap((kind): readonly NoticeClause[] => {
    const { id, title, field, outcome, because } = kind;
    const own = (eligibility: Eligibility | undefined): boolean =>
      eligibility !== undefined && kind.isIn(eligibility);
    if (own(notice.eligibility))
      return [{ id, title, field: `eligibility.${field}`, lots: null, outcome, because }];
    const asked = lot === undefined ? notice.lots : [lot];
    const bound = asked.filter(({ eligibility }) => own(eligibility));
    const [first] = bound;
    if (first === undefined) return [];
    const isAll = bound.length === asked.length;
    return [
      {
        id,
        title,
        field: `lots[${first.id}].eligibility.${field}`,
        lots: isAll && lot === undefined ? null : bound.map((one) => one.id),
        outcome: isAll ? outcome : 'unchecked',
        because: isAll
          ? because
          : `It binds ${bound.length} of ${asked.length} lots. Ask for one lot to have it checked.`,
      },
    ];
  });
}

/** The gates that clauses become; a ranking evaluates them like those of a regime. */
export function gatesOf(clauses: readonly NoticeClause[]): readonly Requirement[] {
  return clauses
    .filter(({ outcome }) => outcome === 'gate')
    .map(({ id, title, field }) => gate(id, title, field));
}

/** Only the security clearance is a gate so far: somebody must hold one, and nobody may be without. */
function clearanceTest(path: string): Test {
  const holds: Test = {
    path: `${path}/test`,
    node: 'fact',
    fact: 'personnel.clearances',
    conditions: [{ op: 'empty', value: false }],
    at: null,
  };
  return { path, node: 'every', relation: 'personnel', where: null, test: holds };
}

function gate(id: string, title: string, field: string): Requirement {
  const path = `/notice/${id}`;
  return {
    id,
    title,
    kind: 'gate',
    unit: 'offering',
    valid: { from: null, to: null },
    when: null,
    test: clearanceTest(path),
    unless: [],
    provenBy: null,
    trigger: null,
    grace: null,
    evidence: 'documented',
    declarable: true,
    readings: [],
    meetBy: 'self',
    substitutes: [],
    cure: null,
    scoring: null,
    objective: null,
    effect: null,
    source: { ref: 'question', clause: field },
    confidence: 'high',
    versions: [],
    path,
  };
}
