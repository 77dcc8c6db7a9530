import type { Scalar } from '../../model/evidence.ts';
import type { Case, Known, Lens } from '../case.ts';
import type { Deployment } from '../decision.ts';
import { inMarket, atHomeOf } from './membership.ts';
import { knownFact, MISSING } from './known-fact.ts';
import { needValues } from './need-value.ts';
import { textOf } from './scalar.ts';

/** The attribute that lists where a buyer may have an offering. */
export const REGIONS = 'offering.regions';
/** Places of data that follow from the chosen deployment. */
export const DEPLOYED_PLACES: ReadonlySet<string> = new Set([
  'offering.places.storage',
  'offering.places.processing',
  'offering.places.backup',
]);

/** The deployment that a decision assumes, and what places of data follow from it. */
export interface AssumedDeployment {
  readonly deployment: Deployment;
  readonly places: Known;
}

function assumed(how: Deployment['how'], countries: readonly Scalar[], regions: Known): AssumedDeployment {
  const codes = countries.map(textOf);
  if (how === 'unknown') {
    return {
      deployment: { countries: codes, how, complete: false },
      places: { ...MISSING, considered: regions.considered },
    };
  }
  return {
    deployment: { countries: codes, how, complete: true },
    places: {
      status: 'known',
      values: codes,
      complete: true,
      lowerBound: false,
      considered: regions.considered,
    },
  };
}

/** The regions that the need names, if any. */
export function namedRegions(own: Case): readonly string[] {
  const need = needValues(own.world, own.question, 'deployment');
  return need.status === 'open' ? [] : need.values.map(textOf);
}

/**
 * Chooses the ONE deployment of a decision (design 3.3): the regions named by the need; else those in the market; else,
 * on a complete list, those in its bloc; else all.
 */
export function deploymentOf(own: Case, offering: string, lens: Lens): AssumedDeployment {
  const { world, question } = own;
  const { market, asOf } = question;
  const regions = knownFact(own, `offering:${offering}`, REGIONS, asOf, lens);
  const named = namedRegions(own);
  if (named.length > 0) {
    const offered = named.every((country) => regions.values.includes(country));
    if (offered) return assumed('named', named, regions);
    const status = regions.status === 'known' && regions.complete ? 'not-offered' : 'missing';
    return {
      deployment: { countries: named, how: 'named', complete: false },
      places: { ...MISSING, status, considered: regions.considered },
    };
  }
  if (regions.status !== 'known' || regions.values.length === 0) {
    const { places, deployment } = assumed('unknown', [], regions);
    return {
      deployment,
      places: regions.status === 'contested' ? { ...places, status: 'contested' } : places,
    };
  }
  const inside = regions.values.filter(
    (country) => inMarket(world, market, textOf(country), asOf) === 'true',
  );
  if (inside.length > 0) return assumed('market', inside, regions);
  if (!regions.complete) return assumed('unknown', [], regions);
  const nearby = regions.values.filter(
    (country) => atHomeOf(world, market, textOf(country), asOf) === 'true',
  );
  return nearby.length > 0 ? assumed('bloc', nearby, regions) : assumed('all', regions.values, regions);
}
