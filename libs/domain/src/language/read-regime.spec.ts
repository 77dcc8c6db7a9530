import { describe, expect, it } from '@jest/globals';
import type { Group } from '../model/geography.ts';
import { TEST_VOCABULARY } from '../testing/vocabulary.ts';
import { readRegime } from './read-regime.ts';

function group(id: string, complete: boolean): Group {
  return {
    id,
    title: id,
    kind: 'country',
    bloc: false,
    complete,
    checkedUntil: null,
    undecided: [],
    members: [],
  };
}
const NAMES = {
  groups: new Map([group('EU', true), group('THREAT', false)].map((entry) => [entry.id, entry])),
};
const SEAT = { fact: 'provider.seat.registered', is: 'KR' };
const requirement = {
  id: 'seat',
  title: 'Seat in Korea',
  kind: 'gate',
  unit: 'provider',
  test: SEAT,
  source: { ref: 's1', clause: '4' },
  confidence: 'high',
};
const document = {
  schema: 'placet.regime/v1',
  id: 'kr-seat',
  version: '1',
  market: 'KR',
  title: 'Seat rule',
  authority: 'Ministry',
  status: 'in_force',
  valid: { from: '2022-03', to: null },
  sources: [{ id: 's1', title: 'Act' }],
  requirements: [requirement],
};

function pointersOf(over: Readonly<Record<string, unknown>>) {
  const reading = readRegime({ ...document, ...over }, TEST_VOCABULARY, NAMES);
  return reading.ok ? [] : reading.problems.map(({ pointer }) => pointer);
}
function withRequirement(
  over: Readonly<Record<string, unknown>>,
  regime: Readonly<Record<string, unknown>> = {},
) {
  return pointersOf({ ...regime, requirements: [{ ...requirement, ...over }] });
}

