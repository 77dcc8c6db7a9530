import type { ReadHints } from './document-item.ts';

/** A part of a delivery that is parsed by itself, so that a broken one never harms its neighbours. */
export interface Piece {
  readonly bytes: Uint8Array;
  /** Line of the delivery on which it starts, from 1. */
  readonly firstLine: number;
  readonly syntax: 'yaml' | 'json';
}

const NEWLINE = 0x0a;
const DASH = 0x2d;
const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;

interface Line {
  readonly start: number;
  readonly end: number;
}

/** Cuts UTF-8 bytes into documents; the syntax is detected from the content unless it is pinned. */
export function cutPieces(bytes: Uint8Array, format?: ReadHints['format']): readonly Piece[] {
  const lines = linesOf(bytes);
  switch (format ?? detectFormat(bytes, lines)) {
    case 'json':
      return [{ bytes, firstLine: 1, syntax: 'json' }];
    case 'json-lines':
      return lines.flatMap((line, at): Piece[] =>
        firstVisible(bytes, line) === null
          ? []
          : [{ bytes: bytes.subarray(line.start, line.end), firstLine: at + 1, syntax: 'json' }],
      );
    default:
      return cutYaml(bytes, lines);
  }
}

function detectFormat(bytes: Uint8Array, lines: readonly Line[]): 'yaml' | 'json' | 'json-lines' {
  const visible = lines.map((line) => firstVisible(bytes, line)).filter((byte) => byte !== null);
  if (visible[0] !== OPEN_BRACE && visible[0] !== OPEN_BRACKET) return 'yaml';
  // A pretty-printed document opens one brace in the first column; JSON Lines open one on every line.
  const opened = lines.filter((line) => bytes[line.start] === OPEN_BRACE).length;
  return visible[0] === OPEN_BRACE && opened > 1 ? 'json-lines' : 'json';
}

/** A line that starts with `---` ends the document before it, even inside block text (YAML 1.2.2, 9.1.4). */
function cutYaml(bytes: Uint8Array, lines: readonly Line[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  let firstLine = 1;
  const cut = (to: number): void => {
    pieces.push({ bytes: bytes.subarray(from, to), firstLine, syntax: 'yaml' });
  };
  let hasContent = false;
  lines.forEach((line, at) => {
    if (isDocumentStart(bytes, line)) {
      // Directives and comments before the first marker belong to the document that it opens.
      if (hasContent) {
        cut(line.start);
        from = line.start;
        firstLine = at + 1;
      }
      // Content may start on the marker's own line.
      hasContent = line.end - line.start > 4;
      return;
    }
    const byte = firstVisible(bytes, line);
    if (byte !== null && byte !== 0x23 && bytes[line.start] !== 0x25) hasContent = true;
  });
  if (hasContent || pieces.length === 0) cut(bytes.length);
  return pieces;
}

function isDocumentStart(bytes: Uint8Array, { start, end }: Line): boolean {
  if (bytes[start] !== DASH || bytes[start + 1] !== DASH || bytes[start + 2] !== DASH) return false;
  const next = start + 3 < end ? bytes[start + 3] : NEWLINE;
  return next === NEWLINE || next === 0x0d || next === 0x20 || next === 0x09;
}

/** The first byte of a line that isn't white space. */
function firstVisible(bytes: Uint8Array, { start, end }: Line): number | null {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return byte;
  }
  return null;
}

/** Lines without their line feeds; the empty rest after a final line feed is none. */
function linesOf(bytes: Uint8Array): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
    lines.push({ start, end });
    start = end + 1;
  }
  if (start < bytes.length) lines.push({ start, end: bytes.length });
  return lines;
}
