import type { Phrasebook, Said } from '../phrasebook.ts';
import { reasonsInWords } from '../said.ts';
import type { Speech } from '../speech.ts';
import { subject, topic } from './particle.ts';

/** A thing that reasons name: an attribute, a scheme, a group or a word. */
function thing(what: string | null, speech: Speech): string {
  if (what === null) return '이';
  if (what.startsWith('group:')) return `${speech.group(what.slice(6))} 소속 여부`;
  return speech.known(what) ?? `‘${speech.grammar.word(what)}’`;
}

/** Why something is open; each ends as a noun phrase or a plain ending, so that they can be listed. */
export const REASONS: Phrasebook['reasons'] = {
  missing: (what, speech) => `${thing(what, speech)}에 관한 충분한 정보가 없음`,
  unproven: (what, speech) => `${thing(what, speech)}에 관한 진술의 증빙 수준이 요구 수준보다 낮음`,
  contested: (what, speech) => `${thing(what, speech)}에 관한 진술이 서로 어긋나거나 이의가 제기됨`,
  stale: (what, speech) => `${thing(what, speech)}에 관한 정보가 오래되어 갱신이 필요함`,
  'disputed-rule': () => '출처마다 규정의 해석이 다름',
  'decided-after-bids': () => '입찰이 개봉된 뒤에만 알 수 있음',
  'undecided-need': (what, speech) =>
    `질문에 ${subject(what === null ? '해당 수요' : speech.need(what))} 명시되지 않음`,
};

function reading(register: string, day: string | null, speech: Speech): string {
  return day === null ? register : `${register}(${speech.grammar.day(day)} 기준)`;
}

/** Why a register doesn't show absence. */
export const HINDRANCES: Phrasebook['hindrances'] = {
  stale: (register, day, speech) =>
    `${topic(reading(register, day, speech))} 유효 기간이 지나 미등재 사실을 입증하지 못함`,
  incomplete: (register, day, speech) =>
    `${topic(reading(register, day, speech))} 전체 목록이 아니어서 미등재 사실을 입증하지 못함`,
  secondHand: (register, day, speech) =>
    `${topic(reading(register, day, speech))} 기관에서 직접 확인한 것이 아니어서 미등재 사실을 입증하지 못함`,
  notSearched: (register, day, speech) =>
    `${reading(register, day, speech)}에서 해당 공급자를 아직 조회하지 않음`,
};

/** The reasons of an open node; empty when it has none. */
export function openBecause(said: Said, speech: Speech): string {
  const { shown, left } = reasonsInWords(said, REASONS, HINDRANCES, speech);
  if (shown.length === 0) return '';
  return `(사유: ${shown.join('; ')}${left > 0 ? ` 외 ${left}건` : ''})`;
}
