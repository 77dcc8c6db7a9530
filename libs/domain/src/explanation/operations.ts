import type { MessageName } from './message-key.ts';

/** Messages of the conditions of a fact or of a need. */
export type OperationName = Extract<MessageName, `fact.${string}` | `need.${string}`>;

/** What is said of conditions: of any of a fact or need, and of those that only ask whether something is stated. */
interface Operations<Said> {
  readonly fact: Said;
  readonly factStated: Said;
  readonly need: Said;
  readonly needStated: Said;
}

/** Gives every message of a condition what is said of its kind; a new kind of condition doesn't compile without. */
export function forOperations<Said>({
  fact,
  factStated,
  need,
  needStated,
}: Operations<Said>): Readonly<Record<OperationName, Said>> {
  return {
    'fact.is': fact,
    'fact.in': fact,
    'fact.notIn': fact,
    'fact.within': fact,
    'fact.includes': fact,
    'fact.overlaps': fact,
    'fact.empty': fact,
    'fact.known': factStated,
    'fact.maxAge': fact,
    'fact.atLeast': fact,
    'fact.atMost': fact,
    'fact.above': fact,
    'fact.below': fact,
    'fact.several': fact,
    'need.is': need,
    'need.in': need,
    'need.notIn': need,
    'need.within': need,
    'need.includes': need,
    'need.overlaps': need,
    'need.empty': need,
    'need.known': needStated,
    'need.maxAge': need,
    'need.atLeast': need,
    'need.atMost': need,
    'need.above': need,
    'need.below': need,
    'need.several': need,
  };
}
