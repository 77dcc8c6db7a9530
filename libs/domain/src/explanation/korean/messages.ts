import type { Truth } from '../../evaluation/decision.ts';
import type { MessageTable, Said, Template } from '../phrasebook.ts';
import { subject, topic } from './particle.ts';
import { READING } from './reading.ts';
import { openBecause } from './reasons.ts';

type Outcomes = Readonly<Record<Truth, Template>>;

const total = ({ parts }: Said): number => parts.true + parts.false + parts.unknown;
const needed = ({ values }: Said): string => (values.count === null ? '필요한 수' : `${values.count}개 이상`);
const named = ({ values }: Said): string =>
  (values.title ?? values.name) ? `「${values.title ?? values.name ?? ''}」` : '정의된 조건';
const titled = ({ values }: Said): string => `「${values.title ?? ''}」`;

function part(holds: string, fails: string, open: string): Outcomes {
  return {
    true: () => holds,
    false: () => fails,
    unknown: (said, speech) => `${open}${openBecause(said, speech)}`,
  };
}

/** What each node of a trace says in Korean, one template per outcome. */
export const MESSAGES: MessageTable = {
  ...READING,
  all: {
    true: (said) => `${total(said)}개 조건이 모두 충족됩니다`,
    false: (said) => `${total(said)}개 조건 중 ${said.parts.false}개가 충족되지 않습니다`,
    unknown: (said, speech) =>
      `충족되지 않은 조건은 없으나 ${total(said)}개 중 ${said.parts.unknown}개가 확인되지 않았습니다${openBecause(said, speech)}`,
  },
  any: {
    true: (said) => `${total(said)}개 방법 중 하나 이상이 충족됩니다`,
    false: (said) => `${total(said)}개 방법 중 충족되는 것이 없습니다`,
    unknown: (said, speech) =>
      `${total(said)}개 방법 중 충족이 확인된 것이 없고 ${said.parts.unknown}개가 확인되지 않았습니다${openBecause(said, speech)}`,
  },
  not: {
    true: () => '금지된 상황에 해당하지 않습니다',
    false: () => '금지된 상황에 해당합니다',
    unknown: (said, speech) => `금지된 상황에 해당하는지 확인되지 않았습니다${openBecause(said, speech)}`,
  },
  atLeast: {
    true: (said) =>
      `${total(said)}개 조건 중 ${said.parts.true}개가 충족되어 기준(${needed(said)})을 넘었습니다`,
    false: (said) =>
      `${total(said)}개 조건 중 ${said.parts.true}개만 충족되어 기준(${needed(said)})에 미치지 못합니다`,
    unknown: (said, speech) =>
      `${total(said)}개 조건 중 ${said.parts.true}개가 충족되고 ${said.parts.unknown}개가 확인되지 않아 기준(${needed(said)})의 충족 여부를 알 수 없습니다${openBecause(said, speech)}`,
  },
  if: {
    true: () => '조건에 따라 요구되는 사항이 충족됩니다',
    false: () => '조건에 따라 요구되는 사항이 충족되지 않습니다',
    unknown: (said, speech) => `조건에 따라 요구되는 사항이 확인되지 않았습니다${openBecause(said, speech)}`,
  },
  ref: {
    true: (said) => `${subject(named(said))} 충족됩니다`,
    false: (said) => `${subject(named(said))} 충족되지 않습니다`,
    unknown: (said, speech) =>
      `${subject(named(said))} 충족되는지 확인되지 않았습니다${openBecause(said, speech)}`,
  },
  'part.appliesWhen': part(
    '이 수요에 규제가 적용됩니다',
    '이 수요에는 규제가 적용되지 않습니다',
    '이 수요에 규제가 적용되는지 확인되지 않았습니다',
  ),
  'part.when': part(
    '이 경우에 조항이 적용됩니다',
    '이 경우에는 조항이 적용되지 않습니다',
    '이 경우에 조항이 적용되는지 확인되지 않았습니다',
  ),
  'part.trigger': part(
    '의무를 발생시키는 사건이 발생했습니다',
    '의무를 발생시키는 사건이 발생하지 않았습니다',
    '의무를 발생시키는 사건이 발생했는지 확인되지 않았습니다',
  ),
  'part.grace': part(
    '유예 기간이 끝났습니다',
    '유예 기간이 진행 중입니다',
    '유예 기간이 끝났는지 확인되지 않았습니다',
  ),
  'part.test': part(
    '조항이 요구하는 사항이 입증되었습니다',
    '조항이 요구하는 사항이 충족되지 않습니다',
    '조항이 요구하는 사항이 확인되지 않았습니다',
  ),
  'part.unless': {
    true: (said) => `예외 경로 ${titled(said)}에 해당합니다`,
    false: (said) => `예외 경로 ${titled(said)}에 해당하지 않습니다`,
    unknown: (said, speech) =>
      `예외 경로 ${titled(said)}에 해당하는지 확인되지 않았습니다${openBecause(said, speech)}`,
  },
  'part.provenBy': part(
    '인증으로 이미 입증되었습니다',
    '이를 입증하는 인증이 없습니다',
    '이를 입증하는 인증이 있는지 확인되지 않았습니다',
  ),
  'part.reading': {
    true: (said) => `${titled(said)} 해석에 따르면 충족됩니다`,
    false: (said) => `${titled(said)} 해석에 따르면 충족되지 않습니다`,
    unknown: (said, speech) =>
      `${titled(said)} 해석에 따르면 확인되지 않았습니다${openBecause(said, speech)}`,
  },
  requirement: {
    true: (said) => `${topic(titled(said))} 충족됩니다`,
    false: (said) => `${topic(titled(said))} 충족되지 않습니다`,
    unknown: (said, speech) =>
      `${subject(titled(said))} 충족되는지 확인되지 않았습니다${openBecause(said, speech)}`,
    notApplicable: (said) => `${topic(titled(said))} 이 경우에 적용되지 않습니다`,
    provenByCertificate: (said) => `${topic(titled(said))} 인증에 근거하여 충족됩니다`,
    latent: (said) => `${topic(titled(said))} 아직 확인되지 않은 사건이 발생한 뒤에만 적용됩니다`,
  },
};
