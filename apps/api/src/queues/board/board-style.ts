/** Icons of the buttons for what the board refuses: making up a copy of a job, altering it, throwing one or all away. */
export const REFUSED_BUTTONS = ['files', 'pencil', 'trash', 'list-x'] as const;
/** Icons of the same in menus: adding a job, emptying a queue, obliterating it. */
export const REFUSED_ITEMS = ['plus', 'trash', 'ban'] as const;
/** How the class of the list of states begins; the rest changes with every version of bull-board. */
export const STATE_TABS = 'statusTabs-';

const refused = anyOf(REFUSED_BUTTONS);

/**
 * What is added to bull-board's own styles: its only switch for buttons hides retrying and pausing too. Icons name buttons
 * in every language of the page. The states of jobs wrap, where a window of 1280 pixels would cut off the failed ones.
 */
export const BOARD_STYLE = `
button:has(> ${refused}), li:has(> button > ${refused}, > span > button > ${refused}) { display: none; }
[role='menuitem']:has(> ${anyOf(REFUSED_ITEMS)}) { display: none; }
ul[class^='${STATE_TABS}'] { flex-wrap: wrap; overflow: visible; mask-image: none; -webkit-mask-image: none; }
ul[class^='${STATE_TABS}'] > li > a { padding: 0.5em 0.6em; font-size: 0.8rem; }
`;

function anyOf(icons: readonly string[]): string {
  return `:is(${icons.map((icon) => `.lucide-${icon}`).join(', ')})`;
}
