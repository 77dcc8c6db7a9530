import { conditionsInWords } from '../conditions.ts';
import { limitsOf } from '../message-values.ts';
import { forOperations } from '../operations.ts';
import type { AskTable, ConditionTable, Said, Template } from '../phrasebook.ts';
import type { Speech } from '../speech.ts';

/** What conditions ask, as noun phrases. */
export const CONDITIONS: ConditionTable = {
  is: (wanted) => wanted,
  in: (set, form) => ({ one: set, group: `${set}에 속함`, several: `다음 중 하나: ${set}` })[form],
  notIn: (set, form) =>
    ({ one: `${set} 제외`, group: `${set}에 속하지 않음`, several: `다음에 해당하지 않음: ${set}` })[form],
  within: (set, form) =>
    ({ one: `${set}만 해당`, group: `모두 ${set}에 속함`, several: `모두 다음 범위 안: ${set}` })[form],
  includes: (set, form) => (form === 'one' ? `${set} 포함` : `다음을 모두 포함: ${set}`),
  overlaps: (set, form) =>
    ({ one: `${set} 포함`, group: `일부가 ${set}에 속함`, several: `다음 중 하나 이상 포함: ${set}` })[form],
  empty: (isEmpty) => (isEmpty ? '해당 항목 없음' : '하나 이상의 항목'),
  known: () => '명시된 값',
  maxAge: (duration) => `최근 ${duration} 이내`,
  atLeast: (wanted) => `${wanted} 이상`,
  atMost: (wanted) => `${wanted} 이하`,
  above: (wanted) => `${wanted} 초과`,
  below: (wanted) => `${wanted} 미만`,
};

const COMPARISONS = { atLeast: '이상', atMost: '이하', above: '초과', below: '미만' } as const;
const RELATIONS: Readonly<Record<string, string>> = {
  facility: '시설',
  personnel: '인력 집단',
  component: '구성 요소',
  subcontractor: '하도급자',
  model: '모델',
  underlying: '하위 계층',
  member: '참여 기업',
};
const HOLDERS: Readonly<Record<string, string>> = {
  offering: '해당 서비스 보유',
  provider: '공급자 보유',
  underlying: '하위 계층 보유',
  facility: '시설 보유',
  personnel: '인력 보유',
  component_vendor: '구성 요소 제조사 보유',
};
const RIGHTS: Readonly<Record<string, string>> = {
  veto: '거부권',
  board_majority: '이사회 과반 지명권',
  golden_share: '황금주',
};

/** The thing that a list is about. */
export function relationName(relation: string): string {
  return RELATIONS[relation] ?? relation;
}

/** The certificate that a node asks, with level, dimension and holder. */
export function certificateName({ values }: Said, speech: Speech): string {
  const level = values.level === null ? '' : ` ${speech.wanted(values.level)} 등급 이상`;
  const dimensions = Object.entries(values.dimension).map(
    ([name, value]) => `${speech.grammar.word(name)} ${speech.grammar.word(value)}`,
  );
  const notes = [...dimensions, ...(values.on === null ? [] : [HOLDERS[values.on] ?? values.on])];
  return `${speech.scheme(values.scheme)}${level} 인증${notes.length === 0 ? '' : `(${notes.join(', ')})`}`;
}

/** The bounds of a share. */
export function shareBounds({ values }: Said, speech: Speech): string {
  return values.percents
    .map(({ op, percent }) => `${speech.grammar.percent(percent, percent)} ${COMPARISONS[op]}`)
    .join(', ');
}

/** The rights that nobody selected may have. */
export function rightsName({ values }: Said): string {
  return values.rights.map((right) => RIGHTS[right] ?? right).join(', ');
}

/** The limits of an age. */
export function ageLimits({ values }: Said, speech: Speech): string {
  return limitsOf(values)
    .map(({ op, limit }) => `${speech.grammar.duration(String(limit))} ${COMPARISONS[op]}`)
    .join(', ');
}

/** What an age is counted from. */
export function agedThing({ values }: Said, speech: Speech): string {
  return values.scheme === '' ? speech.attribute(values.attribute) : `${speech.scheme(values.scheme)} 인증`;
}

/** The limits of a count. */
export function countLimits({ values }: Said): string {
  return limitsOf(values)
    .map(({ op, limit }) => `${limit}개 ${COMPARISONS[op]}`)
    .join(', ');
}

/** The thing that is counted. */
export function countedThing({ values }: Said, speech: Speech): string {
  const [of = ''] = values.of;
  return RELATIONS[of] === undefined ? speech.attribute(of) : `${RELATIONS[of]} 항목`;
}

/** The bounds of a ratio. */
export function ratioBounds({ values }: Said, speech: Speech): string {
  return values.bounds
    .map(({ op, value, currency }) => {
      const number = speech.grammar.number(value);
      const amount =
        currency === undefined ? number : speech.grammar.money({ amount: String(value), currency });
      return `${amount} ${COMPARISONS[op]}`;
    })
    .join(', ');
}

/** The two facts of a ratio. */
export function ratioName({ values }: Said, speech: Speech): string {
  const [top = '', bottom = ''] = values.of;
  return `${speech.attribute(bottom)} 대비 ${speech.attribute(top)} 비율`;
}

/** What an offer must be next to the others. */
export function relativeName({ values }: Said, speech: Speech): string {
  const reference = values.to === 'secondBest' ? '차순위 제안' : '최저 제안';
  const most =
    typeof values.atMost === 'number'
      ? [`${reference}의 ${speech.grammar.percent(values.atMost, values.atMost)} 이하`]
      : [];
  return [...(values.isBest ? ['전체 제안 중 최우수'] : []), ...most].join(', ');
}

/** The assurance level that a node asks. */
export function sealName({ values }: Said): string {
  const scope = values.objective === 'each' ? '모든 목표' : values.objective;
  return `${values.framework} ${scope} 보증 수준 ${values.wanted ?? '?'} 이상`;
}

const ofFact: Template = (said, speech) =>
  `${speech.attribute(said.values.attribute)} 조건(${conditionsInWords(CONDITIONS, said, speech)})`;
const ofNeed: Template = (said, speech) =>
  `수요의 ${speech.need(said.values.need)} 조건(${conditionsInWords(CONDITIONS, said, speech)})`;

/** What each node asks, as a noun phrase. */
export const ASKS: AskTable = {
  ...forOperations({ fact: ofFact, factStated: ofFact, need: ofNeed, needStated: ofNeed }),
  certificate: certificateName,
  share: (said, speech) => `해당 보유자의 지분 ${shareBounds(said, speech)}`,
  rights: (said) => `해당 보유자의 ${rightsName(said)} 부재`,
  every: ({ values }) => `모든 ${relationName(values.relation)}의 요건 충족`,
  some: ({ values }) => `하나 이상의 ${relationName(values.relation)}의 요건 충족`,
  known: ({ values }, speech) => `${speech.attribute(values.attribute)}에 대한 진술`,
  age: (said, speech) => `${agedThing(said, speech)}의 경과 기간 ${ageLimits(said, speech)}`,
  seal: sealName,
  ratio: (said, speech) => `${ratioName(said, speech)} ${ratioBounds(said, speech)}`,
  count: (said, speech) => `${countedThing(said, speech)} ${countLimits(said)}`,
  relative: relativeName,
  served: (_said, speech) => `${speech.market} 내 제공`,
};
