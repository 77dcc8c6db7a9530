import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  explainDecision,
  prepare,
  registerStandings,
  type Decision,
  type DefaultNeed,
  type Need,
  type RequirementOutcome,
  type Trace,
  type World,
} from '#domain';
import { MARKETPLACE_DAY, PAGE_DAY } from './pages/decidedness-page.ts';
import { TRIAL_MARKETS } from './pages/invented-vendor.ts';
import { shippedWorld } from './pages/shipped-world.ts';

/** Holders of at least Moderate among the shipped offerings, read off the Marketplace of 2026-04-28 by hand. */
const LISTED = [
  'akamai-content-delivery-services',
  'aws-commercial',
  'aws-us-gov',
  'azure-commercial',
  'azure-government',
  'gcp-google-workspace',
  'gcp-public',
  'ibm-ibm-cloud-for-government',
  'ibm-platform-services-for-government',
  'ibm-smartcloud-for-government',
  'oci-us-gov',
  'oracle-federal-managed-cloud-services',
  'oracle-government-cloud-common-controls',
  'oracle-oracle-service-cloud',
];

let world: World;
beforeAll(() => {
  world = shippedWorld();
});

function needOf(market: string, need: DefaultNeed): Need {
  return world.markets.get(market)?.needs[need] ?? {};
}

/** Decides every offering on sale. */
function decideAll(
  where: World,
  market: string,
  need: Need,
  asOf: string,
  explain: boolean,
): readonly Decision[] {
  const decide = prepare(where, { market, need, asOf, explain });
  return [...where.offerings.keys()].map(decide).filter(({ verdict }) => verdict !== null);
}

/** What public buyers of a market get today, decided once for all tests. */
const ofPublicBuyers = new Map<string, readonly Decision[]>();
function publicBuyers(market: string): readonly Decision[] {
  const known =
    ofPublicBuyers.get(market) ?? decideAll(world, market, needOf(market, 'public'), PAGE_DAY, false);
  ofPublicBuyers.set(market, known);
  return known;
}

/** Gates that take part in a verdict and aren't beside the point. */
function gatesOf({ requirements }: Decision): readonly RequirementOutcome[] {
  return requirements.filter(({ state, applies }) => state !== null && applies !== 'false');
}

function gate(
  decision: Decision | undefined,
  regime: string,
  requirement: string,
): RequirementOutcome | undefined {
  return decision?.requirements.find((one) => one.regime === regime && one.requirement === requirement);
}

function nodesOf(trace: Trace | null): readonly Trace[] {
  return trace === null ? [] : [trace, ...trace.children.flatMap(nodesOf)];
}

/** How the gates of a decision came out, as one line that can be compared. */
function picture(decision: Decision): string {
  const states = gatesOf(decision).map(
    ({ regime, requirement, state }) => `${regime}/${requirement} ${state}`,
  );
  return [`served ${decision.served.outcome}`, ...states].join(', ');
}

/** Leaves out statements of low confidence. */
function sureOf<T extends { readonly confidence: string }>(
  lists: ReadonlyMap<string, readonly T[]>,
): ReadonlyMap<string, readonly T[]> {
  return new Map(
    [...lists].map(([key, items]) => [key, items.filter(({ confidence }) => confidence !== 'low')]),
  );
}

/** The same world without anything of low confidence. */
function withoutGuesses(): World {
  return {
    ...world,
    facts: sureOf(world.facts),
    certificates: sureOf(world.certificates),
    holdings: sureOf(world.holdings),
    equivalences: world.equivalences.filter(({ confidence }) => confidence !== 'low'),
  };
}

describe('a decision without a gate', () => {
  // The markets of the trial, and all others in which anything is eligible.
  it('is never eligible, whatever the market', () => {
    const unearned = [...TRIAL_MARKETS, 'CH', 'NZ', 'PL', 'ZA'].flatMap((market) =>
      publicBuyers(market)
        .filter(({ verdict }) => verdict === 'eligible')
        .filter(
          (decision) =>
            !gatesOf(decision).some(({ applies, state }) => applies === 'true' && state === 'pass'),
        )
        .map(({ offering }) => `${market} ${offering}`),
    );
    expect(unearned).toEqual([]);
  });

  it('is unregulated in France for ordinary data', () => {
    const verdicts = new Set(publicBuyers('FR').map(({ verdict }) => verdict));
    expect(verdicts).toEqual(new Set(['unregulated', 'ineligible']));
  });
});

