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
import { object, subject, topic, towards } from './particle.ts';
import { openBecause } from './reasons.ts';

type Outcomes = Readonly<Record<Truth, Template>>;

const asked = (said: Said, speech: Speech): string => conditionsInWords(CONDITIONS, said, speech);
const label = ({ values }: Said, speech: Speech): string => speech.attribute(values.attribute);

function stated(said: Said, speech: Speech): string {
  const found = foundInWords(said, speech);
  return found === null
    ? `${topic(label(said, speech))} 선택한 형태로 제공되지 않아`
    : `${topic(label(said, speech))} ${towards(found)} 확인되어`;
}

const FACT: Outcomes = {
  true: (said, speech) =>
    sourced(said, speech, `${stated(said, speech)} 요건(${asked(said, speech)})을 충족합니다`),
  false: (said, speech) =>
    sourced(said, speech, `${stated(said, speech)} 요건(${asked(said, speech)})을 충족하지 않습니다`),
  unknown: (said, speech) => {
    const found = foundInWords(said, speech);
    const soFar = found === null ? '' : `. 지금까지 확인된 값은 ${found}이며 더 있을 수 있습니다`;
    return `${subject(label(said, speech))} 요건(${asked(said, speech)})을 충족하는지 확인되지 않았습니다${soFar}${openBecause(said, speech)}`;
  },
};

const needFound = (said: Said, speech: Speech): string => {
  const { found, assumed } = said.values;
  // A need that says nothing doesn't say "none" either.
  if (found?.length === 0) return `수요에 ${subject(speech.need(said.values.need))} 명시되어 있지 않아`;
  return assumed
    ? `수요에 ${subject(speech.need(said.values.need))} 명시되어 있지 않아 ${towards(foundInWords(said, speech) ?? speech.grammar.nothing)} 가정하면`
    : `수요의 ${topic(speech.need(said.values.need))} ${towards(foundInWords(said, speech) ?? speech.grammar.nothing)} 명시되어`;
};

const NEED: Outcomes = {
  true: (said, speech) => `${needFound(said, speech)} 조건(${asked(said, speech)})에 해당합니다`,
  false: (said, speech) => `${needFound(said, speech)} 조건(${asked(said, speech)})에 해당하지 않습니다`,
  unknown: (said, speech) =>
    `수요의 ${subject(speech.need(said.values.need))} 조건(${asked(said, speech)})에 해당하는지 정해지지 않았습니다${openBecause(said, speech)}`,
};

const STATED: Outcomes = {
  true: (said, speech) => sourced(said, speech, `${subject(label(said, speech))} 명시되어 있습니다`),
  false: (said, speech) => `${subject(label(said, speech))} 명시되어 있지 않습니다`,
  unknown: (said, speech) =>
    `${subject(label(said, speech))} 확인되지 않았습니다${openBecause(said, speech)}`,
};

const NEED_STATED: Outcomes = {
  true: (said, speech) => `수요에 ${subject(speech.need(said.values.need))} 명시되어 있습니다`,
  false: (said, speech) => `수요에 ${subject(speech.need(said.values.need))} 명시되어 있지 않습니다`,
  unknown: (said, speech) =>
    `수요에 ${subject(speech.need(said.values.need))} 명시되어 있는지 확인되지 않았습니다${openBecause(said, speech)}`,
};

const CERTIFICATE: Outcomes = {
  true: (said, speech) => {
    const { through } = said.values;
    const by = through === null ? '' : `동등성 규칙 「${speech.equivalence(through)}」에 따라 `;
    return sourced(
      said,
      speech,
      `${topic(speech.it)} ${by}${object(certificateName(said, speech))} 보유하고 있습니다`,
    );
  },
  false: (said, speech) => {
    const { register, scheme, level } = said.values;
    if (register === null)
      return `${topic(speech.it)} ${object(certificateName(said, speech))} 보유하고 있지 않습니다`;
    const { name, day } = speech.register(scheme, register);
    const reading = day === null ? '' : `${speech.grammar.day(day)} 기준 `;
    const at = level === null ? '' : `${speech.wanted(level)} 등급 이상으로 `;
    return `${reading}${name}에 ${at}등재되어 있지 않습니다`;
  },
  unknown: (said, speech) =>
    `${subject(speech.it)} ${object(certificateName(said, speech))} 보유하고 있는지 확인되지 않았습니다${openBecause(said, speech)}`,
};

