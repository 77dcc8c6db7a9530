import type { GateSaid, Phrasebook, VerdictSaid } from '../phrasebook.ts';
import type { Speech } from '../speech.ts';
import { ASKS } from './asks.ts';
import { KOREAN_GRAMMAR } from './grammar.ts';
import { MESSAGES } from './messages.ts';
import { object, subject, topic } from './particle.ts';
import { HINDRANCES, REASONS } from './reasons.ts';

const { quote } = KOREAN_GRAMMAR;

function here({ market, asOf }: VerdictSaid, speech: Speech): string {
  return `${speech.grammar.day(asOf)} 기준 ${market}에서`;
}

const asksFor = ({ clause, asks }: GateSaid): string => `${topic(clause)} ${object(asks)} 요구합니다`;
const until = (day: string | null): string => (day === null ? '' : `, ${day}까지`);

/** Korean, in the formal style. */
export const KOREAN: Phrasebook = {
  grammar: KOREAN_GRAMMAR,
  messages: MESSAGES,
  asks: ASKS,
  reasons: REASONS,
  hindrances: HINDRANCES,
  clause: (source, clause) => (clause === null ? quote(source) : `${quote(source)} 조항 ${clause}`),
  verdicts: {
    eligible: (said, speech) =>
      `${topic(said.offering)} ${here(said, speech)} 적격입니다. 적용되는 필수 요건 ${said.applied}개를 모두 충족합니다`,
    conditional: (said, speech) =>
      `${topic(said.offering)} ${here(said, speech)} 조건부 적격입니다. 필수 요건 ${said.gates.curable + said.gates.unproven}개에서 서류, 선언 또는 대체 수단만 남아 있습니다`,
    unregulated: (said, speech) =>
      `${here(said, speech)} ${topic(said.offering)} Placet이 아는 규정 중 판정을 정하는 것이 없습니다. 이는 적격을 뜻하지 않습니다`,
    unknown: (said, speech) =>
      `${subject(said.offering)} ${here(said, speech)} 적격인지 알 수 없습니다. 필수 요건 ${said.applied}개 중 ${said.gates.open === 0 ? said.gates.unproven : said.gates.open}개를 판정할 수 없습니다`,
    ineligible: (said, speech) =>
      said.served === 'false'
        ? `${topic(said.offering)} ${here(said, speech)} 부적격입니다. 해당 지역에서 제공되지 않습니다`
        : `${topic(said.offering)} ${here(said, speech)} 부적격입니다. 필수 요건 ${said.applied}개 중 ${said.gates.fail}개를 충족하지 못합니다`,
  },
  noVerdict: (said, speech) =>
    `${topic(said.offering)} ${speech.grammar.day(said.asOf)}에 판매되고 있지 않아 판정하지 않습니다`,
  validUntil: (day, speech) => `다른 조건이 같다면 이 판정은 ${speech.grammar.day(day)}에 바뀝니다`,
  binding: {
    pass: (gate, { offering }) => `${topic(offering)} 다음 요건을 충족합니다: ${asksFor(gate)}`,
    curable: (gate, { offering }) => `${topic(offering)} 조건부로만 적격입니다: ${asksFor(gate)}`,
    fail: (gate, { offering }) => `${topic(offering)} 부적격입니다: ${asksFor(gate)}`,
    unproven: (gate, { offering }) =>
      `${topic(offering)} 한 가지를 더 확실히 입증해야 합니다: ${asksFor(gate)}`,
    open: (gate, { offering }) => `${subject(offering)} 적격인지 알 수 없습니다: ${asksFor(gate)}`,
  },
  gates: {
    pass: ({ title }) => `필수 요건 ${object(quote(title))} 통과했습니다`,
    curable: ({ title }) => `필수 요건 ${object(quote(title))} 아직 통과하지 못했지만 방법이 있습니다`,
    fail: ({ title }) => `필수 요건 ${object(quote(title))} 통과하지 못했습니다`,
    unproven: ({ title }) => `필수 요건 ${topic(quote(title))} 현재 진술이 요구 수준으로 입증되면 통과합니다`,
    open: ({ title }) => `필수 요건 ${topic(quote(title))} 판정할 수 없습니다`,
  },
  deployment: {
    named: (places) => `수요가 운영 지역을 지정합니다: ${places}`,
    market: (places) => `시장 내 지역에서 운영하는 것으로 가정합니다: ${places}`,
    bloc: (places) => `시장 내 지역이 없어 소속 권역 내 지역에서 운영하는 것으로 가정합니다: ${places}`,
    all: (places) => `시장이나 소속 권역 내 지역이 없어 모든 지역에서 운영하는 것으로 가정합니다: ${places}`,
    unknown: () => '어디에서 운영될지 확인되지 않았습니다',
  },
  choice: (label, value, stated) =>
    stated ? `질문에서 선택한 ${label} 값: ${value}` : `가정한 ${label} 값: ${value}`,
  cures: {
    partner: (name, end) => `파트너로 대체할 수 있습니다(${name}${until(end)})`,
    joint_venture: (name, end) => `합작 투자로 대체할 수 있습니다(${name}${until(end)})`,
    undertaking: (name, end) => `구속력 있는 확약으로 대체합니다(${name}${until(end)})`,
    registration: (name, end) => `등록으로 대체합니다(${name}${until(end)})`,
    buyer_waiver: (name, end) => `구매자의 면제로 대체합니다(${name}${until(end)})`,
    declaration: (_name, end) => `입찰자의 선언으로 해결됩니다${until(end)}`,
  },
  claimedAgainst: ({ title }) => `공급자 자신의 진술이 ${quote(title)} 요건에 불리합니다`,
  lowConfidence: ({ title }) => `${topic(quote(title))} 확실성이 낮아 판정에 쓰이지 않고 참고로만 표시됩니다`,
  latent: ({ title, clause }) => `나중에 의무가 발생할 수 있습니다: ${quote(title)} (${clause})`,
  duty: {
    true: ({ title, clause }) => `구매자 자신의 의무 ${topic(quote(title))} 이행되었습니다(${clause})`,
    false: ({ title, clause }) => `구매자 자신의 의무 ${topic(quote(title))} 이행되지 않았습니다(${clause})`,
    unknown: ({ title, clause }) => `구매자가 직접 챙겨야 합니다: ${quote(title)} (${clause})`,
  },
  problem: ({ title, clause }) =>
    `수요 자체에 어떤 공급자도 해결할 수 없는 문제가 있습니다: ${quote(title)} (${clause})`,
  advice: {
    true: ({ title }) => `구속력 없는 지침 ${object(quote(title))} 따르고 있습니다`,
    false: ({ title }) => `구속력 없는 지침 ${object(quote(title))} 따르지 않습니다`,
    unknown: ({ title }) => `구속력 없는 지침 ${topic(quote(title))} 확인되지 않았습니다`,
  },
  score: (low, high, usable, { title }) =>
    low === high
      ? `${topic(quote(title))} ${usable}점 중 ${low}점을 얻습니다`
      : `${topic(quote(title))} ${usable}점 중 ${low}~${high}점을 얻습니다`,
  question: {
    missing: (label, whom, grade, { clause }) =>
      `${whom}의 ${topic(label)} 무엇입니까? ‘${grade}’ 이상의 진술이 필요합니다(${clause})`,
    unproven: (label, whom, grade, { clause }) =>
      `${whom}의 ${object(label)} 더 확실히 입증할 수 있습니까? ‘${grade}’ 이상의 진술이 필요합니다(${clause})`,
    stale: (label, whom, grade, { clause }) =>
      `${whom}의 ${label}에 관한 진술이 아직 유효합니까? 새로운 ‘${grade}’ 진술이 필요합니다(${clause})`,
    contested: (label, whom, grade, { clause }) =>
      `${whom}의 ${label}에 관한 진술 중 어느 것이 맞습니까? ‘${grade}’ 진술로 정리해야 합니다(${clause})`,
  },
  certificateAsked: (scheme) => `${scheme} 인증`,
  ownersAsked: '소유 구조',
  openNeed: (label, options) =>
    options === null
      ? `수요에서 ${topic(label)} 무엇입니까?`
      : `수요에서 ${topic(label)} 무엇입니까? 가능한 값: ${options}`,
  deciding: {
    verdict: (above, below) => `${subject(above)} ${below}보다 판정에서 앞섭니다`,
    'claimed-against': (above, below) =>
      `${below}의 공급자 스스로 불리한 사실을 밝혔으므로 ${subject(above)} 앞섭니다`,
    'spoken-against': (above, below) =>
      `${below}에 불리한 제3자의 진술이 있으므로 ${subject(above)} 앞섭니다`,
    score: (above, below) => `${subject(above)} ${below}보다 점수에서 앞섭니다`,
    coverage: (above, below) => `${below}보다 ${above}에 관해 더 많은 사실이 확인되어 있습니다`,
    'registered-gates': (above, below) =>
      `${subject(above)} ${below}보다 공식 등록부에 근거해 통과한 필수 요건이 더 많습니다`,
    identity: (above, below) => `${above}, ${topic(below)} 모든 기준에서 같아 이름순으로 놓입니다`,
  },
};
