const PLAIN: Readonly<Record<string, string>> = { ø: 'o', œ: 'oe', æ: 'ae', ß: 'ss', ł: 'l', đ: 'd', ı: 'i' };

/**
 * Folds text for comparison: case, Latin and Greek accents, Arabic vowel signs and the spelling of dashes and
 * apostrophes stop mattering. Marks of kana stay, since they tell words apart.
 */
export function foldText(text: string): string {
  // Most text needs none of the costly steps.
  const plain = /^[ -~\s]*$/.test(text) ? text.toLowerCase() : foldMarks(text);
  return plain
    .replace(/[-‐‑–—/_'’`´]/g, ' ')
    .replace(/\s{2,}|[^\S ]/g, ' ')
    .trim();
}

function foldMarks(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[øœæßłđı]/g, (letter) => PLAIN[letter] ?? letter)
    .replace(/[\u064b-\u0652\u0640]/g, '');
}
