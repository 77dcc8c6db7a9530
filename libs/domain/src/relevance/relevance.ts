import type { NoticeVersion, Relevance, SchemeCode } from '../notice/notice.ts';
import { foldText } from './fold.ts';
import { joinTexts, languagesOf } from './notice-text.ts';
import type {
  FalseFriend,
  NegativeTerm,
  RelevanceRules,
  Term,
  WeightedCode,
  WeightedTerm,
} from './relevance-rules.ts';
import { indexTerms, type TermFinder, type TermHit } from './term-index.ts';

/** The parts of a notice that its relevance is judged by. */
export type RelevantParts = Pick<
  NoticeVersion,
  'title' | 'description' | 'languages' | 'classification' | 'lots'
>;

/** One part of a score with its reason. */
interface Share {
  readonly weight: number;
  readonly reason: string;
}

/** A term with what it is looked up for, so that a text is scanned once for all of them. */
type SoughtTerm = Term &
  (
    | { readonly speaks: 'for'; readonly of: WeightedTerm }
    | { readonly speaks: 'against'; readonly of: NegativeTerm }
    | { readonly speaks: 'falsely' }
  );

/** The group whose terms every purchase of software or equipment may use. */
const GENERIC = 'generic';

/**
 * Prepares rules for scoring. The score is the best code (capped), plus the best concept group and a part of each other
 * group (capped), plus generic terms (capped), plus the strongest negative; each part leaves its reason.
 */
export function relevanceScorer(rules: RelevanceRules): (notice: RelevantParts) => Relevance {
  const { settings } = rules;
  const known = new Set(rules.terms.map(({ language }) => language));
  const everything = indexTerms<SoughtTerm>([
    ...rules.terms.map((of) => ({ ...of, speaks: 'for' as const, of })),
    ...rules.negatives.map((of) => ({ ...of, speaks: 'against' as const, of })),
    ...rules.falseFriends.map((of) => ({ ...of, speaks: 'falsely' as const })),
  ]);
  const falseFriends = indexTerms(rules.falseFriends);
  const codes = codesByScheme(rules.codes);

  return (notice) => {
    const reasons: string[] = [];
    const languages = languagesOf(notice, known);
    const lots = notice.lots.map(
      ({ title, description }) => `${joinTexts(title)} · ${joinTexts(description)}`,
    );
    const read = (text: string): readonly TermHit<SoughtTerm>[] => {
      const folded = foldText(text);
      const hits = everything(folded, languages);
      if (!hits.some(({ term }) => term.speaks === 'falsely')) return hits;
      return everything(withoutFalse(folded, falseFriends, languages, reasons), languages);
    };
    const title = read(joinTexts(notice.title));
    const description = read(
      `${joinTexts(notice.description, settings.descriptionLength)} · ${lots.join(' · ').slice(0, settings.descriptionLength)}`,
    );

    const groups = new Map<string, Share>();
    const places = [
      { hits: title, factor: settings.titleFactor, where: 'title' },
      { hits: description, factor: settings.descriptionFactor, where: 'description' },
    ];
    for (const { hits, factor, where } of places) {
      for (const { term } of hits)
        if (term.speaks === 'for') addToGroup(groups, term.of, term.of.weight * factor, where);
    }
    const generic = groups.get(GENERIC);
    groups.delete(GENERIC);
    const concepts = [...groups.values()].toSorted((a, b) => b.weight - a.weight);
    const parts: Share[] = concepts.map(({ weight, reason }, index) => ({
      weight: index === 0 ? weight : weight * settings.secondGroupFactor,
      reason,
    }));
    const text = Math.min(settings.textCap, sum(parts));
    const genericWeight = Math.min(settings.genericCap, generic?.weight ?? 0);
    if (generic) parts.push({ weight: genericWeight, reason: generic.reason });

    const { best, against: byCode } = judgeCodes(notice, codes, rules);
    const isWeak = best !== null && best.weight < settings.weakCode && concepts.length === 0;
    if (best && isWeak) reasons.push(`weak code ${best.reason} not counted alone`);
    else if (best) parts.push(best);
    const against = strongest([
      ...byCode,
      ...title.flatMap(({ term }) =>
        term.speaks === 'against'
          ? [{ weight: term.of.weight, reason: `term "${term.term}" in the title (${term.of.why})` }]
          : [],
      ),
    ]);
    if (against) parts.push(against);

    const score = round(
      text + genericWeight + (best && !isWeak ? best.weight : 0) + (against ? against.weight : 0),
    );
    const band = score >= settings.threshold ? 'relevant' : score >= settings.possible ? 'possible' : 'no';
    return {
      band,
      score,
      reasons: [...parts.map(({ weight, reason }) => `${reason} ${signed(weight)}`), ...reasons],
      rules: `${rules.id}@${rules.version}`,
    };
  };
}

