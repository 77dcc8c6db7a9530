import { describe, expect, it } from '@jest/globals';
import { regimeChanges } from './regime-changes.ts';

const LEVEL = {
  id: 'level',
  title: 'Holds bronze',
  kind: 'gate',
  test: { certificate: 'S', atLeast: 'bronze' },
};
const SEAT = { id: 'seat', title: 'Seat at home', kind: 'gate', test: { fact: 'provider.seat', is: 'KR' } };
const KEYS = {
  id: 'keys',
  title: 'Keys at home',
  kind: 'scored',
  test: { fact: 'offering.keys', is: 'own' },
};
const FIRST = {
  schema: 'placet.regime/v1',
  id: 'kr',
  version: '1',
  title: 'Rules',
  valid: { from: '2020-01-01', to: null },
  requirements: [LEVEL, SEAT],
};

describe('the changes between two versions of a regime', () => {
  it('are none when only the version differs', () => {
    expect(regimeChanges(FIRST, { ...FIRST, version: '2' })).toEqual({ fields: [], requirements: [] });
  });

  it('name each requirement that is added, removed and changed, and what of it changed', () => {
    const raised = { ...LEVEL, test: { certificate: 'S', atLeast: 'gold' } };
    const next = { ...FIRST, version: '2', requirements: [KEYS, raised] };
    expect(regimeChanges(FIRST, next).requirements).toEqual([
      { id: 'keys', title: 'Keys at home', change: 'added', changes: [] },
      {
        id: 'level',
        title: 'Holds bronze',
        change: 'changed',
        changes: [{ field: 'test.atLeast', before: 'bronze', after: 'gold' }],
      },
      { id: 'seat', title: 'Seat at home', change: 'removed', changes: [] },
    ]);
  });

  it('name the other members by their path, with a side missing where the member was', () => {
    const next = {
      ...FIRST,
      version: '2',
      valid: { from: '2020-01-01', to: '2027-01-01' },
      status: 'in_force',
    };
    expect(regimeChanges(FIRST, next).fields).toEqual([
      { field: 'status', after: 'in_force' },
      { field: 'valid.to', before: null, after: '2027-01-01' },
    ]);
  });

  it('do not mind the order of requirements', () => {
    expect(regimeChanges(FIRST, { ...FIRST, requirements: [SEAT, LEVEL] }).requirements).toEqual([]);
  });
});
