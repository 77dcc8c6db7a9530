import type { UIConfig } from '@bull-board/api/typings/app';
import { BOARD_STYLE } from './board-style.ts';

/** All scripts and styles come from here; React sets styles on elements, which counts as inline. */
export const BOARD_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Fonts of somebody else's server: the page works without a network, and tells nobody that it was opened. */
const FOREIGN = /<link[^>]+href="https?:\/\/[^>]*>/g;

/**
 * Fills in bull-board's page.
 *
 * @throws Error when its template asks for something that is not known here, which a new version may do.
 */
export function boardPage(template: string, basePath: string, uiConfig: UIConfig): string {
  const values: Readonly<Record<string, string>> = {
    basePath: escaped(basePath),
    title: escaped(uiConfig.boardTitle ?? ''),
    favIconDefault: escaped(uiConfig.favIcon?.default ?? ''),
    favIconAlternative: escaped(uiConfig.favIcon?.alternative ?? ''),
    // Inside a script element: nothing may end it.
    uiConfig: JSON.stringify(uiConfig).replaceAll('<', '\\u003c').replaceAll('>', '\\u003e'),
  };
  const page = template.replaceAll(FOREIGN, '').replace('</head>', `<style>${BOARD_STYLE}</style></head>`);
  return page.replaceAll(/<%[=-]\s*(\w+)\s*%>/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The page of bull-board asks for "${name}"; see board-page.ts.`);
    return value;
  });
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