describe('United States, federal buyer at Moderate', () => {
  it('is decided by the register for every offering on the day it speaks of: listed ones pass, others fail', () => {
    const decisions = decideAll(world, 'US', needOf('US', 'public'), MARKETPLACE_DAY, true);
    const levels = decisions.map((decision) => ({
      offering: decision.offering,
      level: gate(decision, 'us-fedramp', 'level'),
    }));
    const passed = levels.filter(({ level }) => level?.state === 'pass').map(({ offering }) => offering);
    expect(passed.toSorted()).toEqual(LISTED);
    const failed = levels.filter(({ level }) => level?.state === 'fail');
    expect((passed.length + failed.length) / decisions.length).toBeGreaterThanOrEqual(0.9);
    const unnamed = failed.filter(
      ({ level }) =>
        !nodesOf(level?.trace ?? null).some(
          ({ message }) => message.values['register'] === 'fedramp-marketplace',
        ),
    );
    expect(unnamed.map(({ offering }) => offering)).toEqual([]);
  });

  it('is open today for all that are not listed: the same reading is too old, and the answer says so', () => {
    const decisions = decideAll(world, 'US', needOf('US', 'public'), PAGE_DAY, true);
    const states = new Set(decisions.map((decision) => gate(decision, 'us-fedramp', 'level')?.state));
    expect(states).toEqual(new Set(['pass', 'open']));
    const ovh = decisions.find(({ offering }) => offering === 'ovh-public');
    expect(ovh?.verdict).toBe('unknown');
    expect(
      registerStandings(world, 'FedRAMP', 'ovhcloud', PAGE_DAY).map(({ register, hindrance }) => [
        register.id,
        hindrance,
      ]),
    ).toEqual([['fedramp-marketplace', 'stale']]);
    const said = ovh === undefined ? [] : explainDecision(world, ovh, 'en').map(({ text }) => text);
    expect(
      said.some((text) => text.includes('FedRAMP Marketplace') && text.includes('older than it may be')),
    ).toBe(true);
  });
});

describe('France, data of particular sensitivity', () => {
  let decisions: ReadonlyMap<string, Decision>;
  beforeAll(() => {
    const need = { ...needOf('FR', 'public'), 'workload.class.FR-SREN': 'particularly_sensitive' };
    const all = decideAll(world, 'FR', need, PAGE_DAY, true);
    decisions = new Map(all.map((decision) => [decision.offering, decision]));
  });

  function states(offering: string): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    const decision = decisions.get(offering);
    for (const { state } of decision === undefined ? [] : gatesOf(decision))
      counts[state ?? ''] = (counts[state ?? ''] ?? 0) + 1;
    return counts;
  }

  /** The best grade of a SecNumCloud qualification that the gate on this very service saw. */
  function qualification(offering: string): readonly string[] {
    const seen = nodesOf(gate(decisions.get(offering), 'fr-secnumcloud', 'scope')?.trace ?? null);
    return [...new Set(seen.flatMap(({ evidence }) => evidence.map(({ grade }) => grade)))];
  }

  it('has something against an edition owned from the United States', () => {
    for (const offering of ['aws-commercial', 'aws-eusc', 'azure-commercial', 'gcp-public']) {
      expect(decisions.get(offering)?.nothingAgainst).toBe(false);
      expect(qualification(offering)).toEqual([]);
    }
    // The European edition is a company of Amazon's alone, and its one region is in Germany.
    expect(decisions.get('aws-eusc')?.verdict).toBe('ineligible');
  });

  it('lets a joint venture on technology from the United States pass once its qualification is proven', () => {
    expect(decisions.get('premi3ns')?.nothingAgainst).toBe(true);
    expect(qualification('premi3ns')).toEqual(['claimed']);
    // Only whether the qualification covers infrastructure is in no source.
    expect(states('premi3ns')).toEqual({ unproven: 7, open: 1 });
  });

  it('has nothing against a joint venture that is not qualified yet, and everything open', () => {
    expect(decisions.get('bleu-azure-m365')?.nothingAgainst).toBe(true);
    expect(qualification('bleu-azure-m365')).toEqual([]);
    expect(states('bleu-azure-m365')).toEqual({ unproven: 1, open: 7 });
  });

  it('sees the qualification of a French cloud in its documentation', () => {
    expect(decisions.get('ovh-pod-snc')?.nothingAgainst).toBe(true);
    expect(qualification('ovh-pod-snc')).toEqual(['documented']);
    expect(states('ovh-pod-snc')).toEqual({ unproven: 1, open: 7 });
  });

  it('shows a guess and does not believe it', () => {
    const cloudgouv = gate(decisions.get('outscale-cloudgouv'), 'fr-secnumcloud', 'scope');
    const shown = nodesOf(cloudgouv?.trace ?? null).flatMap(({ evidence }) => evidence);
    expect(shown.some(({ confidence }) => confidence === 'low')).toBe(true);
    expect(cloudgouv?.state).toBe('open');
  });
});

