import { describe, expect, it } from '@jest/globals';
import { decide } from '../evaluation/decide.ts';
import type { World } from '../model/world.ts';
import { certificate, gate, offering, regimeDocument, scheme, worldOf } from '../testing/world.ts';
import { turnedByDay, type TurnedThing } from './turned-by-day.ts';
import { turnedParts } from './turned-parts.ts';

const BEFORE = '2026-11-24';
const DAY = '2026-11-25';
const HOLDS = { certificate: 'S' };

function worldWith(parts: Parameters<typeof worldOf>[0]): World {
  return worldOf({ offerings: [offering('a')], schemes: [scheme('S')], ...parts });
}

function decisionOn(world: World, asOf: string) {
  return decide(world, { market: 'KR', need: {}, offering: 'a', asOf, explain: true });
}

function thingOf(world: World): TurnedThing {
  return turnedByDay(world, decisionOn(world, BEFORE), decisionOn(world, DAY), DAY);
}

describe('what a day turned', () => {
  it('is the certificate that ended, where a gate that reads it turned', () => {
    const world = worldWith({
      certificates: [
        certificate('offering:a', 'S', null, { valid: { from: '2026-01-01', to: DAY } }),
        certificate('offering:a', 'OTHER', null, { valid: { from: '2026-01-01', to: DAY } }),
      ],
      regimes: [regimeDocument('r', [gate('holds', HOLDS)])],
    });
    const thing = {
      kind: 'certificate',
      effect: 'ended',
      id: 'offering:a#S#',
      subject: 'offering:a',
      what: 'S',
    };
    expect(thingOf(world)).toEqual(thing);
    expect(turnedParts(decisionOn(world, BEFORE), decisionOn(world, DAY)).gates).toMatchObject([
      { regime: 'r', requirement: 'holds', before: 'pass', after: 'open' },
    ]);
  });

  it('is the sale that began, where there was no verdict before', () => {
    const world = worldWith({ offerings: [offering('a', { available: { from: DAY, to: null } })] });
    expect(thingOf(world)).toMatchObject({ kind: 'offering', effect: 'began', id: 'a' });
  });

  it('is a mere date, where nothing has its end or beginning there', () => {
    expect(thingOf(worldWith({}))).toEqual({
      kind: 'date',
      effect: 'reached',
      id: DAY,
      subject: null,
      what: null,
    });
  });
});

describe('what turned between two decisions', () => {
  it('is nothing between equal ones', () => {
    const decision = decisionOn(worldWith({}), DAY);
    expect(turnedParts(decision, decision)).toEqual({ gates: [], served: null });
  });

  it('is every gate that takes part, where one is missing', () => {
    const world = worldWith({ regimes: [regimeDocument('r', [gate('holds', HOLDS)])] });
    expect(turnedParts(null, decisionOn(world, DAY)).gates).toMatchObject([{ before: null, after: 'open' }]);
  });
});
