import type { Truth } from '../../evaluation/decision.ts';
import { conditionsInWords, foundInWords } from '../conditions.ts';
import { forOperations } from '../operations.ts';
import type { MessageTable, ReadingName, Said, Template } from '../phrasebook.ts';
import { sourced } from '../said.ts';
import type { Speech } from '../speech.ts';
import {
  agedThing,
  ageLimits,
  certificateName,
  CONDITIONS,
  countedThing,
  countLimits,
  ratioBounds,
  ratioName,
  relationName,
  relativeName,
  rightsName,
  sealName,
  shareBounds,
} from './asks.ts';
import { openBecause } from './reasons.ts';

type Outcomes = Readonly<Record<Truth, Template>>;

const asked = (said: Said, speech: Speech): string => conditionsInWords(CONDITIONS, said, speech);

const FACT: Outcomes = {
  true: (said, speech) =>
    sourced(
      said,
      speech,
      `${speech.attribute(said.values.attribute)} is ${foundInWords(said, speech) ?? 'not offered'}, as asked: ${asked(said, speech)}`,
    ),
  false: (said, speech) =>
    sourced(
      said,
      speech,
      `${speech.attribute(said.values.attribute)} is ${foundInWords(said, speech) ?? 'not offered as chosen'}, but asked is ${asked(said, speech)}`,
    ),
  unknown: (said, speech) => {
    const found = foundInWords(said, speech);
    const soFar = found === null ? '' : `; so far ${found} is stated, and there may be more`;
    return `It is open whether ${speech.attribute(said.values.attribute)} is ${asked(said, speech)}${soFar}${openBecause(said, speech)}`;
  },
};

function needFound(said: Said, speech: Speech): string {
  const { assumed, need } = said.values;
  // A need that says nothing doesn't say "none" either.
  if (said.values.found?.length === 0) return `The need states nothing under ${speech.need(need)}, so it is`;
  const found = foundInWords(said, speech) ?? 'nothing';
  return assumed
    ? `The need states nothing under ${speech.need(need)}, which is assumed to mean ${found}; that is`
    : `The need states ${found} under ${speech.need(need)}, which is`;
}

const NEED: Outcomes = {
  true: (said, speech) => `${needFound(said, speech)} ${asked(said, speech)}`,
  false: (said, speech) => `${needFound(said, speech)} not ${asked(said, speech)}`,
  unknown: (said, speech) =>
    `It is open whether the need is ${asked(said, speech)} under ${speech.need(said.values.need)}${openBecause(said, speech)}`,
};

const STATED: Outcomes = {
  true: (said, speech) => sourced(said, speech, `${speech.attribute(said.values.attribute)} is stated`),
  false: (said, speech) => `Nothing is stated under ${speech.attribute(said.values.attribute)}`,
  unknown: (said, speech) =>
    `It is open what holds under ${speech.attribute(said.values.attribute)}${openBecause(said, speech)}`,
};

const NEED_STATED: Outcomes = {
  true: (said, speech) => `The need answers ${speech.need(said.values.need)}`,
  false: (said, speech) => `The need doesn't answer ${speech.need(said.values.need)}`,
  unknown: (said, speech) =>
    `It is open whether the need answers ${speech.need(said.values.need)}${openBecause(said, speech)}`,
};

const CERTIFICATE: Outcomes = {
  true: (said, speech) => {
    const { through } = said.values;
    const by =
      through === null ? '' : `, by the equivalence ${speech.grammar.quote(speech.equivalence(through))}`;
    return sourced(said, speech, `${speech.it} has ${certificateName(said, speech)}${by}`);
  },
  false: (said, speech) => {
    const { register, scheme, level } = said.values;
    if (register === null) return `${speech.it} doesn't have ${certificateName(said, speech)}`;
    const { name, day } = speech.register(scheme, register);
    const reading = day === null ? '' : ` of ${speech.grammar.day(day)}`;
    const at = level === null ? '' : ` at ${speech.wanted(level)} or above`;
    return `The ${name}${reading} does not list it${at}`;
  },
  unknown: (said, speech) =>
    `It is open whether ${speech.it} has ${certificateName(said, speech)}${openBecause(said, speech)}`,
};

