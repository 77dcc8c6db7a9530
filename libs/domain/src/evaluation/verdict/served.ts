import { EVERY_GRADE, type Case, type Result } from '../case.ts';
import type { Test } from '../../language/test.ts';
import { DEPLOYED_PLACES, namedRegions, REGIONS } from '../facts/deployment.ts';
import { knownFact } from '../facts/known-fact.ts';
import { inMarket } from '../facts/membership.ts';
import type { Truth } from '../decision.ts';
import { textOf } from '../facts/scalar.ts';
import { leafResult } from '../nodes/result.ts';
import { and, finding, join, or, truthOf, type Finding } from '../truth.ts';

function foundHere(truth: Truth, market: string): Finding {
  return finding(truth, [{ kind: 'missing', what: `group:${market}` }]);
}

/**
 * Says whether the offering is to be had here: a region or a stated place in the market, or the deployment that the
 * need names. False only on a complete list of regions.
 */
export function servedIn(own: Case): Result {
  const { world, question } = own;
  const { market, asOf } = question;
  const subject = `offering:${own.offering}`;
  const regions = knownFact(own, subject, REGIONS, asOf, EVERY_GRADE);
  const closed = regions.status === 'known' && regions.complete;
  const absent = closed
    ? finding('false')
    : finding('unknown', [{ kind: regions.status === 'contested' ? 'contested' : 'missing', what: REGIONS }]);
  const named = namedRegions(own);
  const places = [...DEPLOYED_PLACES].map((name) => knownFact(own, subject, name, asOf, EVERY_GRADE));
  // Lists of places are long, and most of them are somewhere else: each answer counts once.
  const here = new Set<Truth>();
  for (const { values } of [regions, ...places])
    for (const country of values) here.add(inMarket(world, market, textOf(country), asOf));
  const found =
    named.length > 0
      ? join(
          and,
          named.map((country) => (regions.values.includes(country) ? finding('true') : absent)),
        )
      : join(or, [...[...here].map((truth) => foundHere(truth, market)), absent]);
  const test: Test = { path: '', node: 'fact', fact: REGIONS, conditions: [], at: null };
  return leafResult(test, found, {
    asked: { subject, attribute: REGIONS },
    considered: [regions, ...places].flatMap((known) => known.considered),
    details: {
      attribute: REGIONS,
      market,
      named,
      found: regions.values,
      complete: closed,
      offered: truthOf(closed),
    },
  });
}
