import { ageAtLeast, ageAtMost } from '../../calendar/duration.ts';
import type { Test } from '../../language/test.ts';
import type { Certificate, Fact } from '../../model/evidence.ts';
import type { Day } from '../../model/time.ts';
import type { Attribute } from '../../model/vocabulary.ts';
import { boundHolds } from '../../number/bound.ts';
import {
  compareFractions,
  fractionOf,
  over,
  parseDecimal,
  times,
  type Fraction,
} from '../../number/fraction.ts';
import { convert } from '../../money/money.ts';
import { assess, standing } from '../certificates/assess.ts';
import { holderOf } from '../certificates/holder.ts';
import { held } from '../certificates/hold.ts';
import type { Known, Result, Scope } from '../case.ts';
import type { UnknownReason } from '../decision.ts';
import { testCondition, type Place } from '../facts/condition.ts';
import { needValues } from '../facts/need-value.ts';
import { readFact } from '../facts/read-fact.ts';
import { durationOf, isMoney, listOf, numberOf } from '../facts/scalar.ts';
import { and, finding, join, or, truthOf, type Finding } from '../truth.ts';
import { leafResult } from './result.ts';

type Leaf<Node extends Test['node']> = Extract<Test, { readonly node: Node }>;

function missing(what: string): Finding {
  return finding('unknown', [{ kind: 'missing', what }]);
}

function notKnown(known: Known, what: string): Finding {
  if (known.status === 'not-offered') return finding('false');
  return finding('unknown', [{ kind: known.status === 'contested' ? 'contested' : 'missing', what }]);
}

function placeOf(test: Leaf<'fact'>, attribute: Attribute | null): Place {
  return { name: test.fact, type: attribute?.type ?? 'any', levels: attribute?.levels ?? [] };
}

/** Tests an attribute; all its conditions must hold. */
export function evaluateFact(scope: Scope, test: Leaf<'fact'>): Result {
  const day = test.at ?? scope.case.question.asOf;
  const { attribute, known, asked } = readFact(scope, test.fact, day);
  const place = placeOf(test, attribute);
  const parts = test.conditions.map((condition) => testCondition(scope, condition, known, place, day));
  const details = {
    attribute: test.fact,
    found: known.status === 'known' ? known.values : null,
    complete: known.complete,
    conditions: test.conditions,
  };
  return leafResult(test, join(and, parts), { asked, considered: known.considered, details });
}

/** Tests the value of a fact as if it alone were stated, and well enough: the conditions' part in `evaluateFact`. */
export function testValue(scope: Scope, test: Leaf<'fact'>, fact: Fact): readonly Finding[] {
  const day = test.at ?? scope.case.question.asOf;
  const attribute = scope.case.index.attribute(test.fact);
  const isList = attribute?.many ?? true;
  const known: Known = {
    status: 'known',
    values: listOf(fact.value),
    complete: isList ? fact.complete : true,
    lowerBound: !isList && fact.lowerBound === true,
    considered: [],
  };
  return test.conditions.map((condition) =>
    testCondition(scope, condition, known, placeOf(test, attribute), day),
  );
}

/** Tests what the question says. */
export function evaluateNeed(scope: Scope, test: Leaf<'need'>): Result {
  const { world, question } = scope.case;
  const need = needValues(world, question, test.need);
  const path = world.vocabulary.needs.get(test.need);
  const place = { name: test.need, type: path?.type ?? ('any' as const), levels: path?.levels ?? [] };
  const details = {
    need: test.need,
    found: need.status === 'open' ? null : need.values,
    assumed: need.status === 'assumed',
    conditions: test.conditions,
  };
  const parts = test.conditions.map((condition): Finding => {
    if (condition.op === 'known') return finding(truthOf(need.status !== 'open'));
    if (need.status === 'open') return finding('unknown', [need.reason]);
    const known: Known = {
      status: 'known',
      values: need.values,
      complete: true,
      lowerBound: false,
      considered: [],
    };
    return testCondition(scope, condition, known, place, question.asOf);
  });
  return leafResult(test, join(and, parts), { details });
}

/** Tests whether a certificate is held. */
export function evaluateCertificate(scope: Scope, test: Leaf<'certificate'>): Result {
  const { truth, reasons, asked, considered, graded, register, through } = held(scope, test);
  const details = {
    scheme: test.scheme,
    level: test.atLeast,
    dimension: test.dimension,
    on: test.on,
    register,
    through,
  };
  return leafResult(test, { truth, reasons }, { asked, considered, graded, details });
}

/** Tests whether something is stated at all. */
export function evaluateKnown(scope: Scope, test: Leaf<'known'>): Result {
  const { known, asked } = readFact(scope, test.fact, scope.case.question.asOf);
  const stated = known.considered.length > 0;
  const found: Finding =
    known.status === 'known' || known.status === 'not-offered'
      ? finding('true')
      : stated
        ? finding('unknown', [
            { kind: known.status === 'contested' ? 'contested' : 'missing', what: test.fact },
          ])
        : finding('false');
  return leafResult(test, found, { asked, considered: known.considered, details: { attribute: test.fact } });
}

/** A date in the future has no age yet, so no bound on its age holds. */
function ageOf(day: Day, asOf: Day, test: Leaf<'age'>): Finding {
  if (day > asOf) return finding('false');
  const [most, least] = [test.atMost, test.atLeast].map((limit) =>
    limit === null ? null : durationOf(limit),
  );
  const recent = most === null || most === undefined || ageAtMost(day, most, asOf);
  const old = least === null || least === undefined || ageAtLeast(day, least, asOf);
  return finding(truthOf(recent && old));
}

