import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AssembledWorld } from '#formats';
import { measure } from './decidedness.ts';
import { MARKETPLACE_DAY, PAGE_DAY } from './decidedness-page.ts';
import { list, page, table } from './markdown.ts';
import { regimesPage } from './regimes-page.ts';
import { fingerprintOf, shippedWorld } from './shipped-world.ts';

let world: AssembledWorld;
beforeAll(() => {
  world = shippedWorld();
});

/** The cells of a regime's row. */
function rowOf(regime: string): readonly string[] {
  const line = regimesPage(world)
    .split('\n')
    .find((one) => one.startsWith(`| \`${regime}\` |`));
  return (line ?? '')
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

describe('Markdown of the generated pages', () => {
  it('keeps a cell on its line and between its bars', () => {
    expect(table(['a', 'b'], [['x | y', 'two\nlines']], new Set(['b']))).toBe(
      '| a | b |\n| --- | ---: |\n| x \\| y | two lines |',
    );
  });

  it('writes stars and angles as themselves', () => {
    expect(list(['5 * 3 < 20'])).toBe('- 5 \\* 3 &lt; 20');
  });

  it('leaves out empty parts', () => {
    expect(page(['one', '', 'two'])).toBe('one\n\ntwo\n');
  });
});

describe('the page about regimes', () => {
  // By hand from the document: gates cert, protected and own, the last of medium confidence; six sources.
  it('counts the requirements of the Australian hosting rules', () => {
    const [, title, status, valid, ...counts] = rowOf('au-hcf');
    expect([title, status, valid]).toEqual([
      'Hosting Certification Framework',
      'in_force',
      'from 2021-04-01 (stated: 2021-04)',
    ]);
    expect(counts).toEqual(['3', '0', '0', '0', '0', '2', '1', '0', '0', '6']);
  });

  // By hand: N2SF asks only the agency, once as a gate and twice as a preference.
  it('tells duties of the buyer from what a vendor has to meet', () => {
    expect(rowOf('kr-n2sf').slice(4)).toEqual(['1', '0', '2', '0', '3', '1', '2', '0', '0', '7']);
  });

  it('shows what is unsettled about a regime and that nothing was left unsaid', () => {
    const text = regimesPage(world);
    expect(text).toContain('`kr-csap`: Unsettled. Since January 2026');
    expect(text).toContain('`it-acn/class` may also be read so: strategic data needs level 4');
    expect(text).toContain('**What could not be expressed**: nothing');
  });
});

describe('decidedness', () => {
  // By hand: complete lists without France are those of GovCloud, China and the European edition of AWS, of Exoscale
  // and of Oracle's European realm; nothing is asked for ordinary data.
  it('counts what becomes of the offerings of public buyers in France', () => {
    const { offerings, verdicts, causes, medianQuestions } = measure(world, 'FR', 'public', PAGE_DAY);
    expect(verdicts).toEqual({
      eligible: 0,
      conditional: 0,
      unregulated: offerings - 5,
      unknown: 0,
      ineligible: 5,
    });
    expect([causes, medianQuestions]).toEqual([[], null]);
  });

  it('names what open decisions wait for, each once for an offering', () => {
    const { causes, verdicts, medianQuestions } = measure(world, 'SG', 'public', PAGE_DAY);
    expect(causes).toEqual([{ attribute: 'certificate:MTCS', offerings: verdicts.unknown }]);
    expect(medianQuestions).toBe(1);
  });

  it('takes the answers of the EU framework as one', () => {
    const { causes } = measure(world, 'EU', 'public', PAGE_DAY);
    expect(causes.map(({ attribute }) => attribute)).toEqual(['offering.csf.SOV-n-m']);
  });

  it('leaves nothing unknown for federal buyers while the Marketplace is fresh', () => {
    expect(measure(world, 'US', 'public', MARKETPLACE_DAY).verdicts.unknown).toBe(0);
  });
});

describe('the fingerprint of documents', () => {
  it('changes with a byte, a name and the order', () => {
    const one = { path: 'a.yaml', bytes: Buffer.from('x: 1') };
    const two = { path: 'b.yaml', bytes: Buffer.from('y: 2') };
    const prints = [
      [one, two],
      [two, one],
      [{ ...one, path: 'c.yaml' }, two],
      [{ ...one, bytes: Buffer.from('x: 2') }, two],
    ].map(fingerprintOf);
    expect(new Set(prints).size).toBe(4);
    expect(fingerprintOf([one, two])).toBe(prints[0]);
  });
});
