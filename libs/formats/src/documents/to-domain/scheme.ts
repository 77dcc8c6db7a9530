import type { Confidence, Equivalence, EquivalenceEffect, EquivalenceTerm, Scheme, Test } from '#domain';
import type { JsonObject, JsonValue } from '../../text/json-value.ts';
import { shapeOf, type IntervalShape, type SourceShape } from '../document-shapes.ts';
import { toInterval } from './dates.ts';
import { toSource } from './evidence.ts';

interface SchemeShape {
  readonly id: string;
  readonly title?: string;
  readonly localNames?: Readonly<Record<string, string>>;
  readonly holder: Scheme['holder'];
  readonly levels: readonly string[];
  readonly aliases?: Readonly<Record<string, string>>;
  readonly dimensions?: Readonly<Record<string, readonly string[]>>;
  readonly validity?: string | null;
  readonly followUp?: string | null;
  readonly surveillance?: string | null;
  readonly caps?: string;
  readonly freshFor?: string;
  readonly register?: { readonly freshFor?: string } | null;
}

/** A scheme and how long readings of its register stay fresh, where it says so. */
export interface SchemeReading {
  readonly scheme: Scheme;
  readonly freshFor: string | null;
}

/** Reads a scheme document. */
export function toScheme(document: JsonObject): SchemeReading {
  const shape = shapeOf<SchemeShape>(document);
  const scheme: Scheme = {
    id: shape.id,
    ...(shape.title === undefined ? {} : { title: shape.title }),
    ...(shape.localNames === undefined ? {} : { localNames: shape.localNames }),
    holder: shape.holder,
    levels: shape.levels,
    aliases: shape.aliases ?? {},
    dimensions: shape.dimensions ?? {},
    validity: shape.validity ?? null,
    followUp: shape.followUp ?? shape.surveillance ?? null,
    capsUnderlying: shape.caps === 'underlying',
  };
  return { scheme, freshFor: shape.freshFor ?? shape.register?.freshFor ?? null };
}

interface TermShape {
  readonly scheme?: string;
  readonly regime?: string;
  readonly atLeast?: string | null;
  readonly dimension?: Readonly<Record<string, string>>;
  readonly on?: string | null;
  readonly label?: string;
}

interface EquivalenceShape {
  readonly id: string;
  readonly title?: string;
  readonly effect: EquivalenceEffect;
  readonly status?: string;
  readonly valid?: IntervalShape;
  readonly confidence?: Confidence;
  readonly source?: SourceShape | null;
  readonly when?: JsonValue;
  readonly from?: { readonly all?: readonly TermShape[]; readonly any?: readonly TermShape[] } | null;
  readonly to?: {
    readonly scheme?: string;
    readonly level?: string | null;
    readonly dimension?: Readonly<Record<string, string>>;
    readonly all?: readonly string[];
  } | null;
}

/**
 * Reads an equivalence document. A target of several schemes becomes one equivalence for each; terms that the language
 * cannot tell apart (a label, a regime) leave `from` empty, so that it never evaluates.
 */
export function toEquivalence(
  document: JsonObject,
  readWhen: (test: JsonValue) => Test,
): readonly Equivalence[] {
  const shape = shapeOf<EquivalenceShape>(document);
  const base: Omit<Equivalence, 'id' | 'to'> = {
    title: shape.title ?? shape.id,
    from: fromOf(shape.from),
    effect: shape.effect,
    status: shape.status ?? 'in_force',
    valid: toInterval(shape.valid),
    when: shape.when === undefined ? null : readWhen(shape.when),
    confidence: shape.confidence ?? 'medium',
    source: shape.source ? toSource(shape.source, shape.id) : null,
  };
  const target = shape.to;
  if (target?.all !== undefined) {
    return target.all.map((scheme) => ({
      ...base,
      id: `${shape.id}#${scheme}`,
      to: { scheme, level: null, dimension: {} },
    }));
  }
  const to =
    target?.scheme === undefined
      ? null
      : { scheme: target.scheme, level: target.level ?? null, dimension: target.dimension ?? {} };
  return [{ ...base, id: shape.id, to }];
}

function fromOf(from: EquivalenceShape['from']): Equivalence['from'] {
  const stated = from?.all ?? from?.any ?? [];
  const terms = stated.flatMap((term): readonly EquivalenceTerm[] =>
    term.scheme === undefined || term.label !== undefined
      ? []
      : [
          {
            scheme: term.scheme,
            atLeast: term.atLeast ?? null,
            dimension: term.dimension ?? {},
            on: term.on ?? null,
          },
        ],
  );
  const mode = from?.any === undefined ? 'all' : 'any';
  // An alternative that cannot be read only drops out; a condition that cannot be read voids the whole.
  if (terms.length === 0 || (mode === 'all' && terms.length < stated.length)) return null;
  return { mode, terms };
}