/** Tests how long ago something was. */
export function evaluateAge(scope: Scope, test: Leaf<'age'>): Result {
  const { asOf } = scope.case.question;
  if ('certificate' in test.of) return certificateAge(scope, test, test.of);
  const { known, asked } = readFact(scope, test.of.fact, asOf);
  const [day] = known.values;
  const found =
    known.status === 'known' && typeof day === 'string'
      ? ageOf(day, asOf, test)
      : notKnown(known, test.of.fact);
  const details = { attribute: test.of.fact, date: day ?? null, atLeast: test.atLeast, atMost: test.atMost };
  return leafResult(test, found, { asked, considered: known.considered, details });
}

function certificateAge(
  scope: Scope,
  test: Leaf<'age'>,
  of: Extract<Leaf<'age'>['of'], { readonly certificate: string }>,
): Result {
  const { world, index, question } = scope.case;
  const demand = { scheme: of.certificate, atLeast: null, dimension: {}, scope: null, on: null };
  const holds = held(scope, demand);
  const holder = holderOf(scope, null, world.schemes.get(of.certificate)?.holder ?? 'offering');
  const subjects = 'holder' in holder ? holder.holder.subjects : [];
  const certificates = subjects
    .flatMap((subject) => standing(index.certificates(subject, of.certificate), scope))
    .filter((certificate) => {
      const wanted = { scheme: of.certificate, level: 0, dimension: {}, services: [] };
      const assessed = assess(scope, wanted, certificate, null);
      return assessed !== null && assessed.grade >= scope.lens.floor;
    });
  const dated = (certificate: Certificate): Day | null =>
    of.date === 'issued' ? (certificate.issued ?? certificate.valid.from) : certificate.lastSurveillance;
  const ages = certificates.map((certificate) => {
    const day = dated(certificate);
    return day === null ? missing(`${of.certificate} ${of.date}`) : ageOf(day, question.asOf, test);
  });
  const found = certificates.length === 0 ? join(and, [holds, missing(of.certificate)]) : join(or, ages);
  const details = {
    scheme: of.certificate,
    date: certificates.map(dated)[0] ?? null,
    atLeast: test.atLeast,
    atMost: test.atMost,
  };
  return leafResult(test, found, {
    asked: holds.asked,
    considered: holds.considered,
    graded: holds.graded,
    details,
  });
}

function fractionIn(known: Known, currency: string | undefined, scope: Scope): Fraction | null {
  const [value] = known.values;
  if (known.status !== 'known' || value === undefined) return null;
  if (!isMoney(value)) {
    const number = numberOf(value);
    return number === null ? null : fractionOf(number);
  }
  const { rates, asOf } = scope.case.question;
  return currency === undefined ? parseDecimal(value.amount) : convert(value, currency, rates ?? [], asOf);
}

/** Tests one fact divided by another. */
export function evaluateRatio(scope: Scope, test: Leaf<'ratio'>): Result {
  const { asOf } = scope.case.question;
  const [top, bottom] = test.of.map((name) => ({ name, ...readFact(scope, name, asOf) }));
  if (top === undefined || bottom === undefined) return leafResult(test, finding('unknown'));
  const parts = test.bounds.map(({ op, value, currency }): Finding => {
    const dividend = fractionIn(top.known, currency, scope);
    const divisor = fractionIn(bottom.known, undefined, scope);
    if (dividend === null) return notKnown(top.known, top.name);
    if (divisor === null || divisor.n === 0n) return notKnown(bottom.known, bottom.name);
    const sign = compareFractions(over(dividend, divisor), fractionOf(value));
    return finding(boundHolds(sign, sign, op));
  });
  const considered = [...top.known.considered, ...bottom.known.considered];
  const asked = top.known.status === 'known' ? bottom.asked : top.asked;
  const details = {
    of: test.of,
    found: [top.known.values[0] ?? null, bottom.known.values[0] ?? null],
    bounds: test.bounds,
  };
  return leafResult(test, join(and, parts), { asked, considered, details });
}

function comparable(value: unknown): Fraction | null {
  if (typeof value === 'number') return fractionOf(value);
  if (typeof value !== 'object' || value === null) return null;
  if ('amount' in value && typeof value.amount === 'string') return parseDecimal(value.amount);
  return 'number' in value && typeof value.number === 'number' ? fractionOf(value.number) : null;
}

/** Compares an offer with the others, once all bids are known. */
export function evaluateRelative(scope: Scope, test: Leaf<'relative'>): Result {
  const later: UnknownReason = { kind: 'decided-after-bids', what: test.fact };
  const bids = scope.case.question.bids ?? [];
  const own = comparable(bids.find(({ offering }) => offering === scope.offering)?.values[test.fact]);
  const all = bids.map(({ values }) => comparable(values[test.fact]));
  const known = all.filter((value) => value !== null).toSorted(compareFractions);
  const details = {
    attribute: test.fact,
    to: test.to,
    atMost: test.atMost,
    isBest: test.isBest,
    bids: bids.length,
  };
  if (own === null || known.length < all.length)
    return leafResult(test, finding('unknown', [later]), { details });
  const [lowest, second] = known;
  const reference = test.to === 'secondBest' ? second : lowest;
  const parts: Finding[] = [];
  if (test.isBest) parts.push(finding(truthOf(lowest !== undefined && compareFractions(own, lowest) === 0)));
  if (test.atMost !== null) {
    const limit =
      reference === undefined ? null : times(reference, over(fractionOf(test.atMost), fractionOf(100)));
    // Without a second bid nothing is cheaper than it.
    parts.push(finding(truthOf(limit !== null && compareFractions(own, limit) <= 0)));
  }
  return leafResult(test, join(and, parts), { details });
}
