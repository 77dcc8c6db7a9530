import type { Confidence, DefaultNeed, Group, Jurisdiction, Market, Membership, Need } from '#domain';
import type { JsonObject, JsonValue } from '../../text/json-value.ts';
import { shapeOf, type IntervalShape } from '../document-shapes.ts';
import { firstDay, toInterval } from './dates.ts';
import { toValue } from './evidence.ts';

interface MemberShape extends IntervalShape {
  readonly code: string;
  readonly confidence?: Confidence;
  readonly note?: string | null;
  readonly condition?: JsonObject;
}

interface GroupShape {
  readonly id: string;
  readonly title?: string;
  readonly kind: Group['kind'];
  readonly bloc?: boolean;
  readonly complete?: boolean;
  readonly checkedUntil?: string | null;
  readonly undecided?: readonly string[];
  readonly confidence?: Confidence;
  readonly members?: readonly MemberShape[];
  readonly union?: readonly string[];
  readonly minus?: readonly string[];
}

/** A group as its document states it, before the members of other groups are joined in or taken out. */
export interface GroupReading {
  readonly group: Group;
  readonly union: readonly string[];
  readonly minus: readonly string[];
}

/** Reads a group document. A membership under a condition is neither true nor false, so its code is undecided. */
export function toGroup(document: JsonObject): GroupReading {
  const shape = shapeOf<GroupShape>(document);
  const members = shape.members ?? [];
  const conditional = members.flatMap(({ code, condition }) => (condition === undefined ? [] : [code]));
  return {
    group: {
      id: shape.id,
      title: shape.title ?? shape.id,
      kind: shape.kind,
      bloc: shape.bloc ?? false,
      complete: shape.complete ?? false,
      checkedUntil: firstDay(shape.checkedUntil),
      undecided: [...new Set([...(shape.undecided ?? []), ...conditional])],
      members: members
        .filter(({ condition }) => condition === undefined)
        .map((member): Membership => ({
          code: member.code,
          ...toInterval(member),
          confidence: member.confidence ?? shape.confidence ?? 'high',
          ...(member.note ? { note: member.note } : {}),
        })),
    },
    union: shape.union ?? [],
    minus: shape.minus ?? [],
  };
}

/**
 * Joins the members of other groups in and takes those of others out. What isn't known about a group taken part in
 * stays unknown here: an incomplete one makes the result incomplete. Groups that refer to each other in a circle
 * contribute what they state themselves.
 */
export function resolveGroup(
  reading: GroupReading,
  others: (id: string) => GroupReading | undefined,
  above: ReadonlySet<string> = new Set(),
): Group {
  const { group } = reading;
  if (reading.union.length === 0 && reading.minus.length === 0) return group;
  const path = new Set([...above, group.id]);
  const resolved = (ids: readonly string[]): readonly (Group | undefined)[] =>
    ids.map((id) => {
      const other = path.has(id) ? undefined : others(id);
      return other === undefined ? undefined : resolveGroup(other, others, path);
    });
  const joined = resolved(reading.union);
  const removed = resolved(reading.minus);
  const parts = [...joined, ...removed];
  const taken = removed.flatMap((other) => other?.members ?? []);
  const members = [...group.members, ...joined.flatMap((other) => other?.members ?? [])];
  return {
    ...group,
    complete: group.complete && parts.every((other) => other?.complete === true),
    undecided: [...new Set([...group.undecided, ...parts.flatMap((other) => other?.undecided ?? [])])],
    members: members.flatMap((member) => remainder(member, taken)),
  };
}

/** What is left of a membership outside the memberships that are taken out. */
function remainder(member: Membership, taken: readonly Membership[]): readonly Membership[] {
  return taken
    .filter(({ code }) => code === member.code)
    .reduce<readonly Membership[]>(
      (parts, hole) =>
        parts.flatMap((part) => {
          const pieces: Membership[] = [];
          if (hole.from !== null && (part.from === null || part.from < hole.from)) {
            pieces.push({ ...part, to: part.to === null || hole.from < part.to ? hole.from : part.to });
          }
          if (hole.to !== null && (part.to === null || hole.to < part.to)) {
            pieces.push({ ...part, from: part.from === null || part.from < hole.to ? hole.to : part.from });
          }
          return pieces;
        }),
      [member],
    );
}

/** Reads a jurisdiction or bloc document; names by language. */
export function toJurisdiction(document: JsonObject): Jurisdiction {
  const shape = shapeOf<{
    readonly code: string;
    readonly en: string;
    readonly article?: 'the';
    readonly ko?: string;
    readonly local?: readonly { readonly lang: string; readonly name: string }[];
  }>(document);
  return {
    code: shape.code,
    name: {
      ...Object.fromEntries((shape.local ?? []).map(({ lang, name }) => [lang, name])),
      en: shape.en,
      ...(shape.ko === undefined ? {} : { ko: shape.ko }),
    },
    ...(shape.article === undefined ? {} : { article: shape.article }),
  };
}

/** Reads a market document with its default needs. */
export function toMarket(document: JsonObject): Market {
  const shape = shapeOf<{
    readonly code: string;
    readonly name: string;
    readonly localName?: string;
    readonly blocs?: readonly string[];
    readonly languages?: readonly string[];
    readonly currency?: string;
    readonly needs?: Readonly<Partial<Record<DefaultNeed, JsonObject>>>;
  }>(document);
  return {
    code: shape.code,
    name: shape.name,
    ...(shape.localName === undefined ? {} : { localName: shape.localName }),
    blocs: shape.blocs ?? [],
    languages: shape.languages ?? [],
    currency: shape.currency ?? '',
    needs: {
      public: toNeed(shape.needs?.public ?? {}),
      regulated: toNeed(shape.needs?.regulated ?? {}),
      private: toNeed(shape.needs?.private ?? {}),
    },
  };
}

/** Reads a need as documents and requests write it. */
export function toNeed(need: Readonly<Record<string, JsonValue>>): Need {
  return Object.fromEntries(Object.entries(need).map(([path, value]) => [path, toValue(value)]));
}
