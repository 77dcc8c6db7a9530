import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BOARD_STYLE, REFUSED_BUTTONS, REFUSED_ITEMS, STATE_TABS } from './board-style.ts';

const PAGE = join(dirname(fileURLToPath(import.meta.resolve('@bull-board/ui/package.json'))), 'dist/static');

function textOf(folder: string): string {
  return readdirSync(join(PAGE, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(`.${folder}`))
    .map((name) => readFileSync(join(PAGE, folder, name), 'utf8'))
    .join('\n');
}

describe('the style of the board', () => {
  it.each([...new Set([...REFUSED_BUTTONS, ...REFUSED_ITEMS])])(
    'names the icon "%s" as bull-board does',
    (icon) => {
      expect(textOf('js').includes(`name:"${icon}"`)).toBe(true);
      expect(BOARD_STYLE).toContain(`.lucide-${icon}`);
    },
  );

  it('names the list of states as bull-board does', () => {
    expect(textOf('css').includes(`.${STATE_TABS}`)).toBe(true);
  });
});
