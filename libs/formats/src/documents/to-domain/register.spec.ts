import { describe, expect, it } from '@jest/globals';
import { toRegister } from './register.ts';

const RECORDED = { from: '2026-11-24T00:00:00Z', to: null };
const AUTHORITY = { title: 'Marketplace', issuer: 'register' };
const PRESS = { title: 'News', issuer: 'press' };

const register = (more: Record<string, unknown>) =>
  toRegister(
    JSON.parse(
      JSON.stringify({
        id: 'market',
        scheme: 'FedRAMP',
        completeness: 'complete',
        readFrom: 'issuer',
        asOf: '2026-04-28',
        source: AUTHORITY,
        ...more,
      }),
    ),
    RECORDED,
  );

describe('toRegister', () => {
  it('reads the authority as registered and closes the world for ninety days', () => {
    expect(register({}).register).toEqual({
      id: 'market',
      scheme: 'FedRAMP',
      name: 'Marketplace',
      complete: true,
      readFromAuthority: true,
      grade: 'registered',
      asOf: '2026-04-28',
      freshFor: 'P90D',
      source: { title: 'Marketplace', issuer: 'register' },
      recordedFrom: '2026-11-24T00:00:00Z',
      checkedVendors: [],
    });
  });

  it('never counts a reading from elsewhere as registered', () => {
    expect(register({ readFrom: 'press', source: PRESS }).register).toMatchObject({
      grade: 'claimed',
      readFromAuthority: false,
    });
    expect(register({ readFrom: 'mirror', grade: 'registered' }).register?.grade).toBe('documented');
    const quoted = register({ entries: [{ vendor: 'a', source: PRESS }] });
    expect(quoted.certificates[0]).toMatchObject({ grade: 'documented', by: 'third_party' });
  });

  it('turns matched entries into certificates and counts the others', () => {
    const { certificates, unmatched } = register({
      entries: [
        {
          vendor: 'aws',
          offering: 'aws-gov',
          registerId: 'F1',
          level: 'High',
          from: '2016-06',
          service: 'GovCloud',
          models: ['IaaS'],
        },
        { vendor: 'aws', status: 'suspended', level: 'Low' },
        { vendor: null, offering: null, level: 'Moderate' },
        { vendor: 'ibm', status: 'in_process', level: 'High' },
      ],
    });
    expect(unmatched).toBe(1);
    expect(certificates).toMatchObject([
      {
        id: 'register/market/F1/FedRAMP',
        subject: 'offering:aws-gov',
        scheme: 'FedRAMP',
        level: 'High',
        grade: 'registered',
        by: 'authority',
        status: 'held',
        registerId: 'F1',
        valid: { from: '2016-06-01', to: null },
        asOf: '2026-04-28',
        scope: { text: 'GovCloud', offerings: ['aws-gov'], services: ['IaaS'], complete: false },
      },
      {
        id: 'register/market/provider/aws/FedRAMP',
        subject: 'provider:aws',
        status: 'suspended',
        registerId: null,
      },
    ]);
    expect(certificates).toHaveLength(2);
  });

  it('has looked for vendors that it lists, that are on their way and that are absent, but not for unclear ones', () => {
    const { checkedVendors } = register({
      entries: [
        { vendor: 'listed' },
        { vendor: 'ready', status: 'ready' },
        { vendor: 'unclear', status: 'unclear' },
        { vendor: 'guess', match: { method: 'name begins alike', confidence: 'low' } },
      ],
      absences: [
        { vendor: 'absent', listed: false },
        { vendor: 'unread', listed: null },
        { vendor: 'guess', listed: false },
      ],
    });
    expect(checkedVendors).toEqual(['absent', 'listed', 'ready']);
  });

  it('is as sure of an entry as of its match', () => {
    const { certificates } = register({
      entries: [{ vendor: 'a', confidence: 'high', match: { method: 'm', confidence: 'medium' } }],
    });
    expect(certificates[0]?.confidence).toBe('medium');
  });

  it('lists certificates of other schemes under their own', () => {
    expect(register({ entries: [{ vendor: 'a', scheme: 'CCCS' }] }).certificates[0]?.scheme).toBe('CCCS');
  });

  it('closes nothing when the document says so', () => {
    expect(register({ closesWorld: false }).register?.complete).toBe(false);
  });

  it('reads a region catalogue as the regions of each offering', () => {
    const {
      register: none,
      facts,
      certificates,
    } = register({
      kind: 'region_catalogue',
      scheme: null,
      source: { title: 'SDK', issuer: 'vendor_catalogue' },
      entries: [
        { region: 'a', country: 'FR', vendor: 'v', offering: 'o' },
        { region: 'b', country: 'DE', vendor: 'v', offering: 'o' },
        { region: 'c', country: 'CN', vendor: 'v', offering: null },
        { region: 'd', country: null, vendor: 'v', offering: 'p' },
      ],
    });
    expect(none).toBeNull();
    expect(certificates).toEqual([]);
    expect(facts).toMatchObject([
      {
        subject: 'offering:o',
        attribute: 'offering.regions',
        value: ['DE', 'FR'],
        complete: true,
        grade: 'documented',
        by: 'self',
      },
      { subject: 'offering:p', value: [], complete: false },
    ]);
  });
});
