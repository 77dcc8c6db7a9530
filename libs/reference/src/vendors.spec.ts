import { describe, expect, it } from '@jest/globals';
import { readFolder } from './spec-documents.ts';
import type { WrittenStatement, WrittenVendor } from './spec-documents.ts';

const vendors = readFolder<WrittenVendor>('vendors');
const statements = [...vendors.values()].flatMap((vendor) => vendor.facts);

function fact(subject: string, attribute: string): WrittenStatement | undefined {
  return statements.find((item) => item.subject === subject && item.attribute === attribute);
}

describe('the vendor documents', () => {
  it('are 94 vendors with 135 offerings, 418 facts and 94 certificates', () => {
    expect(vendors.size).toBe(94);
    expect([...vendors.values()].flatMap((vendor) => vendor.offerings)).toHaveLength(135);
    expect(statements.filter((item) => item.attribute !== undefined)).toHaveLength(418);
    expect(statements.filter((item) => item.certificate !== undefined)).toHaveLength(94);
  });

  it('give every statement a source, a grade, a speaker and a confidence', () => {
    const bare = statements.filter(
      (item) =>
        !item.source.title ||
        !/^\d{4}-\d\d-\d\d$/.test(item.source.retrieved) ||
        !['claimed', 'documented', 'audited', 'registered'].includes(item.grade) ||
        !['self', 'authority', 'third_party'].includes(item.by) ||
        !['low', 'medium', 'high'].includes(item.confidence),
    );
    expect(bare.map((item) => item.id)).toEqual([]);
  });

  it('state no fact without a value', () => {
    const empty = statements.filter(
      (item) =>
        item.attribute !== undefined &&
        (item.value === undefined ||
          item.value === null ||
          item.value === '' ||
          (Array.isArray(item.value) && item.value.length === 0)),
    );
    expect(empty.map((item) => item.id)).toEqual([]);
  });

  it('say of every list whether it is complete', () => {
    const silent = statements.filter(
      (item) => Array.isArray(item.value) && typeof item.complete !== 'boolean',
    );
    expect(silent.map((item) => item.id)).toEqual([]);
  });

  it('take no grade above what the page read can carry', () => {
    const highest: Readonly<Record<string, string>> = {
      register: 'registered',
      authority: 'audited',
      vendor_catalogue: 'documented',
      vendor_documentation: 'documented',
    };
    const order = ['claimed', 'documented', 'audited', 'registered'];
    const inflated = statements.filter(
      (item) => order.indexOf(item.grade) > order.indexOf(highest[item.source.issuer] ?? 'claimed'),
    );
    expect(inflated.map((item) => item.id)).toEqual([]);
  });

  it('let only the authority speak for the authority, and the vendor for itself on its own pages', () => {
    const wrong = statements.filter((item) => {
      if (['register', 'authority'].includes(item.source.issuer)) return item.by !== 'authority';
      if (['press', 'third_party'].includes(item.source.issuer)) return item.by !== 'third_party';
      return item.by !== 'self';
    });
    expect(wrong.map((item) => item.id)).toEqual([]);
  });

  it('have unique statement ids and unique offering ids', () => {
    const offerings = [...vendors.values()].flatMap((vendor) => vendor.offerings.map((item) => item.id));
    expect(new Set(offerings).size).toBe(offerings.length);
    expect(new Set(statements.map((item) => item.id)).size).toBe(statements.length);
  });

  it('speak only of subjects that exist', () => {
    const offerings = new Set(
      [...vendors.values()].flatMap((vendor) => vendor.offerings.map((item) => item.id)),
    );
    const lost = statements.filter((item) => {
      const [kind = '', name = ''] = item.subject.split(':');
      const root = name.split('/')[0] ?? '';
      return kind === 'provider' ? !vendors.has(root) : !offerings.has(root);
    });
    expect(lost.map((item) => item.id)).toEqual([]);
    const layers = [...vendors.values()].flatMap((vendor) =>
      vendor.offerings.flatMap((item) => (item.runsOn ? [item.runsOn.offering] : [])),
    );
    expect(layers.filter((id) => !offerings.has(id))).toEqual([]);
  });

  it('keep the regions that a buyer can pick equal to the countries of the fact', () => {
    const unequal = [...vendors.values()].flatMap((vendor) =>
      vendor.offerings.filter((offering) => {
        const options = offering.regions?.options ?? [];
        const stated = fact(`offering:${offering.id}`, 'offering.regions');
        if (options.length === 0 || stated === undefined) return false;
        const countries = new Set(options.flatMap((item) => item.country ?? []));
        const named = new Set<unknown>(Array.isArray(stated.value) ? stated.value : []);
        return (
          [...countries].some((code) => !named.has(code)) || offering.regions?.complete !== stated.complete
        );
      }),
    );
    expect(unequal.map((offering) => offering.id)).toEqual([]);
  });

  it('call a region list complete only where the research found it exhaustive', () => {
    const complete = statements.filter(
      (item) => item.attribute === 'offering.regions' && item.complete === true,
    );
    expect(complete.map((item) => item.subject).toSorted()).toEqual([
      'offering:aws-cn',
      'offering:aws-commercial',
      'offering:aws-eusc',
      'offering:aws-us-gov',
      'offering:exoscale-public',
      'offering:gcp-public',
      'offering:oci-oc1',
      'offering:oci-oc19',
      'offering:scaleway-public',
    ]);
  });

  it('claim the seat of administration from the head office, never document it', () => {
    const seats = statements.filter((item) => item.attribute === 'provider.seat.administration');
    expect(seats).toHaveLength(86);
    expect(new Set(seats.map((item) => item.grade))).toEqual(new Set(['claimed']));
  });

  it('count no keyword of a trust page as a certificate', () => {
    expect(statements.filter((item) => item.certificate && /keyword/.test(item.source.title))).toEqual([]);
    expect(vendors.get('coreweave')?.facts.filter((item) => item.certificate)).toEqual([]);
    expect(vendors.get('lambda')?.facts.filter((item) => item.certificate)).toEqual([]);
    expect(
      vendors.get('coreweave')?.statements?.filter((item) => item.kind === 'certificate_keyword'),
    ).toHaveLength(4);
  });

  it('have nothing to say about a vendor that no source speaks of', () => {
    expect(vendors.get('tencent')?.facts).toEqual([]);
  });
});
