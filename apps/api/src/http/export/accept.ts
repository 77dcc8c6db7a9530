/** What an Accept header says when it asks for nothing in particular: JSON, as every answer is. */
export const UNASKED_TYPES: ReadonlySet<string | undefined> = new Set([undefined, '*/*', 'application/json']);

interface Range {
  readonly type: string;
  readonly quality: number;
}

/**
 * The offered media type that an Accept header likes best, by RFC 9110: of several that it likes equally the one that
 * is offered first. `null` if it takes none of them.
 */
export function preferredType(accept: string | undefined, offered: readonly string[]): string | null {
  if (accept === undefined || accept.trim() === '') return offered[0] ?? null;
  const ranges = accept.slice(0, 2000).split(',').map(rangeOf);
  let best: { type: string; quality: number } | null = null;
  for (const type of offered) {
    const quality = qualityOf(type, ranges);
    if (quality > 0 && quality > (best?.quality ?? 0)) best = { type, quality };
  }
  return best?.type ?? null;
}

/** The most specific range decides, whatever its place. */
function qualityOf(type: string, ranges: readonly Range[]): number {
  const [main = ''] = type.split('/');
  for (const wanted of [type, `${main}/*`, '*/*']) {
    const range = ranges.find((candidate) => candidate.type === wanted);
    if (range !== undefined) return range.quality;
  }
  return 0;
}

function rangeOf(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const stated = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  const quality = stated === undefined ? 1 : Number(stated);
  return { type, quality: quality >= 0 && quality <= 1 ? quality : 0 };
}
