import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  canonicalJson,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '../json/json-value.ts';
import { parseJson } from '../json/parse-json.ts';
import { compileReleases } from './merge.ts';
import { readOcds, type OcdsItem } from './read-ocds.ts';

const FIXTURES = fileURLToPath(new URL('./fixtures', import.meta.url));
const SAMPLES = fileURLToPath(new URL('../../../../../shared/samples/ocds', import.meta.url));

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.jsonl?$/.test(name))
    .toSorted();
}

async function read(path: string): Promise<OcdsItem[]> {
  const items: OcdsItem[] = [];
  for await (const item of readOcds([readFileSync(path)], { source: 'samples' })) items.push(item);
  return items;
}

function releasesIn(value: JsonValue | undefined): JsonObject[] {
  return isJsonArray(value) ? value.filter((item) => isJsonObject(item)) : [];
}

/** Items that are neither a notice nor refused with a rule and a sentence. */
async function unexplainedIn(path: string): Promise<OcdsItem[]> {
  const items = await read(path);
  return items.filter(
    ({ notice, problem }) =>
      notice === undefined &&
      !(
        problem !== undefined &&
        /^(ocds|json)-[a-z-]+$/.test(problem.type) &&
        /^.{20,}\.$/s.test(problem.detail)
      ),
  );
}

describe('the fixtures of the project', () => {
  it.each(files(FIXTURES))('explain every item of %s', async (name) => {
    expect(await unexplainedIn(`${FIXTURES}/${name}`)).toEqual([]);
  });
});

if (existsSync(SAMPLES)) {
  describe('the published samples', () => {
    it.each(files(SAMPLES))('explain every item of %s', async (name) => {
      expect(await unexplainedIn(`${SAMPLES}/${name}`)).toEqual([]);
    });

    it.each([
      ['uk-contracts-finder/contracts-finder-2022-10-20.json', 100],
      ['colombia/2021-03-03.json', 100],
      ['fictional-official/1.1_ocds-213czf-000-00001.json', 6],
      ['mexico-cdmx-and-others/record-package_split.json', 4],
      ['mexico-cdmx-and-others/versioned-release-1.json', 1],
    ])('reads every release of %s', async (name, count) => {
      const items = await read(`${SAMPLES}/${name}`);
      expect(items.filter((item) => item.notice !== undefined)).toHaveLength(count);
      expect(items.filter((item) => item.problem !== undefined)).toEqual([]);
    });

    const merges = files(`${SAMPLES}/fixtures-merge`).filter(
      (name) => !/-(compiled|versioned)\.json$/.test(name),
    );
    const load = (name: string) => parseJson(readFileSync(`${SAMPLES}/${name}`, 'utf8'));

    it.each(merges)('merges %s to the published compiled and versioned release', (name) => {
      const schema = name.startsWith('1.0') ? '1.0' : '1.1';
      const input = load(`fixtures-merge/${name}`);
      const merged = compileReleases(releasesIn(input), schema);
      const expected = (kind: string) => load(`fixtures-merge/${name.replace('.json', `-${kind}.json`)}`);
      expect(canonicalJson(merged.compiled)).toBe(canonicalJson(expected('compiled')));
      expect(canonicalJson(merged.versioned)).toBe(canonicalJson(expected('versioned')));
    });

    it.each(['1', '2'])('merges release package %s of a real publisher to its published merges', (number) => {
      const folder = 'mexico-cdmx-and-others';
      const input = load(`${folder}/release-package-${number}.json`);
      const releases = isJsonObject(input) ? releasesIn(input['releases']) : [];
      const merged = compileReleases(releases, '1.0');
      expect(canonicalJson(merged.compiled)).toBe(
        canonicalJson(load(`${folder}/compiled-release-${number}.json`)),
      );
      expect(canonicalJson(merged.versioned)).toBe(
        canonicalJson(load(`${folder}/versioned-release-${number}.json`)),
      );
    });
  });
}