const KINDS = { capital: '자본', votes: '의결권' } as const;

function sharesFound(said: Said, speech: Speech): string {
  const { grammar } = speech;
  return said.values.shares
    .map(({ of, low, high, holders }) => {
      const left = Math.max(0, holders.length - 4);
      const names =
        holders.length === 0 ? '' : `(${grammar.list(holders.slice(0, 4).map(speech.entity), left)})`;
      return `${KINDS[of]} ${grammar.percent(low, high)}${names}`;
    })
    .join(', ');
}

const whose = (said: Said, speech: Speech): string =>
  `${speech.entity(said.values.entity)}에 대한 ${said.values.measure === 'largest' ? '해당 보유자 중 최대' : '해당 보유자 합산'} 지분`;

const SHARE: Outcomes = {
  true: (said, speech) =>
    sourced(
      said,
      speech,
      `${topic(whose(said, speech))} ${towards(sharesFound(said, speech))}, 요건(${shareBounds(said, speech)})을 충족합니다`,
    ),
  false: (said, speech) =>
    sourced(
      said,
      speech,
      `${topic(whose(said, speech))} ${towards(sharesFound(said, speech))}, 요건(${shareBounds(said, speech)})을 충족하지 않습니다`,
    ),
  unknown: (said, speech) =>
    `${topic(whose(said, speech))} ${towards(sharesFound(said, speech))}, 요건(${shareBounds(said, speech)})의 충족 여부가 확인되지 않았습니다${openBecause(said, speech)}`,
};

const RIGHTS: Outcomes = {
  true: (said, speech) =>
    sourced(
      said,
      speech,
      `${speech.entity(said.values.entity)}에 대해 ${object(rightsName(said))} 가진 해당 보유자가 없습니다`,
    ),
  false: (said, speech) =>
    sourced(
      said,
      speech,
      `${speech.entity(said.values.entity)}에 대해 ${subject(speech.grammar.list(said.values.holders.map(speech.entity), 0))} ${object(rightsName(said))} 가지고 있어 허용되지 않습니다`,
    ),
  unknown: (said, speech) =>
    `${speech.entity(said.values.entity)}에 대해 ${object(rightsName(said))} 가진 해당 보유자가 있는지 확인되지 않았습니다${openBecause(said, speech)}`,
};

const listed = ({ values }: Said): string =>
  `확인된 항목 ${values.items.length}개${values.complete ? '' : ', 더 있을 수 있음'}`;

const EVERY: Outcomes = {
  true: (said) => `모든 ${subject(relationName(said.values.relation))} 요건을 충족합니다(${listed(said)})`,
  false: (said) =>
    `일부 ${subject(relationName(said.values.relation))} 요건을 충족하지 않습니다(${listed(said)})`,
  unknown: (said, speech) =>
    `모든 ${subject(relationName(said.values.relation))} 요건을 충족하는지 확인되지 않았습니다(${listed(said)})${openBecause(said, speech)}`,
};

const SOME: Outcomes = {
  true: (said) =>
    `하나 이상의 ${subject(relationName(said.values.relation))} 요건을 충족합니다(${listed(said)})`,
  false: (said) => `요건을 충족하는 ${subject(relationName(said.values.relation))} 없습니다(${listed(said)})`,
  unknown: (said, speech) =>
    `요건을 충족하는 ${subject(relationName(said.values.relation))} 있는지 확인되지 않았습니다(${listed(said)})${openBecause(said, speech)}`,
};

const dated = (said: Said, speech: Speech): string =>
  said.values.date === null ? '' : `(${speech.grammar.day(said.values.date)})`;

const AGE: Outcomes = {
  true: (said, speech) =>
    sourced(
      said,
      speech,
      `${agedThing(said, speech)}${dated(said, speech)}의 경과 기간이 요건(${ageLimits(said, speech)})을 충족합니다`,
    ),
  false: (said, speech) =>
    sourced(
      said,
      speech,
      `${agedThing(said, speech)}${dated(said, speech)}의 경과 기간이 요건(${ageLimits(said, speech)})을 충족하지 않습니다`,
    ),
  unknown: (said, speech) =>
    `${agedThing(said, speech)}의 경과 기간이 요건(${ageLimits(said, speech)})을 충족하는지 확인되지 않았습니다${openBecause(said, speech)}`,
};

