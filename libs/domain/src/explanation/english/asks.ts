import { conditionsInWords } from '../conditions.ts';
import { limitsOf } from '../message-values.ts';
import { forOperations } from '../operations.ts';
import type { AskTable, ConditionTable, Said, Template } from '../phrasebook.ts';
import type { Speech } from '../speech.ts';

/** What conditions ask, as they follow “must be”. */
export const CONDITIONS: ConditionTable = {
  is: (wanted) => wanted,
  in: (set, form) => ({ one: set, group: `in ${set}`, several: `one of ${set}` })[form],
  notIn: (set, form) => ({ one: `not ${set}`, group: `outside ${set}`, several: `none of ${set}` })[form],
  within: (set, form) =>
    ({ one: `only ${set}`, group: `only in ${set}`, several: `nothing but ${set}` })[form],
  includes: (set, form) => (form === 'one' ? set : `all of ${set}`),
  overlaps: (set, form) =>
    ({ one: set, group: `at least partly in ${set}`, several: `at least one of ${set}` })[form],
  empty: (isEmpty) => (isEmpty ? 'none' : 'at least one'),
  known: () => 'a stated answer',
  maxAge: (duration) => `a day at most ${duration} ago`,
  atLeast: (wanted) => `at least ${wanted}`,
  atMost: (wanted) => `at most ${wanted}`,
  above: (wanted) => `more than ${wanted}`,
  below: (wanted) => `less than ${wanted}`,
};

const COMPARISONS = {
  atLeast: 'at least',
  atMost: 'at most',
  above: 'more than',
  below: 'less than',
} as const;
const RELATIONS: Readonly<Record<string, string>> = {
  facility: 'facility',
  personnel: 'group of staff',
  component: 'component',
  subcontractor: 'subcontractor',
  model: 'model',
  underlying: 'layer below',
  member: 'member of the team',
};
const HOLDERS: Readonly<Record<string, string>> = {
  offering: 'the offering',
  provider: 'the provider',
  underlying: 'the layer below',
  facility: 'the facility',
  personnel: 'the staff',
  component_vendor: 'the maker of the component',
};
const RIGHTS: Readonly<Record<string, string>> = {
  veto: 'a veto',
  board_majority: 'the majority of the board',
  golden_share: 'a golden share',
};

/** The thing that a list is about, in the singular. */
export function relationName(relation: string): string {
  return RELATIONS[relation] ?? relation;
}

/** The certificate that a node asks, with level, dimension and holder. */
export function certificateName({ values }: Said, speech: Speech): string {
  const level = values.level === null ? '' : ` at ${speech.wanted(values.level)} or above`;
  const dimensions = Object.entries(values.dimension).map(
    ([name, value]) => `, ${speech.grammar.word(name)} ${speech.grammar.word(value)}`,
  );
  const holder = values.on === null ? '' : ` held by ${HOLDERS[values.on] ?? values.on}`;
  return `${speech.scheme(values.scheme)}${level}${dimensions.join('')}${holder}`;
}

/** The bounds of a share, as they follow “share”. */
export function shareBounds({ values }: Said, speech: Speech): string {
  return speech.grammar.list(
    values.percents.map(
      ({ op, percent }) => `${COMPARISONS[op]} ${speech.grammar.percent(percent, percent)}`,
    ),
    0,
  );
}

/** The rights that nobody selected may have. */
export function rightsName({ values }: Said): string {
  return values.rights.map((right) => RIGHTS[right] ?? right).join(', ');
}

/** The limits of an age, as they follow “is”. */
export function ageLimits({ values }: Said, speech: Speech): string {
  const limits = limitsOf(values).map(
    ({ op, limit }) => `${COMPARISONS[op]} ${speech.grammar.duration(String(limit))}`,
  );
  return speech.grammar.list(limits, 0);
}

/** What an age is counted from. */
export function agedThing({ values }: Said, speech: Speech): string {
  return values.scheme === '' ? speech.attribute(values.attribute) : speech.scheme(values.scheme);
}

/** The limits of a count, as they follow “count”. */
export function countLimits({ values }: Said): string {
  return limitsOf(values)
    .map(({ op, limit }) => `${COMPARISONS[op]} ${limit}`)
    .join(' and ');
}

/** The thing that is counted. */
export function countedThing({ values }: Said, speech: Speech): string {
  const [of = ''] = values.of;
  return RELATIONS[of] === undefined ? speech.attribute(of) : `${RELATIONS[of]} entries`;
}

/** The bounds of a ratio, as they follow “is”. */
export function ratioBounds({ values }: Said, speech: Speech): string {
  return speech.grammar.list(
    values.bounds.map(({ op, value, currency }) => {
      const number = speech.grammar.number(value);
      return `${COMPARISONS[op]} ${currency === undefined ? number : `${currency} ${number}`}`;
    }),
    0,
  );
}

/** The two facts of a ratio. */
export function ratioName({ values }: Said, speech: Speech): string {
  return values.of.map((name) => speech.attribute(name)).join(' per ');
}

/** What an offer must be next to the others. */
export function relativeName({ values }: Said, speech: Speech): string {
  const reference = values.to === 'secondBest' ? 'the second best offer' : 'the lowest offer';
  const most =
    typeof values.atMost === 'number'
      ? [`at most ${speech.grammar.percent(values.atMost, values.atMost)} of ${reference}`]
      : [];
  return [...(values.isBest ? ['the best of all offers'] : []), ...most].join(' and ');
}

/** The assurance level that a node asks. */
export function sealName({ values }: Said): string {
  const scope = values.objective === 'each' ? 'for every objective' : `for ${values.objective}`;
  return `level ${values.wanted ?? '?'} of ${values.framework} ${scope}`;
}

const ofFact: Template = (said, speech) =>
  `${speech.attribute(said.values.attribute)} to be ${conditionsInWords(CONDITIONS, said, speech)}`;
const ofNeed: Template = (said, speech) =>
  `the need to state ${conditionsInWords(CONDITIONS, said, speech)} under ${speech.need(said.values.need)}`;

/** What each node asks, as it follows “asks for”. */
export const ASKS: AskTable = {
  ...forOperations({ fact: ofFact, factStated: ofFact, need: ofNeed, needStated: ofNeed }),
  certificate: certificateName,
  share: (said, speech) => `the holders concerned to have ${shareBounds(said, speech)}`,
  rights: (said) => `the holders concerned not to have ${rightsName(said)}`,
  every: ({ values }) => `every ${relationName(values.relation)} to pass`,
  some: ({ values }) => `some ${relationName(values.relation)} to pass`,
  known: ({ values }, speech) => `a statement of ${speech.attribute(values.attribute)}`,
  age: (said, speech) => `${agedThing(said, speech)} to date back ${ageLimits(said, speech)}`,
  seal: sealName,
  ratio: (said, speech) => `${ratioName(said, speech)} of ${ratioBounds(said, speech)}`,
  count: (said, speech) => `${countLimits(said)} under ${countedThing(said, speech)}`,
  relative: relativeName,
  served: (_said, speech) => `a place in ${speech.market}`,
};
