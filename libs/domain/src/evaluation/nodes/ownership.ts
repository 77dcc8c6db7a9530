import type { HolderFilter, Test } from '../../language/test.ts';
import { GRADES, type Grade } from '../../model/evidence.ts';
import { effectiveShare, shareMeets } from '../../ownership/effective-share.ts';
import { selectHolders, type HolderPredicate } from '../../ownership/holder.ts';
import { holderRights } from '../../ownership/rights.ts';
import type { Considered, Result, Scope, StatedShare } from '../case.ts';
import type { UnknownReason } from '../decision.ts';
import { agedOwners } from '../facts/aged-owners.ts';
import { staleSince } from '../facts/known-fact.ts';
import { resolveSet } from '../facts/value-set.ts';
import { and, finding, join, type Finding } from '../truth.ts';
import { leafResult } from './result.ts';

type Share = Extract<Test, { readonly node: 'share' }>;
type Rights = Extract<Test, { readonly node: 'rights' }>;

function gradeOf(scope: Scope): Grade {
  return GRADES[Math.max(0, scope.lens.floor)] ?? 'registered';
}

/** Builds the test for holders, with what the sets behind it leave open. */
function holdersOf(
  scope: Scope,
  filter: HolderFilter,
): { readonly holds: HolderPredicate; readonly open: readonly UnknownReason[] } {
  const { asOf } = scope.case.question;
  const open: UnknownReason[] = [];
  const predicate = (set: HolderFilter['in']) => {
    if (set === null) return null;
    const resolved = resolveSet(scope, set, asOf);
    open.push(...resolved.open);
    return (country: string) => resolved.has(country).truth;
  };
  const selection = { in: predicate(filter.in), outside: predicate(filter.outside), kind: filter.kind };
  return { holds: selectHolders(selection, gradeOf(scope)), open };
}

function entityOf(scope: Scope): string {
  return scope.case.world.vendors.get(scope.provider)?.entity ?? scope.provider;
}

/** Holdings that were read, and those in the entity itself that did not count. */
function consideredHoldings(scope: Scope, entity: string, ids: readonly string[]): readonly Considered[] {
  const { world, question } = scope.case;
  const own = world.holdings.get(entity) ?? [];
  if (own.length === 0) return [];
  const counted = agedOwners(world, question.asOf, scope.lens);
  const wanted = new Set([...ids, ...own.map(({ id }) => id)]);
  return [...world.holdings.values()].flat().flatMap((holding): readonly Considered[] => {
    if (!wanted.has(holding.id)) return [];
    const asCounted = counted.holdings.get(holding.owned)?.find(({ id }) => id === holding.id) ?? holding;
    const value = holding.capital ?? holding.votes;
    return [
      {
        statement: { ...holding, subject: `entity:${holding.owned}`, by: 'third_party', asOf: null },
        attribute: `holding:${holding.owner}`,
        value: value === null ? null : `${value.min}–${value.max} %`,
        complete: true,
        belowGrade:
          GRADES.indexOf(asCounted.grade) < scope.lens.floor || asCounted.confidence !== holding.confidence,
        staleSince: staleSince(world, holding, question.asOf),
        contested: false,
        superseded: false,
      },
    ];
  });
}

/** Works out the shares of a test once for all offerings of an entity, and once for all without recorded owners. */
function sharesOf(
  scope: Scope,
  test: Share,
  entity: string,
  holders: HolderPredicate,
): readonly StatedShare[] {
  const { world, question, shares } = scope.case;
  const grade = gradeOf(scope);
  const owners = agedOwners(world, question.asOf, scope.lens);
  const compute = (): readonly StatedShare[] =>
    test.of.map((of) => ({
      of,
      share: effectiveShare(owners, {
        entity,
        of,
        measure: test.measure,
        holders,
        asOf: question.asOf,
        grade,
      }),
    }));
  const sets = [...(test.holders.in ?? []), ...(test.holders.outside ?? [])];
  if (sets.some(({ kind }) => kind === 'fact')) return compute();
  const known = shares.get(test) ?? new Map<string, readonly StatedShare[]>();
  shares.set(test, known);
  const counting = `${grade} ${scope.lens.floor < 0} ${scope.lens.aging}`;
  const key = world.holdings.has(entity) ? `${counting} ${entity}` : counting;
  const found = known.get(key) ?? compute();
  known.set(key, found);
  return found;
}

/** Tests the effective share of the selected holders; several kinds of share must each pass. */
export function evaluateShare(scope: Scope, test: Share): Result {
  const entity = entityOf(scope);
  const { holds, open } = holdersOf(scope, test.holders);
  const reason: UnknownReason = { kind: 'missing', what: 'holder' };
  const shares = sharesOf(scope, test, entity, holds);
  const parts = shares.flatMap(({ share }) =>
    test.bounds.map((bound): Finding => finding(shareMeets(share, bound), open.length > 0 ? open : [reason])),
  );
  const details = {
    entity,
    measure: test.measure,
    bounds: test.bounds,
    shares: shares.map(({ of, share }) => ({
      of,
      low: share.low,
      high: share.high,
      holders: share.holders,
      chains: share.chains,
    })),
  };
  const asked = { subject: `entity:${entity}`, attribute: 'holder' };
  const considered = consideredHoldings(
    scope,
    entity,
    shares.flatMap(({ share }) => share.evidence),
  );
  return leafResult(test, join(and, parts), { asked, considered, details });
}

/** Tests that no selected holder has one of the rights. */
export function evaluateRights(scope: Scope, test: Rights): Result {
  const entity = entityOf(scope);
  const { holds, open } = holdersOf(scope, test.holders);
  const { world, question } = scope.case;
  const found = holderRights(agedOwners(world, question.asOf, scope.lens), {
    entity,
    rights: test.rights,
    holders: holds,
    asOf: question.asOf,
    grade: gradeOf(scope),
  });
  const reasons: readonly UnknownReason[] = open.length > 0 ? open : [{ kind: 'missing', what: 'holder' }];
  return leafResult(test, finding(found.none, reasons), {
    asked: { subject: `entity:${entity}`, attribute: 'holder' },
    considered: consideredHoldings(scope, entity, found.evidence),
    details: { entity, rights: test.rights, holders: found.holders, complete: found.complete },
  });
}
