import { describe, expect, it } from '@jest/globals';
import { readFolder } from './spec-documents.ts';
import type { WrittenVendor } from './spec-documents.ts';

interface RegisterDocument {
  readonly id: string;
  readonly kind: 'register' | 'region_catalogue';
  readonly scheme?: string;
  readonly completeness: string;
  readonly readFrom: string;
  readonly grade: string;
  readonly freshFor: string;
  readonly asOf?: string;
  readonly source?: { readonly title: string };
  readonly entryCount: number;
  readonly entries: readonly {
    readonly holder?: string;
    readonly service?: string;
    readonly registerId?: string;
    readonly level?: string;
    readonly status?: string;
    readonly from?: string;
    readonly vendor?: string;
    readonly offering?: string;
  }[];
  readonly nearMisses?: readonly { readonly holder: string; readonly notVendor: string }[];
  readonly absences: readonly { readonly vendor: string; readonly listed: boolean | null }[];
}

const registers = readFolder<RegisterDocument>('registers');
const vendorDocuments = readFolder<WrittenVendor>('vendors');
const vendors = [...vendorDocuments.keys()];
const offerings = [...vendorDocuments.values()].flatMap((vendor) => vendor.offerings.map((item) => item.id));
const key = (item: readonly unknown[]): string => item.join(' ');
function register(id: string): RegisterDocument {
  const found = registers.get(id);
  if (found === undefined) throw new Error(`no register document ${id}`);
  return found;
}

describe('the register documents', () => {
  it('are 21 registers and region catalogues', () => {
    expect(registers.size).toBe(21);
    expect([...registers.values()].filter((item) => item.kind === 'region_catalogue')).toHaveLength(5);
  });

  it('say from where they were read, how good the reading is and how long it holds', () => {
    for (const item of registers.values()) {
      expect(item.readFrom).toMatch(/^[a-z_]+$/);
      expect(['claimed', 'documented', 'audited', 'registered']).toContain(item.grade);
      expect(item.freshFor).toMatch(/^P\d+[DM]$/);
      expect(item.entries).toHaveLength(item.entryCount);
    }
  });

  it('that could not be read hold no entry and name no source', () => {
    const unread = [...registers.values()].filter((item) => item.readFrom === 'nothing');
    expect(unread.map((item) => item.id).toSorted()).toEqual([
      'acn',
      'cst',
      'desc-csp',
      'dod-pa',
      'ens',
      'meity',
    ]);
    expect(unread.filter((item) => item.entries.length > 0 || item.source !== undefined)).toEqual([]);
  });

  it('name only vendors and offerings that exist', () => {
    const all = [...registers.values()];
    const named = all.flatMap((item) => [
      ...item.entries.flatMap((entry) => entry.vendor ?? []),
      ...item.absences.map((absence) => absence.vendor),
    ]);
    const services = all.flatMap((item) => item.entries.flatMap((entry) => entry.offering ?? []));
    expect(named.filter((id) => !vendors.includes(id))).toEqual([]);
    expect(services.filter((id) => !offerings.includes(id))).toEqual([]);
  });

  it('list no vendor as absent that is among the entries, but for one still on its way', () => {
    for (const item of registers.values()) {
      if (item.kind !== 'register') continue;
      const held = new Set(
        item.entries.filter((entry) => entry.status === 'held').map((entry) => entry.vendor),
      );
      for (const absence of item.absences) expect(held.has(absence.vendor)).toBe(false);
    }
  });
});

describe('the FedRAMP Marketplace of 2026-04-28', () => {
  const marketplace = register('fedramp-marketplace');

  it('has 642 entries, of which 510 are authorised, 59 ready and 73 in process', () => {
    const count = (status: string): number =>
      marketplace.entries.filter((entry) => entry.status === status).length;
    expect(marketplace.entries).toHaveLength(642);
    expect([count('held'), count('ready'), count('in_process')]).toEqual([510, 59, 73]);
    expect(new Set(marketplace.entries.map((entry) => entry.registerId)).size).toBe(642);
  });

  it('was read from the authority in full, so it may close the world for a quarter', () => {
    expect(marketplace).toMatchObject({
      completeness: 'complete',
      readFrom: 'authority',
      grade: 'registered',
      asOf: '2026-04-28',
      freshFor: 'P90D',
    });
  });

  it('gives a date to what is authorised and to nothing else', () => {
    expect(
      marketplace.entries.filter((entry) => (entry.status === 'held') !== (entry.from !== undefined)),
    ).toEqual([]);
  });

  it('accounts for every vendor: 6 are listed and 88 were looked for and not found', () => {
    const listed = new Set(marketplace.entries.flatMap((entry) => entry.vendor ?? []));
    expect([...listed].toSorted()).toEqual(['akamai', 'aws', 'azure', 'gcp', 'ibm', 'oracle']);
    expect(marketplace.absences).toHaveLength(88);
    const known = new Set([...listed, ...marketplace.absences.map((item) => item.vendor)]);
    expect(vendors.filter((id) => !known.has(id))).toEqual([]);
  });

  it('does not mistake Aruba Networks for the Italian Aruba', () => {
    expect(marketplace.nearMisses).toContainEqual(
      expect.objectContaining({ holder: 'Aruba Networks', notVendor: 'aruba' }),
    );
    expect(marketplace.entries.find((entry) => entry.holder === 'Aruba Networks')?.vendor).toBeUndefined();
  });

  it('agrees with the certificates of the vendor documents', () => {
    const matched = marketplace.entries.filter(
      (entry) => entry.offering !== undefined && entry.status === 'held',
    );
    const held = [...vendorDocuments.values()].flatMap((vendor) =>
      vendor.facts.filter((item) => item.certificate === 'FedRAMP'),
    );
    expect(
      held.map((item) => key([item.subject, item.level, item.registerId, item.valid?.from])).toSorted(),
    ).toEqual(
      matched
        .map((entry) => key([`offering:${entry.offering}`, entry.level, entry.registerId, entry.from]))
        .toSorted(),
    );
  });
});

describe('registers that do not close the world', () => {
  it('Japan’s Government Cloud names five services, but was read in the press', () => {
    const list = register('jp-government-cloud');
    expect(list.entries.map((entry) => [entry.vendor, entry.status])).toEqual([
      ['aws', 'held'],
      ['gcp', 'held'],
      ['azure', 'held'],
      ['oracle', 'held'],
      ['sakura', 'conditional'],
    ]);
    expect(list).toMatchObject({ completeness: 'complete', readFrom: 'press', grade: 'claimed' });
    expect(list.absences.map((item) => item.vendor)).toEqual(['ntt', 'fujitsu', 'softbank', 'iij']);
  });

  it('SecNumCloud, CSAP, HCF, ISMAP, MTCS, C5 and Protected B are partial', () => {
    for (const id of ['secnumcloud', 'csap', 'hcf', 'ismap', 'mtcs', 'c5', 'ca-protected-b']) {
      expect(register(id).completeness).toBe('partial');
    }
  });
});
