import { describe, expect, it } from '@jest/globals';
import { decide } from '../evaluation/decide.ts';
import {
  certificate,
  fact,
  gate,
  offering,
  regimeDocument,
  scheme,
  TODAY,
  worldOf,
} from '../testing/world.ts';
import { contestStatements, findStatement, type StandingDispute } from './contest.ts';
import { OverlaidMap } from '../collection/overlaid-map.ts';

const WORLD = worldOf({
  schemes: [scheme('SEAL')],
  offerings: [offering('cloud')],
  facts: [
    fact('offering:cloud', 'offering.regions', ['KR']),
    fact('provider:cloud', 'provider.seat.registered', 'KR'),
  ],
  certificates: [certificate('offering:cloud', 'SEAL', 'held')],
  regimes: [
    regimeDocument('r', [
      gate('seat', { fact: 'provider.seat.registered', is: 'KR' }),
      gate('sealed', { certificate: 'SEAL' }),
    ]),
  ],
});
const SEAT = 'provider:cloud#provider.seat.registered';
const SEAL = 'offering:cloud#SEAL#held';

function dispute(over: Partial<StandingDispute> = {}): StandingDispute {
  return {
    id: 'd1',
    statement: SEAT,
    subject: 'provider:cloud',
    status: 'open',
    since: '2026-11-01',
    ...over,
  };
}

function verdictWith(...disputes: readonly StandingDispute[]): string | null {
  const world = contestStatements(WORLD, disputes);
  return decide(world, { market: 'KR', need: {}, asOf: TODAY, offering: 'cloud' }).verdict;
}

describe('a dispute', () => {
  it('leaves a world without disputes alone', () => {
    expect(contestStatements(WORLD, [])).toBe(WORLD);
    expect(verdictWith()).toBe('eligible');
  });

  it('makes what rests on the fact unknown while it is open, with the fact shown as contested', () => {
    expect(verdictWith(dispute())).toBe('unknown');
    const world = contestStatements(WORLD, [dispute()]);
    const decision = decide(world, { market: 'KR', need: {}, asOf: TODAY, offering: 'cloud' });
    expect(decision.requirements[0]?.reasons).toEqual([
      { kind: 'contested', what: 'provider.seat.registered' },
    ]);
    expect(findStatement(WORLD, SEAT)?.dispute).toBeUndefined();
  });

  it('takes the fact out when it is upheld, and gives it back when it is rejected', () => {
    expect(verdictWith(dispute({ status: 'upheld' }))).toBe('unknown');
    expect(verdictWith(dispute({ status: 'rejected' }))).toBe('eligible');
  });

  it('contests certificates as well', () => {
    expect(verdictWith(dispute({ statement: SEAL, subject: 'offering:cloud' }))).toBe('unknown');
  });

  it('counts as open while one of several is, whatever became of the others', () => {
    const older = dispute({ id: 'd0', status: 'upheld', since: '2026-10-01' });
    expect(findStatement(contestStatements(WORLD, [older, dispute()]), SEAT)?.dispute).toEqual({
      id: 'd1',
      status: 'open',
      since: '2026-11-01',
    });
    const rejected = dispute({ id: 'd2', status: 'rejected', since: '2026-11-02' });
    expect(findStatement(contestStatements(WORLD, [older, rejected]), SEAT)?.dispute?.id).toBe('d0');
  });

  it('about something that is no longer stated changes nothing', () => {
    const world = contestStatements(WORLD, [dispute({ statement: 'gone', subject: 'provider:gone' })]);
    expect(world.facts).toBe(WORLD.facts);
  });
});

describe('a statement', () => {
  it('is found by its id among facts and certificates', () => {
    expect(findStatement(WORLD, SEAT)).toMatchObject({ kind: 'fact', value: 'KR' });
    expect(findStatement(WORLD, SEAL)).toMatchObject({ kind: 'certificate', scheme: 'SEAL' });
    expect(findStatement(WORLD, 'nothing')).toBeNull();
  });
});

describe('an overlaid map', () => {
  it('reads like a map of both, the upper entries first', () => {
    const map = new OverlaidMap(
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
      new Map([
        ['b', 3],
        ['c', 4],
      ]),
    );
    expect([...map]).toEqual([
      ['a', 1],
      ['b', 3],
      ['c', 4],
    ]);
    expect([map.size, map.get('b'), map.get('x'), map.has('c'), map.has('x')]).toEqual([
      3,
      3,
      undefined,
      true,
      false,
    ]);
    expect([[...map.keys()], [...map.values()]]).toEqual([
      ['a', 'b', 'c'],
      [1, 3, 4],
    ]);
    const seen: string[] = [];
    map.forEach((value, key) => seen.push(`${key}${value}`));
    expect(seen).toEqual(['a1', 'b3', 'c4']);
  });
});
