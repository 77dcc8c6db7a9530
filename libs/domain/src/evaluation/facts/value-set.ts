import { groupIdOf } from '../../language/known-name.ts';
import type { SetValue, Value } from '../../language/test.ts';
import type { Scalar } from '../../model/evidence.ts';
import type { Day } from '../../model/time.ts';
import { subjectOf, type ResolvedSet, type Scope } from '../case.ts';
import type { UnknownReason } from '../decision.ts';
import { finding, join, joinReasons, or, type Finding } from '../truth.ts';
import { knownFact } from './known-fact.ts';
import { atHomeOf, inGroup } from './membership.ts';
import { atHome, needValues } from './need-value.ts';
import { listOf, sameValue, textOf } from './scalar.ts';

/** Values of a test, or why they aren't known. */
export interface Values {
  readonly values: readonly Scalar[];
  /** Empty when all values are known. */
  readonly reasons: readonly UnknownReason[];
}

/** Finds what a value of a test stands for; a default answers for what the question leaves open. */
export function valuesOf(scope: Scope, value: Value): Values {
  const { world, question } = scope.case;
  if (value.kind === 'literal') return { values: [atHome(value.value, question)], reasons: [] };
  const need = needValues(world, question, value.need);
  const fallback = value.default === null ? null : listOf(value.default);
  const undecided: Values = {
    values: fallback ?? [],
    reasons: fallback === null ? [{ kind: 'undecided-need', path: value.need }] : [],
  };
  if (need.status === 'open') return fallback === null ? { values: [], reasons: [need.reason] } : undecided;
  if (need.values.length === 0 || (need.status === 'assumed' && fallback !== null)) return undecided;
  if (value.map === null) return { values: need.values, reasons: [] };
  const translated = need.values.map((item) => value.map?.[textOf(item)] ?? null);
  if (translated.includes(null)) return undecided;
  return { values: translated.filter((item) => item !== null), reasons: [] };
}

function resolvedGroup(scope: Scope, id: string, day: Day): ResolvedSet {
  const { world, question } = scope.case;
  const reason: UnknownReason = { kind: 'missing', what: `group:${id}` };
  if (id === 'home') {
    const codes = [
      question.market,
      ...[...world.groups.values()].flatMap(({ bloc, members }) =>
        bloc ? members.map(({ code }) => code) : [],
      ),
    ];
    return {
      has: (value) => finding(atHomeOf(world, question.market, textOf(value), day), [reason]),
      members: [...new Set(codes)].filter((code) => atHomeOf(world, question.market, code, day) === 'true'),
      open: [],
    };
  }
  const group = world.groups.get(id);
  const codes = [...new Set(group?.members.map(({ code }) => code))];
  const unclear =
    group === undefined ||
    !group.complete ||
    group.undecided.length > 0 ||
    codes.some((code) => inGroup(group, code, day) === 'unknown');
  return {
    has: (value) => finding(inGroup(group, textOf(value), day), [reason]),
    members: codes.filter((code) => inGroup(group, code, day) === 'true'),
    open: unclear ? [reason] : [],
  };
}

function listed(values: readonly Scalar[], open: readonly UnknownReason[]): ResolvedSet {
  return {
    has: (value) => {
      if (values.some((other) => sameValue(other, value))) return finding('true');
      return open.length === 0 ? finding('false') : finding('unknown', open);
    },
    members: values,
    open,
  };
}

function resolveItem(scope: Scope, item: SetValue[number], day: Day): ResolvedSet {
  if (item.kind === 'fact') {
    const subject = subjectOf(scope, scope.case.index.attribute(item.fact)?.subject ?? 'provider');
    const known = subject === null ? null : knownFact(scope.case, subject, item.fact, day, scope.lens);
    const open = known?.status === 'known' && known.complete;
    return listed(
      known?.values ?? [],
      open ? [] : [{ kind: known?.status === 'contested' ? 'contested' : 'missing', what: item.fact }],
    );
  }
  if (item.kind === 'literal' && typeof item.value === 'string') {
    const id = groupIdOf(item.value);
    if (id !== null) return resolvedGroup(scope, id, day);
  }
  if (item.kind === 'need') {
    const need = needValues(scope.case.world, scope.case.question, item.need);
    // A need that means "none" adds nothing; as a single value it would be undecided.
    if (need.status !== 'open' && need.values.length === 0 && item.default === null) return listed([], []);
  }
  const { values, reasons } = valuesOf(scope, item);
  return listed(values, reasons);
}

function resolveParts(scope: Scope, set: SetValue, day: Day): ResolvedSet {
  const parts = set.map((item) => resolveItem(scope, item, day));
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  return {
    has: (value) =>
      join(
        or,
        parts.map((part) => part.has(value)),
      ),
    members: parts.flatMap((part) => part.members),
    open: joinReasons(parts.map((part) => part.open)),
  };
}

/** Remembers for each code whether it is a member. */
function remembering(set: ResolvedSet): ResolvedSet {
  const known = new Map<string, Finding>();
  return {
    ...set,
    has: (value) => {
      if (typeof value !== 'string') return set.has(value);
      let found = known.get(value);
      if (found === undefined) {
        found = set.has(value);
        known.set(value, found);
      }
      return found;
    },
  };
}

/** Resolves a set of a test on a day: groups with their members of that day, values of the need and of facts. */
export function resolveSet(scope: Scope, set: SetValue, day: Day): ResolvedSet {
  const { sets, question } = scope.case;
  // Only facts differ between offerings.
  if (day !== question.asOf || set.some(({ kind }) => kind === 'fact')) return resolveParts(scope, set, day);
  let resolved = sets.get(set);
  if (resolved === undefined) {
    resolved = remembering(resolveParts(scope, set, day));
    sets.set(set, resolved);
  }
  return resolved;
}
