import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { decide } from '../evaluation/decide.ts';
import { GRADES, type Fact } from '../model/evidence.ts';
import { fact, gate, offering, regimeDocument, TODAY, worldOf } from '../testing/world.ts';
import { conflictsAbout } from './conflicts.ts';

const SUBJECT = 'provider:cloud';
const SEAT = 'provider.seat.registered';
const OPERATIONS = 'provider.operations';

function placed(attribute: string, facts: readonly Fact[]) {
  const world = worldOf({ offerings: [offering('cloud')], facts });
  return conflictsAbout(world, SUBJECT, attribute, TODAY).map(({ fact: { id }, standing, against, why }) => [
    id,
    standing,
    against,
    why,
  ]);
}

const seat = (id: string, value: string, over: Partial<Fact> = {}): Fact =>
  fact(SUBJECT, SEAT, value, { id, ...over });
const places = (id: string, value: readonly string[], over: Partial<Fact> = {}): Fact =>
  fact(SUBJECT, OPERATIONS, value, { id, ...over });

describe('conflicts between facts', () => {
  it('are won by the higher grade, then the later start, then the later recording', () => {
    expect(placed(SEAT, [seat('a', 'KR', { grade: 'claimed' }), seat('b', 'US')])).toEqual([
      ['b', 'decides', null, null],
      ['a', 'outranked', 'b', 'grade'],
    ]);
    const later = seat('b', 'US', { valid: { from: '2026-01-01', to: null } });
    expect(placed(SEAT, [seat('a', 'KR'), later])).toEqual([
      ['b', 'decides', null, null],
      ['a', 'outranked', 'b', 'later-start'],
    ]);
    const recorded = seat('b', 'US', { recorded: { from: '2026-02-01T00:00:00Z', to: null } });
    expect(placed(SEAT, [seat('a', 'KR'), recorded])).toEqual([
      ['b', 'decides', null, null],
      ['a', 'outranked', 'b', 'later-recording'],
    ]);
  });

  it('stay undecided between equals that say different things', () => {
    expect(placed(SEAT, [seat('a', 'KR'), seat('b', 'US')])).toEqual([
      ['a', 'contested', 'b', 'equal-rank'],
      ['b', 'contested', 'a', 'equal-rank'],
    ]);
  });

  it('are none where a weaker fact says the same', () => {
    expect(placed(SEAT, [seat('a', 'KR', { grade: 'claimed' }), seat('b', 'KR')])).toEqual([
      ['b', 'decides', null, null],
      ['a', 'agrees', 'b', 'grade'],
    ]);
  });

  it('put a disputed fact in doubt, and leave out one whose dispute was upheld', () => {
    const dispute = { id: 'd', since: '2026-11-01' } as const;
    expect(placed(SEAT, [seat('a', 'KR', { dispute: { ...dispute, status: 'open' } })])).toEqual([
      ['a', 'contested', null, 'disputed'],
    ]);
    expect(placed(SEAT, [seat('a', 'KR', { dispute: { ...dispute, status: 'upheld' } })])).toEqual([
      ['a', 'not-counted', null, 'dispute-upheld'],
    ]);
    expect(placed(SEAT, [seat('a', 'KR', { dispute: { ...dispute, status: 'rejected' } })])).toEqual([
      ['a', 'decides', null, null],
    ]);
  });

  it('merge partial lists, unless a complete one covers them', () => {
    const [one, two] = [places('a', ['KR'], { complete: false }), places('b', ['JP'], { complete: false })];
    expect(placed(OPERATIONS, [one, two])).toEqual([
      ['a', 'merged', null, null],
      ['b', 'merged', null, null],
    ]);
    expect(placed(OPERATIONS, [one, places('c', ['KR', 'US'])])).toEqual([
      ['a', 'agrees', 'c', 'complete-list'],
      ['c', 'decides', null, null],
    ]);
  });

  it('drop a complete list that a better fact contradicts', () => {
    const better = places('a', ['JP'], { complete: false, grade: 'audited' });
    expect(placed(OPERATIONS, [better, places('b', ['KR'])])).toEqual([
      ['a', 'merged', null, null],
      ['b', 'outranked', 'a', 'contradicted'],
    ]);
  });

  it('leave out what no longer holds or is too unsure', () => {
    const ended = seat('a', 'KR', { valid: { from: null, to: '2026-01-01' } });
    expect(placed(SEAT, [ended, seat('b', 'US', { confidence: 'low' })])).toEqual([
      ['a', 'not-counted', null, 'not-valid'],
      ['b', 'not-counted', null, 'low-confidence'],
    ]);
  });

  it('say the same as the evaluator, whatever is stated', () => {
    const made = fc.array(
      fc.record({
        value: fc.subarray(['KR', 'US', 'JP'], { minLength: 1 }),
        grade: fc.constantFrom(...GRADES),
        complete: fc.boolean(),
        from: fc.constantFrom(null, '2025-01-01', '2026-01-01'),
        disputed: fc.boolean(),
      }),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(made, fc.boolean(), (stated, many) => {
        const attribute = many ? OPERATIONS : SEAT;
        const facts = stated.map(({ value, grade, complete, from, disputed }, index) =>
          fact(SUBJECT, attribute, many ? value : (value[0] ?? 'KR'), {
            id: `f${index}`,
            grade,
            complete: many ? complete : true,
            valid: { from, to: null },
            ...(disputed ? { dispute: { id: 'd', status: 'open', since: '2026-11-01' } as const } : {}),
          }),
        );
        const world = worldOf({
          offerings: [offering('cloud')],
          facts,
          regimes: [
            regimeDocument('r', [gate('g', { fact: attribute, in: ['KR'] }, { evidence: 'claimed' })]),
          ],
        });
        const decision = decide(world, { market: 'KR', need: {}, asOf: TODAY, offering: 'cloud' });
        const trace = decision.requirements[0]?.trace?.children[0]?.children[0];
        const flags = new Map(trace?.evidence.map((one) => [one.statement, one]));
        for (const { fact: of, standing } of conflictsAbout(world, SUBJECT, attribute, TODAY)) {
          const used = standing === 'decides' || standing === 'merged' || standing === 'contested';
          expect({ id: of.id, superseded: flags.get(of.id)?.superseded }).toEqual({
            id: of.id,
            superseded: !used,
          });
        }
      }),
      { numRuns: 300 },
    );
  });
});