describe('reading a regime', () => {
  it('fills what the document may leave out', () => {
    const reading = readRegime(document, TEST_VOCABULARY, NAMES, '2026-01-02T03:04:05Z');
    expect(reading).toMatchObject({
      ok: true,
      regime: {
        valid: { from: '2022-03-01', to: null, stated: '2022-03' },
        recorded: { from: '2026-01-02T03:04:05Z', to: null },
        requirements: [
          {
            evidence: 'documented',
            declarable: false,
            meetBy: 'self',
            valid: { from: null, to: null },
            path: '/requirements/0',
            test: { path: '/requirements/0/test' },
          },
        ],
      },
    });
  });

  it('lets scored requirements count claimed facts and gates documented ones', () => {
    const scored = { ...requirement, id: 's', kind: 'scored', points: 2, objective: 'none' };
    const reading = readRegime({ ...document, requirements: [requirement, scored] }, TEST_VOCABULARY);
    expect(reading.ok && reading.regime.requirements.map(({ evidence }) => evidence)).toEqual([
      'documented',
      'claimed',
    ]);
  });

  it('follows references and refuses their cycles', () => {
    expect(
      withRequirement({ test: { ref: 'seat' } }, { define: { seat: { title: 'Seat', test: SEAT } } }),
    ).toEqual([]);
    const cycle = { a: { not: { ref: 'b' } }, b: { any: [SEAT, { ref: 'a' }] } };
    expect(withRequirement({}, { define: cycle })).toEqual(['/define/b/any/1/ref']);
  });

  it('counts nodes and depth with references followed', () => {
    const doubling = Object.fromEntries(
      Array.from({ length: 9 }, (_, index) => [
        `d${index}`,
        index === 0 ? SEAT : { all: [{ ref: `d${index - 1}` }, { ref: `d${index - 1}` }] },
      ]),
    );
    // Depth of d(k) is 1 + 2k: 15 for d7, 17 for d8. Nodes are 4·2^k - 3: 253 for d6, 509 for d7, 1021 for d8.
    expect(withRequirement({}, { define: doubling })).toEqual(['/define/d7', '/define/d8', '/define/d8']);
  });

  it('reads names in other languages, and refuses those of texts that the regime has not got', () => {
    const names = { ko: { 'Seat rule': '본점 규정', 'Seat in Korea': '국내 본점' } };
    expect(readRegime({ ...document, names }, TEST_VOCABULARY, NAMES)).toMatchObject({
      ok: true,
      regime: { names },
    });
    expect(pointersOf({ names: { ko: { 'Seat in Corea': '국내 본점' } } })).toEqual([
      '/names/ko/Seat in Corea',
    ]);
    expect(pointersOf({ names: { Korean: {} } })).toEqual(['/names/Korean']);
  });

  it('counts corrections of a version from one', () => {
    expect(readRegime(document, TEST_VOCABULARY, NAMES)).toMatchObject({ regime: { revision: 1 } });
    expect(readRegime({ ...document, revision: 3 }, TEST_VOCABULARY, NAMES)).toMatchObject({
      regime: { revision: 3 },
    });
    expect([pointersOf({ revision: 0 }), pointersOf({ revision: '2' })]).toEqual([
      ['/revision'],
      ['/revision'],
    ]);
  });

  it('refuses a chain of 1,000 references without following it to the end', () => {
    const chain = Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => [
        `c${index}`,
        index === 999 ? true : { ref: `c${index + 1}` },
      ]),
    );
    expect(withRequirement({}, { define: chain }).length).toBeGreaterThan(0);
  });

  it('refuses more than 200 requirements before reading any', () => {
    expect(pointersOf({ requirements: Array.from({ length: 201 }, () => 'nonsense') })).toEqual([
      '/requirements',
    ]);
  });

  it.each([
    ['another schema', { schema: 'placet.regime/v9' }, ['/schema']],
    ['an unknown key', { titel: 'x' }, ['/titel']],
    ['an unknown status', { status: 'inforce' }, ['/status']],
    ['a market that is none', { market: 'Korea' }, ['/market']],
    ['no source', { sources: [] }, ['/sources', '/requirements/0/source/ref']],
    ['a validity without a day', { valid: { from: '2026-01-01', to: '2026-01-01' } }, ['/valid']],
    ['a missing version', { version: '' }, ['/version']],
    [
      'zero weights',
      { framework: { id: 'f', weights: [{ id: 'w', valid: {}, of: { 'SOV-1': 0 } }] } },
      ['/framework/weights/0/of'],
    ],
    [
      'negative weights',
      { framework: { id: 'f', weights: [{ id: 'w', valid: {}, of: { 'SOV-1': -1, 'SOV-2': 1 } }] } },
      ['/framework/weights/0/of/SOV-1'],
    ],
    ['two requirements of one id', { requirements: [requirement, requirement] }, ['/requirements/1/id']],
    [
      'levels that an authority states, in a mode that has none',
      { framework: { id: 'f', weights: [], modes: ['minimum'], stated: { each: 'offering.csf.seal' } } },
      ['/framework/stated'],
    ],
    [
      'stated levels of what is no objective, or under an attribute without levels',
      {
        framework: {
          id: 'f',
          weights: [],
          modes: ['overall'],
          stated: { all: 'offering.csf.seal', each: 'provider.hyperscale' },
        },
      },
      ['/framework/stated/all', '/framework/stated/each'],
    ],
  ])('refuses %s', (_, over, expected) => {
    expect(pointersOf(over)).toEqual(expected);
  });

  it.each([
    ['nothing tested', { test: undefined }, ['/requirements/0']],
    ['a clause of an unknown source', { source: { ref: 's9' } }, ['/requirements/0/source/ref']],
    ['points on a gate', { points: 3 }, ['/requirements/0']],
    ['a scored requirement without an objective', { kind: 'scored', points: 1 }, ['/requirements/0']],
    [
      'a ladder over what has no levels',
      { kind: 'scored', objective: 'SOV-1', ladder: { fact: 'provider.hyperscale', steps: [] } },
      ['/requirements/0/ladder/fact'],
    ],
    [
      'a grace that runs from no date',
      { grace: { from: 'provider.hyperscale', for: 'P12M' } },
      ['/requirements/0/grace/from'],
    ],
    ['a reading that changes nothing', { readings: [{ note: 'x' }] }, ['/requirements/0/readings/0']],
    ['a way around without a title', { unless: [{ test: SEAT }] }, ['/requirements/0/unless/0/title']],
    ['an unknown way in', { substitutes: [{ id: 'x', by: 'luck' }] }, ['/requirements/0/substitutes/0/by']],
  ])('refuses a requirement with %s', (_, over, expected) => {
    expect(withRequirement(over)).toEqual(expected);
  });

  it('refuses marks whose availability depends on a fact, by the regime or by the requirement', () => {
    const marks = { kind: 'scored', points: 1, objective: 'SOV-1' };
    const need = { need: 'buyer.kind', in: ['central_government'] };
    expect(withRequirement({ ...marks, when: need }, { appliesWhen: need })).toEqual([]);
    expect(withRequirement({ ...marks, when: SEAT })).toEqual(['/requirements/0/when']);
    expect(withRequirement({ ...marks, trigger: { all: [need, SEAT] } })).toEqual([
      '/requirements/0/trigger',
    ]);
    expect(withRequirement({ ...marks, readings: [{ note: 'other', when: SEAT }] })).toEqual([
      '/requirements/0/readings/0/when',
    ]);
    expect(withRequirement({ ...marks, grace: { from: 'provider.orderDate', for: 'P12M' } })).toEqual([
      '/requirements/0/grace',
    ]);
    expect(withRequirement(marks, { appliesWhen: SEAT })).toEqual(['/appliesWhen']);
    expect(withRequirement({ when: SEAT }, { appliesWhen: SEAT })).toEqual([]);
  });

  it.each([
    [{ fact: 'provider.seat.registered', notIn: ['group:THREAT'] }, true],
    [{ not: { fact: 'provider.establishments', overlaps: ['group:THREAT'] } }, true],
    [{ fact: 'provider.establishments', within: ['group:THREAT'] }, true],
    [{ all: [SEAT, { fact: 'provider.seat.registered', notIn: ['group:THREAT'] }] }, true],
    [{ any: [SEAT, { fact: 'provider.seat.registered', notIn: ['group:THREAT'] }] }, false],
    [{ fact: 'provider.seat.registered', notIn: ['group:EU'] }, false],
    [{ fact: 'provider.establishments', within: ['KR', 'group:THREAT'] }, false],
    [{ fact: 'provider.establishments', overlaps: ['group:THREAT'] }, false],
  ])(
    'refuses a gate only where absence from an incomplete group is the only way to pass it: %j',
    (test, refused) => {
      expect(withRequirement({ test })).toEqual(refused ? ['/requirements/0/test'] : []);
      expect(withRequirement({ test, declarable: true })).toEqual([]);
      expect(withRequirement({ test, unless: [{ test: SEAT, title: 'seat' }] })).toEqual([]);
    },
  );
});
