import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

function read(path: string): string {
  return readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
}

const manifest: { dependencies: Record<string, string>; devDependencies: Record<string, string> } =
  JSON.parse(read('package.json'));

/** Package and version of each table row below a heading, up to the next one. */
function listedUnder(heading: string): Record<string, string> {
  const [, after = ''] = read('docs/dependencies.md').split(`\n## ${heading}\n`);
  const [section = ''] = after.split('\n## ');
  const rows = section.matchAll(/^\| `([^`]+)` +\| (\S+) +\| [^|]+\S +\| [^|]+\S +\|$/gm);
  return Object.fromEntries([...rows].map(([, name = '', version = '']) => [name, version]));
}

describe('docs/dependencies.md', () => {
  it('names every production dependency with its version, a reason and an alternative, and no other', () => {
    expect(listedUnder('In production')).toEqual(manifest.dependencies);
  });

  it('names every development dependency with its version, a reason and an alternative, and no other', () => {
    expect(listedUnder('For development')).toEqual(manifest.devDependencies);
  });
});

describe('package.json', () => {
  it('pins every dependency to one exact version', () => {
    const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });
});
