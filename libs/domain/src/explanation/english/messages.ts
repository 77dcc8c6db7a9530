import type { Truth } from '../../evaluation/decision.ts';
import type { MessageTable, Said, Template } from '../phrasebook.ts';
import type { Speech } from '../speech.ts';

import { READING } from './reading.ts';
import { openBecause } from './reasons.ts';

type Outcomes = Readonly<Record<Truth, Template>>;

const total = ({ parts }: Said): number => parts.true + parts.false + parts.unknown;
const needed = ({ values }: Said): string => (values.count === null ? 'enough' : `at least ${values.count}`);
const named = ({ values }: Said, speech: Speech): string =>
  (values.title ?? values.name)
    ? speech.grammar.quote(values.title ?? values.name ?? '')
    : 'the test defined for it';

function part(holds: string, fails: string, open: string): Outcomes {
  return {
    true: () => holds,
    false: () => fails,
    unknown: (said, speech) => `${open}${openBecause(said, speech)}`,
  };
}

function stayOpen({ parts }: Said): string {
  return `${parts.unknown} ${parts.unknown === 1 ? 'stays' : 'stay'} open`;
}

/** What each node of a trace says in English, one template per outcome. */
export const MESSAGES: MessageTable = {
  ...READING,
  all: {
    true: (said) => `All ${total(said)} parts hold`,
    false: (said) =>
      `Not all parts hold: ${said.parts.false} of ${total(said)} ${said.parts.false === 1 ? 'fails' : 'fail'}`,
    unknown: (said, speech) =>
      `None of the ${total(said)} parts fails, but ${stayOpen(said)}${openBecause(said, speech)}`,
  },
  any: {
    true: (said) => `At least one of ${total(said)} ways holds`,
    false: (said) => `None of ${total(said)} ways holds`,
    unknown: (said, speech) =>
      `None of ${total(said)} ways is shown to hold, and ${stayOpen(said)}${openBecause(said, speech)}`,
  },
  not: {
    true: () => 'What must not be the case is not the case',
    false: () => 'What must not be the case is the case',
    unknown: (said, speech) =>
      `It is open whether what must not be the case is the case${openBecause(said, speech)}`,
  },
  atLeast: {
    true: (said) => `${said.parts.true} of ${total(said)} parts hold, and ${needed(said)} have to`,
    false: (said) => `Only ${said.parts.true} of ${total(said)} parts hold, and ${needed(said)} have to`,
    unknown: (said, speech) =>
      `${said.parts.true} of ${total(said)} parts hold and ${stayOpen(said)}, while ${needed(said)} have to hold${openBecause(said, speech)}`,
  },
  if: {
    true: () => 'What follows from its condition holds',
    false: () => 'What follows from its condition does not hold',
    unknown: (said, speech) => `It is open what follows from its condition${openBecause(said, speech)}`,
  },
  ref: {
    true: (said, speech) => `${named(said, speech)} holds`,
    false: (said, speech) => `${named(said, speech)} does not hold`,
    unknown: (said, speech) => `It is open whether ${named(said, speech)} holds${openBecause(said, speech)}`,
  },
  'part.appliesWhen': part(
    'The regime covers this need',
    'The regime does not cover this need',
    'It is open whether the regime covers this need',
  ),
  'part.when': part(
    'The clause applies to this case',
    'The clause does not apply to this case',
    'It is open whether the clause applies to this case',
  ),
  'part.trigger': part(
    'The event that brings the duty about has happened',
    'The event that brings the duty about has not happened',
    'It is open whether the event that brings the duty about has happened',
  ),
  'part.grace': part(
    'The period of grace is over',
    'The period of grace still runs',
    'It is open whether the period of grace is over',
  ),
  'part.test': part(
    'What the clause asks is shown',
    'What the clause asks is not the case',
    'What the clause asks is open',
  ),
  'part.unless': {
    true: ({ values }, speech) => `A way around it is open: ${speech.grammar.quote(values.title ?? '')}`,
    false: ({ values }, speech) => `No way around it by ${speech.grammar.quote(values.title ?? '')}`,
    unknown: (said, speech) =>
      `It is open whether ${speech.grammar.quote(said.values.title ?? '')} is a way around it${openBecause(said, speech)}`,
  },
  'part.provenBy': part(
    'A certificate already proves it',
    'No certificate proves it',
    'It is open whether a certificate proves it',
  ),
  'part.reading': {
    true: ({ values }, speech) => `Read as ${speech.grammar.quote(values.title ?? '')}, it holds`,
    false: ({ values }, speech) => `Read as ${speech.grammar.quote(values.title ?? '')}, it does not hold`,
    unknown: (said, speech) =>
      `Read as ${speech.grammar.quote(said.values.title ?? '')}, it is open${openBecause(said, speech)}`,
  },
  requirement: {
    true: ({ values }, speech) => `${speech.grammar.quote(values.title ?? '')} is met`,
    false: ({ values }, speech) => `${speech.grammar.quote(values.title ?? '')} is not met`,
    unknown: (said, speech) =>
      `${speech.grammar.quote(said.values.title ?? '')} is open${openBecause(said, speech)}`,
    notApplicable: ({ values }, speech) => `${speech.grammar.quote(values.title ?? '')} does not apply here`,
    provenByCertificate: ({ values }, speech) =>
      `${speech.grammar.quote(values.title ?? '')} is met on the strength of a certificate`,
    latent: ({ values }, speech) =>
      `${speech.grammar.quote(values.title ?? '')} would bind only after an event that is not confirmed`,
  },
};
