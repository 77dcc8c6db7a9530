import { describe, expect, it } from '@jest/globals';
import type { Fact } from '../../model/evidence.ts';
import { outcome, stated } from '../../testing/one-gate.ts';
import { fact } from '../../testing/world.ts';

const listed = (relation: string, ids: readonly string[], over: Partial<Fact> = {}) =>
  fact(
    'offering:a',
    relation,
    ids.map((id) => `${relation}:a/${id}`),
    over,
  );
const site = (id: string, country: string) => fact(`facility:a/${id}`, 'facility.country', country);
const none = (relation: string) => ({ facts: [listed(relation, [])] });
const lowest = (level: string) => ({
  facts: [fact('offering:a', 'offering.staff.lowest(personnel.status)', level)],
});
const count = (bounds: object) => ({
  count: 'facility',
  where: { fact: 'facility.country', is: 'KR' },
  ...bounds,
});

describe('lists', () => {
  const every = { every: 'facility', test: { fact: 'facility.country', is: 'KR' } };
  const some = { some: 'facility', test: { fact: 'facility.country', is: 'KR' } };

  it('every: true on a complete list, false by one, open otherwise', () => {
    expect(
      outcome(every, { facts: [listed('facility', ['x', 'y']), site('x', 'KR'), site('y', 'KR')] }),
    ).toBe('true');
    expect(outcome(every, { facts: [site('x', 'KR')] })).toBe('unknown');
    expect(outcome(every, { facts: [site('x', 'KR'), site('y', 'US')] })).toBe('false');
    expect(outcome(every, { facts: [listed('facility', ['x', 'y']), site('x', 'KR')] })).toBe('unknown');
  });

  it('some: true by one, false only on a complete list', () => {
    expect(outcome(some, { facts: [site('x', 'KR')] })).toBe('true');
    expect(outcome(some, { facts: [site('x', 'US')] })).toBe('unknown');
    expect(outcome(some, { facts: [listed('facility', ['x']), site('x', 'US')] })).toBe('false');
  });

  it('over an empty list every holds for components and subcontractors, not for facilities and staff', () => {
    expect(
      outcome({ every: 'component', test: { fact: 'component.kind', is: 'software' } }, none('component')),
    ).toBe('true');
    expect(
      outcome(
        { every: 'subcontractor', test: { fact: 'provider.hyperscale', is: true } },
        none('subcontractor'),
      ),
    ).toBe('true');
    expect(outcome(every, none('facility'))).toBe('unknown');
    expect(
      outcome({ every: 'personnel', test: { fact: 'personnel.status', is: 'citizen' } }, none('personnel')),
    ).toBe('unknown');
  });

  it('leaves out items that surely are not meant', () => {
    const test = {
      every: 'personnel',
      where: { fact: 'personnel.role', is: 'privileged' },
      test: { fact: 'personnel.status', atLeast: 'resident' },
    };
    const people = [
      listed('personnel', ['x', 'y']),
      fact('personnel:a/x', 'personnel.role', 'privileged'),
      fact('personnel:a/y', 'personnel.role', 'support'),
    ];
    expect(outcome(test, { facts: [...people, fact('personnel:a/x', 'personnel.status', 'citizen')] })).toBe(
      'true',
    );
    expect(outcome(test, { facts: [...people, fact('personnel:a/x', 'personnel.status', 'foreign')] })).toBe(
      'false',
    );
  });

  it('lets a stated lowest value answer for the whole staff', () => {
    const test = { every: 'personnel', test: { fact: 'personnel.status', atLeast: 'resident' } };
    expect(outcome(test, lowest('citizen'))).toBe('true');
    expect(outcome(test, lowest('foreign'))).toBe('false');
    const filtered = { ...test, where: { fact: 'personnel.role', is: 'support' } };
    expect(outcome(filtered, lowest('foreign'))).toBe('unknown');
  });

  it('goes through subcontractors, members and layers with their own facts', () => {
    const seat = { fact: 'provider.seat.registered', is: 'KR' };
    const seats = [
      fact('provider:a', 'provider.seat.registered', 'KR'),
      fact('provider:b', 'provider.seat.registered', 'US'),
    ];
    expect(
      outcome(
        { every: 'subcontractor', test: seat },
        { facts: [...seats, fact('offer:a', 'subcontractor', ['b'])] },
      ),
    ).toBe('false');
    expect(outcome({ every: 'member', test: seat }, { facts: seats })).toBe('true');
    expect(outcome({ every: 'member', test: seat }, { facts: seats, question: { team: ['a', 'b'] } })).toBe(
      'false',
    );
    expect(outcome({ some: 'underlying', test: seat }, { facts: seats, runsOn: { offering: 'b' } })).toBe(
      'false',
    );
    expect(outcome({ every: 'underlying', test: seat }, { facts: seats })).toBe('true');
    expect(outcome({ every: 'underlying', test: seat }, { facts: seats, runsOn: null })).toBe('unknown');
  });

  it('counts items and values with exceptions', () => {
    const two = { facts: [listed('facility', ['x', 'y']), site('x', 'KR'), site('y', 'US')] };
    expect(outcome(count({ atLeast: 1 }), two)).toBe('true');
    expect(outcome(count({ atLeast: 2 }), two)).toBe('false');
    expect(outcome(count({ atMost: 1 }), two)).toBe('true');
    expect(outcome(count({ atMost: 1 }), { facts: [site('x', 'KR')] })).toBe('unknown');
    const abroad = {
      count: 'provider.operations',
      except: { in: ['SA', { fact: 'provider.seat.registered' }] },
      atLeast: 2,
    };
    const operations = [stated('provider.operations', ['SA', 'KR', 'JP', 'US'])];
    expect(outcome(abroad, { facts: [...operations, stated('provider.seat.registered', 'KR')] })).toBe(
      'true',
    );
    expect(
      outcome(
        { ...abroad, atLeast: 3 },
        { facts: [...operations, stated('provider.seat.registered', 'KR')] },
      ),
    ).toBe('false');
    expect(outcome({ ...abroad, atLeast: 3 }, { facts: operations })).toBe('unknown');
  });
});