function sharesFound(said: Said, speech: Speech): string {
  const { grammar } = speech;
  const shares = said.values.shares.map(({ of, low, high, holders }) => {
    const names =
      holders.length === 0
        ? ''
        : ` (${grammar.list(holders.slice(0, 4).map(speech.entity), Math.max(0, holders.length - 4))})`;
    return `${grammar.percent(low, high)} of the ${of}${names}`;
  });
  return grammar.list(shares, 0);
}

const whose = ({ values }: Said): string =>
  values.measure === 'largest' ? 'the largest of the holders concerned' : 'the holders concerned together';

const SHARE: Outcomes = {
  true: (said, speech) =>
    sourced(
      said,
      speech,
      `In ${speech.entity(said.values.entity)}, ${whose(said)} have ${sharesFound(said, speech)}, as asked: ${shareBounds(said, speech)}`,
    ),
  false: (said, speech) =>
    sourced(
      said,
      speech,
      `In ${speech.entity(said.values.entity)}, ${whose(said)} have ${sharesFound(said, speech)}, but asked is ${shareBounds(said, speech)}`,
    ),
  unknown: (said, speech) =>
    `In ${speech.entity(said.values.entity)}, ${whose(said)} have ${sharesFound(said, speech)}, so ${shareBounds(said, speech)} is open${openBecause(said, speech)}`,
};

const RIGHTS: Outcomes = {
  true: (said, speech) =>
    sourced(
      said,
      speech,
      `None of the holders concerned has ${rightsName(said)} in ${speech.entity(said.values.entity)}`,
    ),
  false: (said, speech) =>
    sourced(
      said,
      speech,
      `In ${speech.entity(said.values.entity)}, ${speech.grammar.list(said.values.holders.map(speech.entity), 0)} has ${rightsName(said)}, which no holder concerned may have`,
    ),
  unknown: (said, speech) =>
    `It is open whether a holder concerned has ${rightsName(said)} in ${speech.entity(said.values.entity)}${openBecause(said, speech)}`,
};

const listed = ({ values }: Said): string =>
  `${values.items.length} listed${values.complete ? '' : ', perhaps more'}`;

const EVERY: Outcomes = {
  true: (said) => `Every ${relationName(said.values.relation)} passes (${listed(said)})`,
  false: (said) => `Not every ${relationName(said.values.relation)} passes (${listed(said)})`,
  unknown: (said, speech) =>
    `It is open whether every ${relationName(said.values.relation)} passes (${listed(said)})${openBecause(said, speech)}`,
};

const SOME: Outcomes = {
  true: (said) => `At least one ${relationName(said.values.relation)} passes (${listed(said)})`,
  false: (said) => `No ${relationName(said.values.relation)} passes (${listed(said)})`,
  unknown: (said, speech) =>
    `It is open whether a ${relationName(said.values.relation)} passes (${listed(said)})${openBecause(said, speech)}`,
};

const dated = (said: Said, speech: Speech): string =>
  said.values.date === null ? '' : `, dated ${speech.grammar.day(said.values.date)},`;

const AGE: Outcomes = {
  true: (said, speech) =>
    sourced(
      said,
      speech,
      `${agedThing(said, speech)}${dated(said, speech)} goes back ${ageLimits(said, speech)}, as asked`,
    ),
  false: (said, speech) =>
    sourced(
      said,
      speech,
      `${agedThing(said, speech)}${dated(said, speech)} does not go back ${ageLimits(said, speech)}, as it must`,
    ),
  unknown: (said, speech) =>
    `It is open whether ${agedThing(said, speech)} goes back ${ageLimits(said, speech)}${openBecause(said, speech)}`,
};

