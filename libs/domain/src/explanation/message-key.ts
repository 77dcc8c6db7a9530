import type { Truth } from '../evaluation/decision.ts';
import type { RulePart } from '../evaluation/verdict/rule.ts';
import type { Condition, Test } from '../language/test.ts';

/** What a fact or need node can be asked; `several` conditions share one message. */
export type Operation = Condition['op'] | 'several';

/** Node of a trace whose message carries no operation. */
export type PlainNode = Exclude<Test['node'], 'fact' | 'need'>;

/** What a trace node can say, its outcome aside; every language has a template for each name and outcome. */
export type MessageName =
  PlainNode | `fact.${Operation}` | `need.${Operation}` | `part.${RulePart}` | 'requirement' | 'served';

/** Outcomes of a requirement besides the three truths. */
export type SpecialOutcome = 'notApplicable' | 'provenByCertificate' | 'latent';

/** Splits the key of a trace message into its name and outcome: `fact.atLeast.unknown`, `requirement.latent`. */
export function splitKey(key: string): {
  readonly name: string;
  readonly outcome: string;
} {
  const dot = key.lastIndexOf('.');
  return { name: key.slice(0, dot), outcome: key.slice(dot + 1) };
}

/** Joins a message name and an outcome to the key that traces carry. */
export function keyOfMessage(name: MessageName, outcome: Truth | SpecialOutcome): string {
  return `${name}.${outcome}`;
}
