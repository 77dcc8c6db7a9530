const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
const FINALS = 28;
const RIEUL = 8;

/** How the sound ends on which a particle depends: no final consonant, a final ㄹ, or another one. */
type Ending = 'open' | 'rieul' | 'closed';

/** Digits as they are read: 영 일 이 삼 사 오 육 칠 팔 구. */
const DIGITS: readonly Ending[] = [
  'closed',
  'rieul',
  'open',
  'closed',
  'open',
  'open',
  'closed',
  'rieul',
  'rieul',
  'open',
];
/** Letters whose names end in a consonant: 엘, 엠, 엔, 알. */
const LETTERS: Readonly<Record<string, Ending>> = { l: 'rieul', m: 'closed', n: 'closed', r: 'rieul' };
const SPELT = /^[A-Z0-9]+$/;
const LAST_WORD = /([\p{L}\p{N}%]+)[^\p{L}\p{N}%]*$/u;

/** A final e is silent after these: 오라클 (Oracle), 홈 (home), 존 (zone). */
const SILENT_E = /[aeiou](m|n)e$/;

/** A written word is read as a word, so a final r is silent there; an abbreviation is read letter by letter. */
function endingOfLatin(word: string): Ending {
  const last = word.charAt(word.length - 1).toLowerCase();
  if (SPELT.test(word)) return LETTERS[last] ?? 'open';
  // A final e is silent after l: 오라클, 구글.
  if (last === 'l' || word.toLowerCase().endsWith('le')) return 'rieul';
  const closed = last === 'm' || last === 'n' || /ng$/i.test(word) || SILENT_E.test(word);
  return closed ? 'closed' : 'open';
}

/** A particle follows the word before what stands in brackets. */
function withoutRemarks(text: string): string {
  let plain = text.trimEnd();
  while (plain.endsWith(')')) {
    let depth = 0;
    let at = plain.length - 1;
    for (; at >= 0; at -= 1) {
      if (plain[at] === ')') depth += 1;
      if (plain[at] === '(') depth -= 1;
      if (depth === 0) break;
    }
    if (at <= 0) return plain;
    plain = plain.slice(0, at).trimEnd();
  }
  return plain;
}

function endingOf(text: string): Ending {
  const [, word = ''] = LAST_WORD.exec(withoutRemarks(text)) ?? [];
  const last = word.charAt(word.length - 1);
  const code = last.charCodeAt(0);
  if (code >= FIRST_SYLLABLE && code <= LAST_SYLLABLE) {
    const final = (code - FIRST_SYLLABLE) % FINALS;
    return final === 0 ? 'open' : final === RIEUL ? 'rieul' : 'closed';
  }
  if (last >= '0' && last <= '9') return DIGITS[Number(last)] ?? 'open';
  return endingOfLatin(word);
}

function withParticle(text: string, closed: string, open: string): string {
  return `${text}${endingOf(text) === 'open' ? open : closed}`;
}

/** The topic: 은 or 는. */
export function topic(text: string): string {
  return withParticle(text, '은', '는');
}

/** The subject: 이 or 가. */
export function subject(text: string): string {
  return withParticle(text, '이', '가');
}

/** The object: 을 or 를. */
export function object(text: string): string {
  return withParticle(text, '을', '를');
}

/** Direction or means: 으로, or 로 after a vowel and after ㄹ. */
export function towards(text: string): string {
  return `${text}${endingOf(text) === 'closed' ? '으로' : '로'}`;
}