const sealFound = ({ values }: Said): string =>
  values.seal === null
    ? 'no level'
    : values.seal.low === values.seal.high
      ? `level ${values.seal.low}`
      : `level ${values.seal.low} to ${values.seal.high}`;

const reaches = (said: Said): string =>
  said.values.mode === 'overall'
    ? `The authority itself judges it to reach ${sealFound(said)}`
    : `It reaches ${sealFound(said)}`;

const SEAL: Outcomes = {
  true: (said) => `${reaches(said)}, as asked: ${sealName(said)}`,
  false: (said) => `${reaches(said)}, but asked is ${sealName(said)}`,
  unknown: (said, speech) => `${reaches(said)}, so ${sealName(said)} is open${openBecause(said, speech)}`,
};

const RATIO: Outcomes = {
  true: (said, speech) =>
    sourced(said, speech, `${ratioName(said, speech)} is ${ratioBounds(said, speech)}, as asked`),
  false: (said, speech) =>
    sourced(said, speech, `${ratioName(said, speech)} is not ${ratioBounds(said, speech)}, as it must be`),
  unknown: (said, speech) =>
    `It is open whether ${ratioName(said, speech)} is ${ratioBounds(said, speech)}${openBecause(said, speech)}`,
};

const numbered = ({ values }: Said): string =>
  `${values.sure}${values.perhaps > 0 ? `, perhaps ${values.sure + values.perhaps}` : ''}${values.complete ? '' : ' or more'}`;

const COUNT: Outcomes = {
  true: (said, speech) =>
    sourced(
      said,
      speech,
      `${countedThing(said, speech)} number ${numbered(said)}, as asked: ${countLimits(said)}`,
    ),
  false: (said, speech) =>
    sourced(
      said,
      speech,
      `${countedThing(said, speech)} number ${numbered(said)}, but asked is ${countLimits(said)}`,
    ),
  unknown: (said, speech) =>
    `It is open whether ${countedThing(said, speech)} number ${countLimits(said)}: ${numbered(said)} counted so far${openBecause(said, speech)}`,
};

const RELATIVE: Outcomes = {
  true: (said, speech) =>
    `Under ${speech.attribute(said.values.attribute)} it is ${relativeName(said, speech)}`,
  false: (said, speech) =>
    `Under ${speech.attribute(said.values.attribute)} it is not ${relativeName(said, speech)}`,
  unknown: (said, speech) =>
    `Whether it is ${relativeName(said, speech)} under ${speech.attribute(said.values.attribute)} is known only after the bids are opened`,
};

/** What nodes that read statements or the need say in English. */
export const READING: Pick<MessageTable, ReadingName> = {
  true: {
    true: () => 'Nothing has to be shown here',
    false: () => 'This never holds',
    unknown: () => 'This is open',
  },
  ...forOperations({ fact: FACT, factStated: STATED, need: NEED, needStated: NEED_STATED }),
  certificate: CERTIFICATE,
  share: SHARE,
  rights: RIGHTS,
  every: EVERY,
  some: SOME,
  known: STATED,
  age: AGE,
  seal: SEAL,
  ratio: RATIO,
  count: COUNT,
  relative: RELATIVE,
  served: {
    true: (said, speech) => sourced(said, speech, `${speech.it} is to be had in ${speech.market}`),
    false: (said, speech) =>
      sourced(
        said,
        speech,
        said.values.named.length > 0
          ? `${speech.it} is not to be had in ${speech.grammar.list(said.values.named.map(speech.country), 0)}, which the need names; its list of regions is complete`
          : `${speech.it} is not to be had in ${speech.market}; its list of regions is complete`,
      ),
    unknown: (said, speech) =>
      `It is open whether ${speech.it} is to be had in ${speech.market}${openBecause(said, speech)}`,
  },
};