describe('every ranking', () => {
  // In the Emirates, Spain and Italy no vendor's certificate is known, so there only being offered tells them apart.
  it.each(['KR', 'JP', 'DE', 'IN', 'SA', 'AU', 'SG', 'CA', 'AE', 'BR'])(
    'of %s tells offerings apart and says what is left to ask',
    (market) => {
      const decisions = publicBuyers(market);
      expect(new Set(decisions.map(picture)).size).toBeGreaterThanOrEqual(3);
      const unknown = decisions.filter(({ verdict }) => verdict === 'unknown');
      expect(unknown.length).toBeGreaterThan(0);
      expect(unknown.filter(({ questions }) => questions.length === 0)).toEqual([]);
      for (const { questions, requirements } of unknown) {
        const open = new Set(
          requirements
            .filter(({ state }) => state === 'open' || state === 'unproven')
            .map(({ regime, requirement }) => `${regime}/${requirement}`),
        );
        expect(questions.filter(({ regime, requirement }) => !open.has(`${regime}/${requirement}`))).toEqual(
          [],
        );
      }
    },
  );

  it.each(['KR', 'JP', 'DE', 'IN', 'SA', 'AU', 'SG', 'CA', 'BR'])(
    'of %s has gates that come out differently',
    (market) => {
      const states = publicBuyers(market).map((decision) =>
        gatesOf(decision)
          .map(({ regime, requirement, state }) => `${regime}/${requirement} ${state}`)
          .join(', '),
      );
      expect(new Set(states).size).toBeGreaterThanOrEqual(2);
    },
  );
});

describe('no verdict rests on a guess', () => {
  /** Private buyers meet gates only in India and Saudi Arabia. */
  const ASKED: readonly (readonly [string, DefaultNeed])[] = [
    ...TRIAL_MARKETS.map((market) => [market, 'public'] as const),
    ['IN', 'regulated'],
    ['SA', 'private'],
  ];

  it('lets no rule of low confidence and no statement of low confidence decide, in any trace', () => {
    const guessed: string[] = [];
    for (const [market, need] of ASKED) {
      for (const decision of decideAll(world, market, needOf(market, need), PAGE_DAY, true)) {
        const gates = decision.requirements.filter(({ state }) => state !== null);
        guessed.push(
          ...gates.filter(({ confidence }) => confidence === 'low').map(({ requirement }) => requirement),
          ...[decision.served.trace, ...gates.map(({ trace }) => trace)]
            .flatMap(nodesOf)
            .filter(({ outcome, children }) => outcome !== 'unknown' && children.length === 0)
            .flatMap(({ evidence }) => evidence)
            .filter(
              ({ confidence, superseded, belowGrade }) => confidence === 'low' && !superseded && !belowGrade,
            )
            .map(({ statement }) => `${market} ${decision.offering} ${statement}`),
        );
      }
    }
    expect(guessed).toEqual([]);
  });

  it('answers the same without what is of low confidence', () => {
    const sure = withoutGuesses();
    const dropped = [...world.facts.values()].flat().length - [...sure.facts.values()].flat().length;
    expect(dropped).toBeGreaterThan(0);
    const differing = TRIAL_MARKETS.flatMap((market) => {
      const need = needOf(market, 'public');
      const without = decideAll(sure, market, need, PAGE_DAY, false);
      return publicBuyers(market)
        .filter((decision, at) => {
          const other = without[at];
          return (
            other === undefined || decision.verdict !== other.verdict || picture(decision) !== picture(other)
          );
        })
        .map(({ offering }) => `${market} ${offering}`);
    });
    expect(differing).toEqual([]);
  });
});
