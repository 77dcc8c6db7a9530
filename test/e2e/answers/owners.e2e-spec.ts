import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../support/eventually.ts';
import { startPlacet, type TestPlacet } from '../../support/service/placet.ts';
import { MARKET, SCHEMES, vendor, vocabulary } from '../../support/story/story.ts';

const fixture = (path: string): string =>
  readFileSync(new URL(`../../../libs/formats/src/${path}`, import.meta.url), 'utf8');

describe('owners delivered as BODS and GLEIF', () => {
  let placet: TestPlacet;

  beforeAll(async () => {
    placet = await startPlacet();
    await placet.call('POST', '/v1/sources', { body: { id: 'owners', name: 'Owners', kind: 'push' } });
    const alpha = vendor('alpha').replace(
      'identifiers: []',
      'identifiers: [{scheme: LEI, value: EXAMPLECLOUD00000A12}]',
    );
    for (const document of [vocabulary(), MARKET, SCHEMES, alpha]) await placet.deliver('owners', document);
  }, 60_000);

  afterAll(() => placet?.close());

  it('are accounted for statement by statement, and belong to the vendor with the LEI', async () => {
    const bods = await placet.deliver(
      'owners',
      fixture('bods/fixtures/statements-0.4.json'),
      'application/json',
    );
    expect(bods.body).toMatchObject({ format: 'bods', counts: { received: 10, quarantined: 1, pending: 0 } });
    await eventually(async () => {
      const { body } = await placet.get('/v1/vendors/alpha');
      expect(body.holders).toMatchObject([
        {
          id: 'bods-rel1',
          owner: { id: 'bods-parent', name: 'Example Holding Agency', country: 'NO' },
          capital: { min: 50, max: 75 },
          votes: { min: 60, max: 60 },
        },
      ]);
    });
  });

  it('change nothing when they come again', async () => {
    const { body } = await placet.deliver(
      'owners',
      fixture('bods/fixtures/statements-0.4.json'),
      'application/json',
    );
    expect(body.counts).toMatchObject({ received: 10, applied: 0, quarantined: 1 });
  });

  it('are read from GLEIF in XML and JSON', async () => {
    const relationships = await placet.deliver(
      'owners',
      fixture('gleif/fixtures/relationships.xml'),
      'application/xml',
    );
    expect(relationships.body).toMatchObject({
      format: 'gleif',
      counts: { received: 4, applied: 2, quarantined: 2 },
    });
    const identities = await placet.deliver(
      'owners',
      fixture('gleif/fixtures/identities.json'),
      'application/json',
    );
    expect(identities.body.counts).toMatchObject({ received: 3, applied: 1, quarantined: 2 });
    await eventually(async () => {
      const { body } = await placet.get('/v1/vendors/alpha');
      expect(body.holders.map((holder: { id: string }) => holder.id).toSorted()).toEqual([
        'bods-rel1',
        'gleif-examplecloud00000a12-is_directly_consolidated_by-exampleparent0000b34',
      ]);
    });
  });
});
