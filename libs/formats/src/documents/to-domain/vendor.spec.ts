import { describe, expect, it } from '@jest/globals';
import type { Certificate, Fact } from '#domain';
import type { JsonObject } from '../../text/json-value.ts';
import { toFacts, toVendor } from './vendor.ts';

const RECORDED = { from: '2026-11-24T00:00:00Z', to: null, feed: 'reference' };
const CATALOGUE = { title: 'Region list', issuer: 'vendor_catalogue', retrieved: '2026-11' };

const factOf = (statements: readonly (Fact | Certificate)[], attribute: string): Fact | undefined =>
  statements.find(
    (statement): statement is Fact => statement.kind === 'fact' && statement.attribute === attribute,
  );

describe('toVendor', () => {
  it('fills in what a short document leaves out', () => {
    const { vendor, offerings, statements } = toVendor(
      {
        id: 'acme',
        name: 'Acme',
        offerings: [{ id: 'acme-main', name: 'Main' }],
        facts: [{ attribute: 'a', value: 'x' }],
      },
      RECORDED,
    );
    expect(vendor).toEqual({
      id: 'acme',
      name: 'Acme',
      localNames: {},
      aliases: [],
      kind: 'vendor',
      entity: 'acme',
      seat: null,
      status: 'active',
      identifiers: [],
    });
    expect(offerings).toEqual([
      {
        id: 'acme-main',
        vendor: 'acme',
        name: 'Main',
        edition: 'unsplit',
        status: 'available',
        available: { from: null, to: null },
        operator: null,
        runsOn: null,
      },
    ]);
    expect(statements).toEqual([
      {
        id: 'provider/acme/a',
        kind: 'fact',
        subject: 'provider:acme',
        attribute: 'a',
        value: 'x',
        complete: true,
        grade: 'claimed',
        by: 'third_party',
        valid: { from: null, to: null },
        asOf: null,
        recorded: { from: '2026-11-24T00:00:00Z', to: null },
        source: { title: 'vendor document acme', feed: 'reference' },
        confidence: 'medium',
      },
    ]);
  });

  it('reads partial dates as their first day and money with its digits', () => {
    const { statements } = toVendor(
      {
        id: 'acme',
        name: 'Acme',
        facts: [
          {
            attribute: 'provider.revenue',
            value: { amount: '1000000.10', currency: 'EUR' },
            valid: { from: '2025', to: null },
            endedAt: '2026-03',
            asOf: '2025-07',
          },
        ],
      },
      RECORDED,
    );
    expect(statements[0]).toMatchObject({
      value: { amount: '1000000.10', currency: 'EUR' },
      valid: { from: '2025-01-01', to: '2026-03-01' },
      asOf: '2025-07-01',
    });
  });

  it.each([
    ['vendor_publicity', 'self'],
    ['vendor_documentation', 'self'],
    ['vendor_catalogue', 'self'],
    ['register', 'authority'],
    ['authority', 'authority'],
    ['official_filing', 'authority'],
    ['press', 'third_party'],
    ['mirror', 'third_party'],
  ])('hears the publisher %s speak as %s', (issuer, by) => {
    const facts = [{ attribute: 'a', value: 'x', source: { title: 'T', issuer } }];
    expect(toVendor({ id: 'acme', name: 'Acme', facts }, RECORDED).statements[0]?.by).toBe(by);
  });

  it('lets the document say otherwise who speaks', () => {
    const facts = [{ attribute: 'a', value: 'x', by: 'self', source: { title: 'T', issuer: 'press' } }];
    expect(toVendor({ id: 'acme', name: 'Acme', facts }, RECORDED).statements[0]?.by).toBe('self');
  });

  it('turns properties of an offering into facts where a source says so', () => {
    const { statements } = toVendor(
      {
        id: 'acme',
        name: 'Acme',
        offerings: [
          {
            id: 'o',
            name: 'O',
            serviceModels: ['IaaS'],
            deploymentModels: { values: ['public'], source: CATALOGUE, grade: 'documented' },
            regions: {
              complete: true,
              grade: 'documented',
              source: CATALOGUE,
              options: [
                { id: 'r2', country: 'FR' },
                { id: 'r1', country: 'DE' },
                { id: 'r3', country: 'FR' },
              ],
            },
            places: { administration: { countries: ['FR'], complete: true, source: CATALOGUE } },
            isolation: { level: null, atLeast: 'logical', source: CATALOGUE, grade: 'documented' },
            keys: { level: 'customer_hsm', source: CATALOGUE },
          },
        ],
      },
      RECORDED,
    );
    expect(factOf(statements, 'offering.model')).toBeUndefined();
    expect(factOf(statements, 'offering.deployments')).toMatchObject({ value: ['public'], complete: false });
    expect(factOf(statements, 'offering.regions')).toMatchObject({
      id: 'offering/o/offering.regions',
      value: ['DE', 'FR'],
      complete: true,
      grade: 'documented',
      by: 'self',
      source: { title: 'Region list', retrieved: '2026-11-01' },
    });
    expect(factOf(statements, 'offering.admin.countries')).toMatchObject({
      value: ['FR'],
      complete: true,
      grade: 'claimed',
    });
    expect(factOf(statements, 'offering.isolation')).toMatchObject({ value: 'logical', lowerBound: true });
    expect(factOf(statements, 'offering.keys.custody')).toMatchObject({ value: 'customer_hsm' });
  });

  it('leaves an attribute to the fact that states it explicitly', () => {
    const { statements } = toVendor(
      {
        id: 'acme',
        name: 'Acme',
        offerings: [
          {
            id: 'o',
            name: 'O',
            regions: { complete: true, source: CATALOGUE, options: [{ id: 'r', country: 'FR' }] },
          },
        ],
        facts: [{ subject: 'offering:o', attribute: 'offering.regions', value: ['DE'], complete: true }],
      },
      RECORDED,
    );
    expect(statements).toHaveLength(1);
    expect(statements[0]).toMatchObject({ value: ['DE'] });
  });

  it('keeps a region list open while the country of one region is unknown', () => {
    const regions = {
      complete: true,
      source: CATALOGUE,
      options: [
        { id: 'a', country: 'DE' },
        { id: 'b', country: null },
      ],
    };
    const { statements } = toVendor(
      { id: 'v', name: 'V', offerings: [{ id: 'o', name: 'O', regions }] },
      RECORDED,
    );
    expect(factOf(statements, 'offering.regions')).toMatchObject({ value: ['DE'], complete: false });
  });

  it('takes offerings off sale when the vendor is gone', () => {
    const { offerings } = toVendor(
      {
        id: 'v',
        name: 'V',
        lifecycle: { status: 'liquidated', from: '2022-10-25' },
        offerings: [
          { id: 'a', name: 'A', available: { from: '2020', to: null } },
          { id: 'b', name: 'B', endedAt: '2021-06' },
        ],
      },
      RECORDED,
    );
    expect(offerings.map(({ available }) => available)).toEqual([
      { from: '2020-01-01', to: '2022-10-25' },
      { from: null, to: '2021-06-01' },
    ]);
    expect(offerings[1]?.status).toBe('ended');
  });

  it('numbers repeated statements without ids, stable by order', () => {
    const facts: JsonObject[] = [
      { attribute: 'a', value: ['x'] },
      { attribute: 'a', value: ['y'] },
      { certificate: 'C5', subject: 'offering:o' },
    ];
    const ids = toVendor({ id: 'v', name: 'V', facts }, RECORDED).statements.map(({ id }) => id);
    expect(ids).toEqual(['provider/v/a', 'provider/v/a#2', 'offering/o/certificate.C5']);
  });

  it('reads two seats as a seat that is not known', () => {
    expect(
      toVendor({ id: 'v', name: 'V', legal: { seatCountries: ['DE', 'FR'] } }, RECORDED).vendor.seat,
    ).toBeNull();
    expect(toVendor({ id: 'v', name: 'V', legal: { seatCountries: ['DE'] } }, RECORDED).vendor.seat).toBe(
      'DE',
    );
  });

  it('reads inline owners and leaves those named by id to their own documents', () => {
    const { holdings, entities, holderLists } = toVendor(
      {
        id: 'v',
        name: 'V',
        holdings: ['somebody--v', { owner: 'p', owned: 'v', capital: 51, votes: { min: 40, max: 60 } }],
        holderLists: [{ owned: 'v', complete: true }],
        entities: [{ id: 'p', name: 'P', country: 'FR', kind: 'person' }],
      },
      RECORDED,
    );
    expect(holdings).toMatchObject([
      { id: 'p--v', capital: { min: 51, max: 51 }, votes: { min: 40, max: 60 }, status: 'held' },
    ]);
    expect(holderLists).toEqual([{ owned: 'v', complete: true }]);
    expect(entities).toMatchObject([{ id: 'p', kind: 'person', country: 'FR' }]);
  });
});

describe('toFacts', () => {
  it('speaks about the vendor by default and with the proof of the document', () => {
    const { vendor, statements } = toFacts(
      {
        vendor: 'acme',
        grade: 'documented',
        by: 'self',
        source: { title: 'Answers' },
        facts: [{ id: '1', certificate: 'C5', level: 'type2', issued: '2026-05' }],
      },
      RECORDED,
    );
    expect(vendor).toBe('acme');
    expect(statements).toMatchObject([
      {
        kind: 'certificate',
        subject: 'provider:acme',
        grade: 'documented',
        by: 'self',
        source: { title: 'Answers' },
        issued: '2026-05-01',
        status: 'held',
      },
    ]);
  });
});
