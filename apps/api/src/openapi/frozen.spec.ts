import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { createConfig, lintFromString } from '@redocly/openapi-core';

const FROZEN = new URL('../../../../openapi.json', import.meta.url);

/** Logins end in a redirect, which is what they are for. */
const REDIRECTING = /^#\/paths\/~1login(~1callback)?\/get\/responses$/;

describe('the frozen description', () => {
  it("has nothing that Redocly's recommended rules find fault with", async () => {
    const problems = await lintFromString({
      source: readFileSync(FROZEN, 'utf8'),
      absoluteRef: FROZEN.pathname,
      config: await createConfig({ extends: ['recommended'] }),
    });
    const found = problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer]);
    expect(
      found.filter(([rule, , place = '']) => rule !== 'operation-2xx-response' || !REDIRECTING.test(place)),
    ).toEqual([]);
  });
});
