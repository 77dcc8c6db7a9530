import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_NEEDS, prepare } from '#domain';
import type { Decision, DefaultNeed } from '#domain';
import { buildWorld, readDocuments } from '#formats';

const data = new URL('../data/', import.meta.url);
const files = readdirSync(data, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.yaml'),
);
const world = buildWorld(
  files.flatMap((path) =>
    [...readDocuments(readFileSync(new URL(path, data)))].flatMap(({ kind, id, version, document }) =>
      kind === null || id === null || document === null
        ? []
        : [{ kind, id, version, document, recordedFrom: '2026-11-24T00:00:00Z', recordedTo: null }],
    ),
  ),
);
const TODAY = '2026-11-24';

function ask(market: string, need: DefaultNeed, offering: string, asOf = TODAY): Decision {
  const given = world.markets.get(market)?.needs[need] ?? {};
  return prepare(world, { market, need: given, asOf })(offering);
}
function gate(decision: Decision, name: string): string | null | undefined {
  return decision.requirements.find((item) => `${item.regime}/${item.requirement}` === name)?.state;
}

describe('answers on the shipped data', () => {
  it('AWS GovCloud serves a federal buyer at Moderate once the representations are declared', () => {
    const decision = ask('US', 'public', 'aws-us-gov');
    expect(decision.verdict).toBe('conditional');
    expect(gate(decision, 'us-fedramp/level')).toBe('pass');
    expect(decision.gates).toMatchObject({ fail: 0, open: 0 });
  });

  it('a 20x Low authorisation is not Moderate as long as the Marketplace shows no other', () => {
    expect(gate(ask('US', 'public', 'gcp-gemini-for-government', '2026-06-01'), 'us-fedramp/level')).toBe(
      'fail',
    );
    expect(gate(ask('US', 'public', 'gcp-gemini-for-government'), 'us-fedramp/level')).toBe('open');
  });

  it('a product without an offering says nothing about the other offerings of its vendor', () => {
    expect(gate(ask('US', 'public', 'oci-oc1'), 'us-fedramp/level')).toBe('open');
  });

  it('the Marketplace settles absence while its reading is fresh, and no longer after 90 days', () => {
    expect(gate(ask('US', 'public', 'ovh-public', '2026-07-27'), 'us-fedramp/level')).toBe('fail');
    expect(gate(ask('US', 'public', 'ovh-public', '2026-07-28'), 'us-fedramp/level')).toBe('open');
  });

  it('AWS has no region in Saudi Arabia, so it is not offered there', () => {
    const decision = ask('SA', 'public', 'aws-commercial');
    expect(decision.served.outcome).toBe('false');
    expect(decision.verdict).toBe('ineligible');
  });

  it('an announced region has no verdict yet', () => {
    expect(ask('SA', 'public', 'azure-sa-east').verdict).toBeNull();
  });

  it('a maker named in section 889 fails for federal buyers', () => {
    expect(gate(ask('US', 'public', 'huawei-cloud-main'), 'us-889/a')).toBe('fail');
  });

  it('Azure has the level that Singapore asks for, but no date of the certificate was found', () => {
    const decision = ask('SG', 'public', 'azure-commercial');
    expect(gate(decision, 'sg-mtcs/level')).toBe('unproven');
    expect(decision.verdict).toBe('conditional');
  });

  it('a Korean certificate of 2017 with five years of validity proves nothing today', () => {
    expect(gate(ask('KR', 'public', 'ncloud-gov'), 'kr-csap/grade')).toBe('open');
  });

  it('leaves nothing in the default needs undecided but duties of the buyer', () => {
    const duties = new Set(
      [...world.vocabulary.needs.values()].filter(({ duty }) => duty).map(({ id }) => id),
    );
    // Uzbekistan asks the buyer for the ground of a transfer; that is a duty of the buyer too.
    duties.add('transfer.basis');
    const open = [...world.markets.values()].flatMap((market) =>
      DEFAULT_NEEDS.flatMap((need) => {
        const decide = prepare(world, {
          market: market.code,
          need: market.needs[need],
          asOf: TODAY,
          explain: false,
        });
        return decide('aws-commercial')
          .openNeeds.filter((path) => !duties.has(path))
          .map((path) => `${market.code} ${need} ${path}`);
      }),
    );
    expect(open).toEqual([]);
  });
});
