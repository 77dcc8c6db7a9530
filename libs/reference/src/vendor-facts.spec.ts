import { describe, expect, it } from '@jest/globals';
import { readFolder, readList } from './spec-documents.ts';
import type { WrittenHoldings, WrittenStatement, WrittenVendor } from './spec-documents.ts';

// Worked out by hand from the research (its pages and registers), not from the documents under test.
const vendors = readFolder<WrittenVendor>('vendors');
const statements = [...vendors.values()].flatMap((vendor) => vendor.facts);
const { holdings, holderLists } = readList('holdings');

function fact(subject: string, attribute: string): WrittenStatement | undefined {
  return statements.find((item) => item.subject === subject && item.attribute === attribute);
}
function certificates(vendor: string, scheme: string): readonly WrittenStatement[] {
  return (vendors.get(vendor)?.facts ?? []).filter((item) => item.certificate === scheme);
}
function layer(vendor: string, offering: string): string | undefined {
  return vendors.get(vendor)?.offerings.find((item) => item.id === offering)?.runsOn?.offering;
}
function holding(id: string): WrittenHoldings['holdings'][number] | undefined {
  return holdings.find((item) => item.id === id);
}

describe('what the sources say about single vendors', () => {
  it('AWS GovCloud is FedRAMP High since 2016-06-21, the commercial regions are Moderate since 2013-05-01', () => {
    expect(certificates('aws', 'FedRAMP')).toMatchObject([
      {
        subject: 'offering:aws-commercial',
        level: 'Moderate',
        registerId: 'AGENCYAMAZONEW',
        valid: { from: '2013-05-01' },
        grade: 'registered',
      },
      {
        subject: 'offering:aws-us-gov',
        level: 'High',
        registerId: 'F1603047866',
        valid: { from: '2016-06-21' },
        grade: 'registered',
      },
    ]);
  });

  it('Azure is FedRAMP High in both clouds, OCI government since 2020-10-01', () => {
    expect(
      certificates('azure', 'FedRAMP').map((item) => [item.subject, item.level, item.valid?.from]),
    ).toEqual([
      ['offering:azure-commercial', 'High', '2019-05-03'],
      ['offering:azure-government', 'High', '2020-04-29'],
    ]);
    expect(
      certificates('oracle', 'FedRAMP').find((item) => item.subject === 'offering:oci-us-gov'),
    ).toMatchObject({
      level: 'High',
      valid: { from: '2020-10-01' },
    });
  });

  it('SecNumCloud is held by seven statements, dated for PREMI3NS (2025-12-17) and Cloud Temple (2022)', () => {
    const held = [...vendors.keys()]
      .flatMap((id) => certificates(id, 'SecNumCloud'))
      .filter((item) => item.status === 'held');
    expect(
      held.map((item) => `${item.subject} ${item.level ?? '-'} ${item.valid?.from ?? '-'}`).toSorted(),
    ).toEqual([
      'offering:cloud-temple-main - 2022',
      'offering:oodrive-main - -',
      'offering:outscale-cloudgouv 3.2 -',
      'offering:ovh-pod-snc - -',
      'offering:ovh-vmware-snc - -',
      'offering:premi3ns 3.2 2025-12-17',
      'provider:outscale 3.2 -',
    ]);
  });

  it('Bleu has only passed the first stage of SecNumCloud', () => {
    expect(certificates('bleu', 'SecNumCloud')).toEqual([]);
    expect(vendors.get('bleu')?.processes).toMatchObject([
      { scheme: 'SecNumCloud', subject: 'offering:bleu-azure-m365', stage: 'in_process' },
    ]);
  });

  it('Bleu belongs to Orange and Capgemini by halves, and Microsoft holds nothing', () => {
    expect(holding('orange--bleu')?.capital).toEqual({ min: 50, max: 50 });
    expect(holding('capgemini--bleu')?.capital).toEqual({ min: 50, max: 50 });
    expect(holding('microsoft--bleu')?.capital).toEqual({ min: 0, max: 0 });
    expect(holderLists.find((item) => item.owned === 'bleu')?.complete).toBe(true);
  });

  it('S3NS is controlled by Thales; the share of Google is only known to be at most 24 percent', () => {
    expect(holding('thales--s3ns')?.capital).toEqual({ min: 50, max: 100 });
    expect(holding('google--s3ns')?.capital).toEqual({ min: 0, max: 24 });
    expect(holderLists.some((item) => item.owned === 's3ns')).toBe(false);
  });

  it('the Italian national cloud belongs to TIM 45, Leonardo 25, CDP 20 and Sogei 10', () => {
    expect(
      holdings.filter((item) => item.owned === 'psn').map((item) => [item.owner, item.capital?.min]),
    ).toEqual([
      ['tim', 45],
      ['leonardo', 25],
      ['cdp-equity', 20],
      ['sogei', 10],
    ]);
  });

  it('an agreed purchase is not held yet, and a sold stake is no longer held', () => {
    expect(holding('kkr--stt-gdc#2')).toMatchObject({ capital: { min: 75, max: 75 }, status: 'agreed' });
    expect(holding('kkr--stt-gdc')).toMatchObject({ capital: { min: 14.1, max: 14.1 }, status: 'held' });
    expect(holding('eand--khazna')).toMatchObject({ status: 'ended' });
  });

  it('5G Networks holds 89.685 percent of AUCloud', () => {
    expect(holding('5g-networks--aucloud')?.capital).toEqual({ min: 89.685, max: 89.685 });
  });

  it('Exoscale sits in Switzerland, is controlled from Mexico and has zones in five countries', () => {
    expect(fact('provider:exoscale', 'provider.seat.administration')?.value).toBe('CH');
    expect(fact('provider:exoscale', 'provider.controllers')?.value).toEqual(['MX']);
    expect(fact('offering:exoscale-public', 'offering.regions')?.value).toEqual([
      'AT',
      'BG',
      'CH',
      'DE',
      'HR',
    ]);
  });

  it('the Azure region in Saudi Arabia is announced, so it counts as no region', () => {
    const offering = vendors.get('azure')?.offerings.find((item) => item.id === 'azure-sa-east');
    expect(offering).toMatchObject({ status: 'announced', regions: { announced: [{ country: 'SA' }] } });
    expect(fact('offering:azure-sa-east', 'offering.regions')).toBeUndefined();
  });

  it('AWS has no region in Saudi Arabia, Oracle and Google have', () => {
    expect(fact('offering:aws-commercial', 'offering.regions')?.value).not.toContain('SA');
    expect(fact('offering:oci-oc1', 'offering.regions')?.value).toContain('SA');
    expect(fact('offering:gcp-public', 'offering.regions')?.value).toContain('SA');
  });

  it('the country of the European classified AWS partition is not known', () => {
    expect(fact('offering:aws-iso-e', 'offering.regions')).toBeUndefined();
  });

  it('a separate partition is logically separate, and stronger separation is not excluded', () => {
    expect(fact('offering:aws-us-gov', 'offering.isolation')).toMatchObject({
      value: ['logical'],
      complete: false,
    });
    expect(fact('offering:ovh-pod-snc', 'offering.isolation')).toMatchObject({
      value: ['physical'],
      complete: false,
    });
    expect(fact('offering:gdc-airgapped', 'offering.isolation')?.value).toEqual(['no_external_network']);
  });

  it('Azure holds the low CSAP grade since 2024-12-02; the Korean certificates keep their old years', () => {
    expect(certificates('azure', 'CSAP')).toMatchObject([{ level: 'low', valid: { from: '2024-12-02' } }]);
    expect(certificates('naver-cloud', 'CSAP')).toMatchObject([{ valid: { from: '2017' } }]);
    expect(certificates('samsung-sds', 'CSAP')).toMatchObject([{ valid: { from: '2019' } }]);
  });

  it('Sakura is in the Japanese Government Cloud under condition since 2023-11-28', () => {
    expect(certificates('sakura', 'JP-GOVCLOUD')).toMatchObject([
      { status: 'conditional', valid: { from: '2023-11-28' }, asOf: '2025-08-22' },
    ]);
  });

  it('the Australian hosting certificates are of 2021', () => {
    const years = [...vendors.keys()]
      .flatMap((id) => certificates(id, 'HCF'))
      .map((item) => item.valid?.from?.slice(0, 4));
    expect(years).toHaveLength(10);
    expect(new Set(years)).toEqual(new Set(['2021']));
  });

  it('STACKIT and Arvato Systems hold C5 type 2; of AWS the type is not known', () => {
    expect(certificates('stackit', 'C5')).toMatchObject([{ level: 'type2', asOf: '2026-04' }]);
    expect(certificates('arvato-systems', 'C5')).toMatchObject([{ level: 'type2', by: 'self' }]);
    expect(certificates('aws', 'C5')[0]?.level).toBeUndefined();
  });

  it('Data Boundary for Canada runs on the public regions of Google, Core42 on those of Azure', () => {
    expect(layer('gcp', 'gcp-ca-protected-b')).toBe('gcp-public');
    expect(layer('core42', 'core42-spc')).toBe('azure-commercial');
    expect(layer('bleu', 'sap-sovereign-fr')).toBe('bleu-azure-m365');
  });

  it('the operators of both EU sovereign editions reside in the Union of 27', () => {
    for (const subject of ['personnel:aws-eusc/operators', 'personnel:oci-oc19/operators']) {
      const residence = fact(subject, 'personnel.residence');
      expect(residence?.value).toHaveLength(27);
      expect(residence?.complete).toBe(true);
    }
    expect(fact('personnel:oci-oc19/operators', 'personnel.residence')?.grade).toBe('documented');
  });

  it('UKCloud is in liquidation since 2022-10-25 and sells nothing', () => {
    expect(vendors.get('ukcloud')).toMatchObject({
      lifecycle: { status: 'liquidated', from: '2022-10-25' },
      offerings: [],
    });
  });

  it('the Open Telekom Cloud rests on a Huawei distribution', () => {
    expect(fact('component:otc/technology', 'component.vendor')?.value).toBe('huawei');
    expect(fact('component:otc/technology', 'component.vendorCountry')?.value).toBe('CN');
  });
});
