import type { DayEffect, TurnedThing } from '../../standing/turned-by-day.ts';
import type { ChangeSaid, TransitionBook } from '../transition-book.ts';
import { KOREAN_GRAMMAR } from './grammar.ts';
import { subject, topic, towards } from './particle.ts';

const { quote } = KOREAN_GRAMMAR;

const EFFECTS: Readonly<Record<DayEffect, string>> = {
  began: '그날 시작되었습니다',
  ended: '그날 끝났습니다',
  stale: '그날부터 오래되어 인정되지 않습니다',
  reached: '도래했습니다',
};
const by = ({ source }: ChangeSaid): string => (source === null ? '' : ` (출처: ${quote(source)})`);
const did = (what: string, { effect }: TurnedThing): string => `${subject(what)} ${EFFECTS[effect]}`;

/** Changes of verdicts in Korean. */
export const TRANSITIONS_IN_KOREAN: TransitionBook = {
  verdicts: {
    eligible: '적격',
    conditional: '조건부 적격',
    unregulated: '규정 없음',
    unknown: '알 수 없음',
    ineligible: '부적격',
    none: '판정 없음',
  },
  turned: (offering, market, before, after, day) =>
    `${day} 기준 ${market}에서 ${topic(offering)} ${quote(before)}에서 ${towards(quote(after))} 바뀌었습니다`,
  change: {
    regime: (change, speech) =>
      `${quote(speech.regime(change.key, change.version ?? undefined))} 버전 ${subject(change.version ?? '?')} 공포되었습니다${by(change)}`,
    vendor: (change, speech) =>
      `${speech.subject(`provider:${change.key}`)}에 관한 진술이 바뀌었습니다${by(change)}`,
    facts: (change) => `진술 ${subject(quote(change.key))} 바뀌었습니다${by(change)}`,
    register: (change) => `등록부 ${quote(change.key)}의 새 내용을 읽었습니다${by(change)}`,
    dispute: (change) => `진술 ${quote(change.key)}에 대한 이의가 제기되거나 결정되었습니다`,
    source: (change) =>
      change.version === null
        ? `출처 ${subject(quote(change.key))} 최신성 약속을 다시 지킵니다`
        : `출처 ${subject(quote(change.key))} 최신성 약속을 어겼습니다`,
    other: (change) => `문서 ${subject(quote(`${change.kind} ${change.key}`))} 바뀌었습니다${by(change)}`,
  },
  thing: {
    certificate: (thing, speech) =>
      did(`${speech.subject(thing.subject ?? '')}의 ${speech.scheme(thing.what ?? '')} 인증`, thing),
    fact: (thing, speech) =>
      did(
        `${speech.subject(thing.subject ?? '')}에 관한 ${quote(speech.attribute(thing.what ?? ''))} 진술`,
        thing,
      ),
    regime: (thing, speech) =>
      did(`${quote(speech.regime(thing.id, thing.what ?? undefined))} 버전 ${thing.what ?? '?'}`, thing),
    requirement: (thing) => did(`요건 ${quote(thing.id)}`, thing),
    register: (thing, speech) =>
      did(`${quote(speech.register(thing.what ?? '', thing.id).name)} 등록부의 최신 내용`, thing),
    offering: (thing) => did('이 상품의 판매', thing),
    holding: (thing, speech) =>
      did(`${speech.entity(thing.subject ?? '')}에 대한 ${speech.entity(thing.what ?? '')}의 지분`, thing),
    date: () => '규정이 정한 기간이 끝났습니다',
  },
  states: {
    pass: '통과',
    curable: '대체 수단 있음',
    fail: '미충족',
    unproven: '입증 부족',
    open: '판정 불가',
    none: '적용되지 않음',
  },
  gate: (title, clause, before, after) =>
    `필수 요건 ${topic(`${title} (${clause})`)} ${quote(before)}에서 ${towards(quote(after))} 바뀌었습니다`,
  served: {
    true: '이제 해당 지역에서 제공됩니다',
    false: '해당 지역에서 제공되지 않습니다',
    unknown: '해당 지역에서 제공되는지 알 수 없습니다',
  },
  more: (count) => `그 밖의 필수 요건 ${count}개도 바뀌었습니다`,
};
