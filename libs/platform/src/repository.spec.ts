import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('../../../', import.meta.url));

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
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

describe('README.md', () => {
  it('has the two commands on lines of their own', () => {
    const lines = read('README.md').split('\n');
    expect(lines).toContain('npm install && npm start');
    expect(lines).toContain('npm install && npm test');
  });

  it('explains every setting of .env.example and no other', () => {
    const explained = [...read('README.md').matchAll(/^\| `([A-Z_]+)` /gm)].map(([, name = '']) => name);
    const settings = [...read('.env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name = '']) => name);
    expect(explained.toSorted()).toEqual(settings.toSorted());
  });
});

describe('the documents', () => {
  const documents = ['.', 'docs', 'docs/adr', 'docs/runbook'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name)),
  );

  it.each(documents)('%s links only to what is there', (document) => {
    const links = [...read(document).matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map(
      ([, path = '']) => path,
    );
    expect(links.filter((path) => !existsSync(join(root, dirname(document), path)))).toEqual([]);
  });

  it('list every decision and every page of the runbook in their indexes', () => {
    for (const folder of ['docs/adr', 'docs/runbook']) {
      const pages = readdirSync(join(root, folder)).filter((name) => name !== 'README.md');
      expect(pages.filter((name) => !read(join(folder, 'README.md')).includes(`(${name})`))).toEqual([]);
    }
  });
});