/** Blanks false friends out of a text and notes what was ignored. */
function withoutFalse(
  folded: string,
  finder: TermFinder<FalseFriend>,
  languages: ReadonlySet<string>,
  reasons: string[],
): string {
  let kept = '';
  let end = 0;
  for (const { term, from, to } of finder(folded, languages, 'all')) {
    if (from < end) continue;
    reasons.push(`"${folded.slice(from, to)}" ignored (${term.why})`);
    kept += `${folded.slice(end, from)} · `;
    end = to;
  }
  return kept + folded.slice(end);
}

function addToGroup(
  groups: Map<string, Share>,
  { term, group }: WeightedTerm,
  weight: number,
  where: string,
): void {
  if ((groups.get(group)?.weight ?? 0) >= weight) return;
  groups.set(group, { weight, reason: `term "${term}" (${group}) in the ${where}` });
}

function codesByScheme(codes: readonly WeightedCode[]): ReadonlyMap<string, readonly WeightedCode[]> {
  const byScheme = new Map<string, WeightedCode[]>();
  for (const code of codes) {
    const scheme = code.scheme.toUpperCase();
    byScheme.set(scheme, [...(byScheme.get(scheme) ?? []), code]);
  }
  for (const [scheme, list] of byScheme) {
    byScheme.set(
      scheme,
      list.toSorted((a, b) => b.code.length - a.code.length),
    );
  }
  return byScheme;
}

function judgeCodes(
  notice: RelevantParts,
  known: ReadonlyMap<string, readonly WeightedCode[]>,
  { settings }: RelevanceRules,
): { best: Share | null; against: readonly Share[] } {
  const against: Share[] = [];
  let best: Share | null = null;
  for (const [index, code] of codesOf(notice).entries()) {
    const hit = lookUp(code, known);
    if (!hit) continue;
    const reason = `${code.scheme} ${code.code} ${hit.title}`;
    if (hit.weight < 0) {
      if (index === 0) against.push({ weight: hit.weight, reason });
      continue;
    }
    const factor = index === 0 ? settings.mainCodeFactor : settings.otherCodeFactor;
    const weight = Math.min(settings.codeCap, hit.weight * factor);
    if (weight > (best?.weight ?? 0)) best = { weight, reason };
  }
  return { best, against };
}

/** The main code first, then every other of the notice and its lots. */
function codesOf({ classification, lots }: RelevantParts): readonly SchemeCode[] {
  const all = [
    ...(classification.main ? [classification.main] : []),
    ...classification.all,
    ...lots.flatMap((lot) => lot.classification?.all ?? []),
  ];
  const distinct = new Map<string, SchemeCode>();
  for (const code of all) {
    const key = `${code.scheme}\n${code.code}`;
    if (!distinct.has(key)) distinct.set(key, code);
  }
  return [...distinct.values()];
}

function lookUp(
  { scheme, code }: SchemeCode,
  known: ReadonlyMap<string, readonly WeightedCode[]>,
): WeightedCode | undefined {
  // Publishers of UNSPSC print the release before the code: V1.81112003.
  const printed = code.replace(/^V\d+\./i, '');
  return known
    .get(scheme.toUpperCase())
    ?.find((one) => (one.match === 'prefix' ? printed.startsWith(one.code) : printed.includes(one.code)));
}

function strongest(shares: readonly Share[]): Share | null {
  let found: Share | null = null;
  for (const share of shares) if (share.weight < (found?.weight ?? 0)) found = share;
  return found;
}

function sum(shares: readonly Share[]): number {
  return shares.reduce((total, { weight }) => total + weight, 0);
}

function signed(weight: number): string {
  return `${weight < 0 ? '' : '+'}${round(weight)}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
