import {
  appliesIfProven,
  GATE_STATES,
  hasNothingAgainst,
  neededBy,
  type Evaluated,
  type GateState,
  type Marks,
  type Offering,
  type Vendor,
} from '#domain';

/** What one rule contributes to the place of an offering. */
export interface Outcome {
  /** `null` for rules that don't take part in the verdict. */
  readonly state: GateState | null;
  readonly applied: boolean;
  /** It applies, or would if what is stated were proven. */
  readonly mayApply: boolean;
  readonly against: boolean;
  readonly nothingAgainst: boolean;
  readonly registered: boolean;
  readonly marks: (Marks & { readonly objective: string }) | null;
  /** Statements needed, by a name that is equal for alike rows, and whether each is known well enough. */
  readonly needed: readonly (readonly [string, boolean])[];
}

/** Names a statement as seen from a row: its own subjects by their kind, others by their number in the row. */
export class StatementNames {
  private readonly others = new Map<string, Map<string, number>>();

  nameOf(key: string, offering: Offering, vendor: Vendor | undefined): string {
    const end = key.indexOf(' ');
    const [subject, attribute] = [key.slice(0, end), key.slice(end + 1)];
    switch (subject) {
      case `offering:${offering.id}`:
        return `offering ${attribute}`;
      case `offer:${offering.id}`:
        return `offer ${attribute}`;
      case `provider:${offering.vendor}`:
        return `provider ${attribute}`;
      case `entity:${vendor?.entity ?? offering.vendor}`:
        return `entity ${attribute}`;
      default:
        return `${this.numberOf(offering.id, subject)} ${attribute}`;
    }
  }

  private numberOf(offering: string, subject: string): number {
    let numbers = this.others.get(offering);
    if (numbers === undefined) {
      numbers = new Map();
      this.others.set(offering, numbers);
    }
    let number = numbers.get(subject);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(subject, number);
    }
    return number;
  }
}

/** Takes from an evaluated rule what the place of the offering depends on. */
export function outcomeOf(
  { found, gate, outcome, marks, steps }: Evaluated,
  nameOf: (key: string) => string,
): Outcome {
  const counts = found.applies !== 'false' && (gate !== null || marks !== null);
  const needed = counts
    ? neededBy([...found.parts.map(({ result }) => result), ...steps])
    : new Map<string, boolean>();
  return {
    state: gate?.state ?? null,
    applied: gate !== null && found.applies === 'true',
    mayApply: gate !== null && (found.applies === 'true' || appliesIfProven(gate)),
    against: gate !== null && outcome.claimedAgainst,
    nothingAgainst: gate === null || hasNothingAgainst(gate),
    registered: gate?.registered ?? false,
    marks,
    needed: [...needed]
      .map(([key, known]) => [nameOf(key), known] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  };
}

/** All states but `pass`, which is what remains. */
export const COUNTED_STATES = GATE_STATES.filter((state) => state !== 'pass');