const sealFound = ({ values }: Said): string =>
  values.seal === null
    ? '확인된 수준 없음'
    : values.seal.low === values.seal.high
      ? `수준 ${values.seal.low}`
      : `수준 ${values.seal.low}~${values.seal.high}`;

const sealStated = (said: Said): string =>
  topic(said.values.mode === 'overall' ? '기관이 직접 판정한 수준' : '달성 수준');

const SEAL: Outcomes = {
  true: (said) => `${sealStated(said)} ${towards(sealFound(said))}, 요건(${sealName(said)})을 충족합니다`,
  false: (said) =>
    `${sealStated(said)} ${towards(sealFound(said))}, 요건(${sealName(said)})을 충족하지 않습니다`,
  unknown: (said, speech) =>
    `${sealStated(said)} ${towards(sealFound(said))}, 요건(${sealName(said)})의 충족 여부가 확인되지 않았습니다${openBecause(said, speech)}`,
};

const RATIO: Outcomes = {
  true: (said, speech) =>
    sourced(
      said,
      speech,
      `${subject(ratioName(said, speech))} 요건(${ratioBounds(said, speech)})을 충족합니다`,
    ),
  false: (said, speech) =>
    sourced(
      said,
      speech,
      `${subject(ratioName(said, speech))} 요건(${ratioBounds(said, speech)})을 충족하지 않습니다`,
    ),
  unknown: (said, speech) =>
    `${subject(ratioName(said, speech))} 요건(${ratioBounds(said, speech)})을 충족하는지 확인되지 않았습니다${openBecause(said, speech)}`,
};

const numbered = ({ values }: Said): string =>
  `${values.sure}개${values.perhaps > 0 ? `, 최대 ${values.sure + values.perhaps}개` : ''}${values.complete ? '' : ' 또는 그 이상'}`;

const COUNT: Outcomes = {
  true: (said, speech) =>
    sourced(
      said,
      speech,
      `${topic(countedThing(said, speech))} ${towards(numbered(said))}, 요건(${countLimits(said)})을 충족합니다`,
    ),
  false: (said, speech) =>
    sourced(
      said,
      speech,
      `${topic(countedThing(said, speech))} ${towards(numbered(said))}, 요건(${countLimits(said)})을 충족하지 않습니다`,
    ),
  unknown: (said, speech) =>
    `${topic(countedThing(said, speech))} ${towards(numbered(said))} 집계되어 요건(${countLimits(said)})의 충족 여부가 확인되지 않았습니다${openBecause(said, speech)}`,
};

const RELATIVE: Outcomes = {
  true: (said, speech) => `${label(said, speech)} 기준으로 요건(${relativeName(said, speech)})을 충족합니다`,
  false: (said, speech) =>
    `${label(said, speech)} 기준으로 요건(${relativeName(said, speech)})을 충족하지 않습니다`,
  unknown: (said, speech) =>
    `${label(said, speech)} 기준 요건(${relativeName(said, speech)})의 충족 여부는 입찰이 개봉된 뒤에만 알 수 있습니다`,
};

/** What nodes that read statements or the need say in Korean. */
export const READING: Pick<MessageTable, ReadingName> = {
  true: {
    true: () => '별도로 입증할 사항이 없습니다',
    false: () => '항상 충족되지 않는 조건입니다',
    unknown: () => '아직 정해지지 않았습니다',
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
    true: (said, speech) => sourced(said, speech, `${topic(speech.it)} ${speech.market}에서 제공됩니다`),
    false: (said, speech) =>
      sourced(
        said,
        speech,
        said.values.named.length > 0
          ? `${topic(speech.it)} 수요에 명시된 지역(${speech.grammar.list(said.values.named.map(speech.country), 0)})에서 제공되지 않습니다. 제공 지역 목록은 전체 목록입니다`
          : `${topic(speech.it)} ${speech.market}에서 제공되지 않습니다. 제공 지역 목록은 전체 목록입니다`,
      ),
    unknown: (said, speech) =>
      `${subject(speech.it)} ${speech.market}에서 제공되는지 확인되지 않았습니다${openBecause(said, speech)}`,
  },
};
