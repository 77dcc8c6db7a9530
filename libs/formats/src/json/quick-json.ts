import type { JsonLimits } from './json-problem.ts';
import { ExactNumber, type JsonValue } from './json-value.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
/** Escapes that text may not hold: NUL and halves of surrogate pairs. */
const DOUBTFUL_ESCAPE = /\\u(?:0000|[dD][89a-fA-F])/;
/** Every whole number of so many characters is safe, and is printed in one way only. */
const PLAIN_LENGTH = 15;

/**
 * Parses what the platform's parser reads just as the strict one would, in a third of the time; `undefined` where that
 * isn't sure: then the strict parser decides, and says what is wrong.
 */
export function quickJson(text: string, limits: JsonLimits, outerDepth: number): JsonValue | undefined {
  const outline = outlineOf(text, limits, outerDepth);
  if (outline === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const settled = new Settling(outline.numbers);
  const whole = settled.settle(value);
  // Of members with one name the platform keeps the last, so that there are fewer than colons.
  return settled.isSure && settled.members === outline.members ? whole : undefined;
}

interface Outline {
  /** Members by their colons. */
  readonly members: number;
  /** Every number in order: as printed where a double could change it, otherwise empty. */
  readonly numbers: readonly string[];
}

/** Passes over a text once, jumping over its strings; `undefined` for whatever may break a limit or is doubtful. */
function outlineOf(text: string, limits: JsonLimits, outerDepth: number): Outline | undefined {
  if (DOUBTFUL_ESCAPE.test(text)) return undefined;
  const deepest = limits.depth - outerDepth;
  const numbers: string[] = [];
  let members = 0;
  let depth = 0;
  let values = 1;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = endOfString(text, at + 1);
      if (end < 0 || (end - at) * 3 > limits.stringBytes) return undefined;
      at = end;
    } else if (code === COLON) members += 1;
    else if (code === COMMA) values += 1;
    else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      values += 1;
      if (depth > deepest) return undefined;
    } else if (code === 0x7d || code === 0x5d) depth -= 1;
    else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
      const end = endOfNumber(text, at + 1);
      if (end - at > limits.numberDigits) return undefined;
      numbers.push(asPrinted(text.slice(at, end)));
      at = end - 1;
    }
  }
  return values > limits.values || values > limits.members ? undefined : { members, numbers };
}

/** The place of the quote that ends a string; below zero if there is none. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start);
  while (end > start && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, quote: number): boolean {
  let from = quote;
  while (text.charCodeAt(from - 1) === BACKSLASH) from -= 1;
  return (quote - from) % 2 === 1;
}

function endOfNumber(text: string, start: number): number {
  for (let end = start; ; end += 1) {
    const code = text.charCodeAt(end);
    const isPart =
      (code >= 0x30 && code <= 0x39) ||
      code === 0x2e ||
      code === 0x65 ||
      code === 0x45 ||
      code === 0x2b ||
      code === 0x2d;
    if (!isPart) return end;
  }
}

/** A number as printed if a double could change it; see {@link ExactNumber}. */
function asPrinted(printed: string): string {
  if (printed.length <= PLAIN_LENGTH && printed !== '-0' && !/[.eE]/.test(printed)) return '';
  const value = Number(printed);
  return Number.isSafeInteger(value) && String(value) === printed ? '' : printed;
}

/** Goes through a parsed value in the order of its text: counts members, and puts numbers back as they were printed. */
class Settling {
  members = 0;
  isSure = true;
  private next = 0;

  constructor(private readonly numbers: readonly string[]) {}

  settle(value: unknown): JsonValue {
    if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
    if (typeof value === 'number') return this.number(value);
    if (Array.isArray(value)) {
      const list: JsonValue[] = value;
      for (let index = 0; index < list.length; index += 1) {
        const item = list[index];
        if (typeof item !== 'string') list[index] = this.settle(item);
      }
      return list;
    }
    return isRecord(value) ? this.object(value) : this.doubtful();
  }

  private object(value: Record<string, JsonValue>): JsonValue {
    let isFirst = true;
    for (const key in value) {
      // Names that are whole numbers come before all others, in whatever order they were printed.
      if (isFirst && this.numbers.length > 0 && isDigit(key.charCodeAt(0))) return this.doubtful();
      if (key === '__proto__') return this.doubtful();
      isFirst = false;
      this.members += 1;
      const item = value[key];
      if (typeof item === 'string') continue;
      const settled = this.settle(item);
      if (settled !== item) value[key] = settled;
    }
    return value;
  }

  private number(value: number): JsonValue {
    const printed = this.numbers[this.next] ?? '';
    this.next += 1;
    return printed === '' ? value : new ExactNumber(printed);
  }

  private doubtful(): null {
    this.isSure = false;
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, JsonValue> {
  return typeof value === 'object' && value !== null;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
