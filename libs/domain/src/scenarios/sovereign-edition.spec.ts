import { describe, expect, it } from '@jest/globals';
import { decide } from '../evaluation/decide.ts';
import {
  entity,
  fact,
  gate,
  group,
  holding,
  offering,
  regimeDocument,
  TODAY,
  vendor,
  worldOf,
} from '../testing/world.ts';

/**
 * Scenario 2: the sovereign edition of a foreign hyperscaler against a joint venture on foreign technology. Both keep
 * data and staff in the EU; only who owns the operator, and where components come from, tells them apart.
 */
const EU = ['group:EU'];
const regime = regimeDocument(
  'eu-control',
  [
    gate('place', {
      all: [
        { fact: 'offering.places.storage', within: EU },
        { fact: 'offering.admin.countries', within: EU },
      ],
    }),
    gate(
      'owners',
      { control: { of: ['capital'], holders: { outside: EU }, measure: 'total' }, atMost: { percent: 39 } },
      { unit: 'provider' },
    ),
    {
      ...gate('components', { every: 'component', test: { fact: 'component.vendorCountry', in: EU } }),
      kind: 'scored',
      points: 1,
      objective: 'SOV-5',
    },
  ],
  { market: 'EU' },
);
const places = (id: string) => [
  fact(`offering:${id}`, 'offering.regions', ['DE', 'FR']),
  fact(`offering:${id}`, 'offering.admin.countries', ['DE']),
];
const world = worldOf({
  groups: [group('EU', ['FR', 'DE'], { bloc: true })],
  regimes: [regime],
  vendors: [vendor('mesa-eu', { entity: 'mesa-eu-gmbh' }), vendor('loire', { entity: 'loire-sas' })],
  offerings: [
    offering('mesa-sovereign', { vendor: 'mesa-eu' }),
    offering('loire-trusted', { vendor: 'loire' }),
  ],
  entities: [
    entity('mesa-inc', 'US', 'dispersed'),
    entity('mesa-eu-gmbh', 'DE'),
    entity('loire-sas', 'FR'),
    entity('fr-state', 'FR', 'state'),
    entity('brook-inc', 'US', 'dispersed'),
  ],
  holdings: [
    holding('mesa-inc', 'mesa-eu-gmbh', 100),
    holding('fr-state', 'loire-sas', 75),
    holding('brook-inc', 'loire-sas', 25),
  ],
  facts: [
    ...places('mesa-sovereign'),
    ...places('loire-trusted'),
    ...['mesa-sovereign', 'loire-trusted'].flatMap((id) => [
      fact(`offering:${id}`, 'component', [`component:${id}/platform`]),
      fact(`component:${id}/platform`, 'component.vendorCountry', 'US'),
    ]),
  ],
});

function ask(id: string) {
  const decision = decide(world, { offering: id, market: 'EU', need: {}, asOf: TODAY });
  return {
    verdict: decision.verdict,
    binding: decision.binding.map(({ requirement }) => requirement),
    score: [decision.score.low, decision.score.high],
  };
}

describe('a sovereign edition and a joint venture on the same foreign technology', () => {
  it('keeps the edition out for its owner alone', () => {
    expect(ask('mesa-sovereign')).toEqual({ verdict: 'ineligible', binding: ['owners'], score: [0, 0] });
  });

  it('lets the joint venture with 25 % foreign capital in, and scores its components alike', () => {
    expect(ask('loire-trusted')).toEqual({ verdict: 'eligible', binding: [], score: [0, 0] });
  });
});
