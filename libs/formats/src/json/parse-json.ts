import { ExactNumber, type JsonObject, type JsonValue } from './json-value.ts';
import { JSON_LIMITS, JsonProblem, pointerToken, type JsonLimits, type JsonRule } from './json-problem.ts';
import { quickJson } from './quick-json.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LONE_SURROGATE = /[\ud800-\udfff]/u;
/** Names of members repeat from object to object: the last ones met are kept by a hash, so that no text is cut out anew. */
const NAMES: string[] = Array.from({ length: 1024 }, () => '');
const NAME_LENGTH = 64;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/**
 * Parses one JSON value strictly (RFC 8259) within limits, numbers unrounded. Refused on top: keys that repeat within
 * an object, the key `__proto__`, NUL characters and lone surrogates, which no database text can hold.
 * `outerDepth` is the nesting around the text. Throws {@link JsonProblem}.
 */
export function parseJson(text: string, limits: JsonLimits = JSON_LIMITS, outerDepth = 0): JsonValue {
  return quickJson(text, limits, outerDepth) ?? new Parser(text, limits, outerDepth).document();
}

class Parser {
  private at = 0;
  private values = 0;
  private readonly path: (string | number)[] = [];
  /** How much of the path leads to the value being read. */
  private reached = 0;

  constructor(
    private readonly text: string,
    private readonly limits: JsonLimits,
    private readonly outerDepth: number,
  ) {}

  document(): JsonValue {
    this.space();
    const value = this.value(1);
    this.space();
    if (this.at < this.text.length)
      this.fail('json-malformed', `Text follows the end of the value: ${this.near()}.`);
    return value;
  }

  /** `level` is the nesting the value has if it is an array or object. */
  private value(level: number): JsonValue {
    this.values += 1;
    if (this.values > this.limits.values)
      this.fail('json-count', `The item holds more than ${this.limits.values} values; send it in parts.`);
    switch (this.text.charCodeAt(this.at)) {
      case 0x7b:
        return this.object(level);
      case 0x5b:
        return this.array(level);
      case QUOTE:
        return this.string();
      case 0x74:
        return this.word('true', true);
      case 0x66:
        return this.word('false', false);
      case 0x6e:
        return this.word('null', null);
      default:
        return this.number();
    }
  }

  private object(level: number): JsonObject {
    this.enter(level);
    const object: Record<string, JsonValue> = {};
    let members = 0;
    this.space();
    if (this.text.charCodeAt(this.at) === 0x7d) return this.leave(object);
    for (;;) {
      if (this.text.charCodeAt(this.at) !== QUOTE)
        this.fail('json-malformed', `A key in double quotes is expected, found ${this.near()}.`);
      const key = this.name();
      if (key === '__proto__')
        this.fail(
          'json-forbidden-key',
          'The key "__proto__" is refused because programs may take it for their own; rename it.',
        );
      if (object[key] !== undefined && Object.hasOwn(object, key))
        this.fail(
          'json-duplicate-key',
          `The key ${JSON.stringify(key)} occurs twice in one object, so its value is ambiguous; keep one.`,
        );
      this.space();
      if (this.text.charCodeAt(this.at) !== 0x3a)
        this.fail('json-malformed', `A colon is expected after the key, found ${this.near()}.`);
      this.path[level - 1] = key;
      this.reached = level;
      members += 1;
      if (members > this.limits.members)
        this.fail('json-count', `An object has more than ${this.limits.members} members.`);
      this.at += 1;
      this.space();
      object[key] = this.value(level + 1);
      this.reached = level - 1;
      this.space();
      const next = this.text.charCodeAt(this.at);
      if (next === 0x7d) return this.leave(object);
      if (next !== 0x2c)
        this.fail('json-malformed', `A comma or "}" is expected after a member, found ${this.near()}.`);
      this.at += 1;
      this.space();
    }
  }

  private array(level: number): JsonValue[] {
    this.enter(level);
    const array: JsonValue[] = [];
    this.space();
    if (this.text.charCodeAt(this.at) === 0x5d) return this.leave(array);
    for (;;) {
      this.path[level - 1] = array.length;
      this.reached = level;
      array.push(this.value(level + 1));
      this.reached = level - 1;
      this.space();
      const next = this.text.charCodeAt(this.at);
      if (next === 0x5d) return this.leave(array);
      if (next !== 0x2c)
        this.fail('json-malformed', `A comma or "]" is expected after an element, found ${this.near()}.`);
      this.at += 1;
      this.space();
    }
  }

  private enter(level: number): void {
    if (level + this.outerDepth > this.limits.depth)
      this.fail(
        'json-depth',
        `The document nests deeper than ${this.limits.depth} levels; flatten it or send the part that matters.`,
      );
    this.at += 1;
  }

  private leave<T>(value: T): T {
    this.at += 1;
    return value;
  }

  private name(): string {
    const { text } = this;
    const start = this.at + 1;
    let end = start;
    let hash = 0;
    let code = text.charCodeAt(end);
    while (code !== QUOTE && code !== BACKSLASH && code >= 0x20) {
      hash = (Math.imul(hash, 31) + code) | 0;
      code = text.charCodeAt((end += 1));
    }
    if (code !== QUOTE || end - start > NAME_LENGTH) return this.string();
    this.at = end + 1;
    const slot = hash & (NAMES.length - 1);
    const known = NAMES[slot] ?? '';
    if (known.length === end - start && text.startsWith(known, start)) return known;
    const name = text.slice(start, end);
    NAMES[slot] = name;
    return name;
  }

  private string(): string {
    const { text } = this;
    const start = this.at + 1;
    let end = start;
    let code = text.charCodeAt(end);
    while (code !== QUOTE && code !== BACKSLASH && code >= 0x20) code = text.charCodeAt((end += 1));
    if (code !== QUOTE) return this.escapedString(start, end);
    this.at = end + 1;
    this.measure(end - start, text, start, end);
    return text.slice(start, end);
  }

  private escapedString(start: number, firstStop: number): string {
    const { text } = this;
    let result = '';
    let from = start;
    let end = firstStop;
    for (;;) {
      const code = text.charCodeAt(end);
      if (code === QUOTE) break;
      if (Number.isNaN(code)) {
        this.at = start - 1;
        this.fail('json-truncated', 'A string is not closed before the text ends.');
      }
      if (code < 0x20) {
        this.at = end;
        this.fail(
          'json-malformed',
          `A string holds a raw control character (U+${hex(code)}); write it as an escape such as \\n.`,
        );
      }
      if (code !== BACKSLASH) {
        end += 1;
        continue;
      }
      this.at = end;
      result += text.slice(from, end);
      const escape = text.charAt(end + 1);
      if (escape === 'u') {
        const digits = text.slice(end + 2, end + 6);
        if (!/^[0-9a-fA-F]{4}$/.test(digits))
          this.fail('json-malformed', 'An escape \\u needs four hexadecimal digits.');
        const unit = Number.parseInt(digits, 16);
        if (unit === 0)
          this.fail('json-nul', 'A string holds the NUL character (\\u0000), which no text can.');
        result += String.fromCharCode(unit);
        end += 6;
      } else {
        const character = ESCAPES[escape];
        if (character === undefined)
          this.fail('json-malformed', `"\\${escape}" is no escape of JSON; a backslash is written "\\\\".`);
        result += character;
        end += 2;
      }
      from = end;
    }
    result += text.slice(from, end);
    if (LONE_SURROGATE.test(result))
      this.fail(
        'json-lone-surrogate',
        'A string holds half of a surrogate pair, which is no character; write the whole pair.',
      );
    this.at = end + 1;
    this.measure(result.length, result, 0, result.length);
    return result;
  }

  /** Compares the bytes of a string with the limit; counts them only when the characters could exceed it. */
  private measure(characters: number, text: string, start: number, end: number): void {
    if (characters * 3 <= this.limits.stringBytes) return;
    if (Buffer.byteLength(text.slice(start, end)) > this.limits.stringBytes)
      this.fail(
        'json-string-length',
        `A string is longer than ${this.limits.stringBytes} bytes; long texts and files belong behind a link.`,
      );
  }

  private number(): number | ExactNumber {
    NUMBER.lastIndex = this.at;
    const match = NUMBER.exec(this.text);
    if (match === null) {
      if (this.at >= this.text.length)
        this.fail('json-truncated', 'The text ends where a value is expected.');
      this.fail('json-malformed', `A value is expected, found ${this.near()}.`);
    }
    const lexeme = match[0];
    if (lexeme.length > this.limits.numberDigits)
      this.fail('json-number-length', `A number has more than ${this.limits.numberDigits} characters.`);
    this.at += lexeme.length;
    const value = Number(lexeme);
    return Number.isSafeInteger(value) && String(value) === lexeme ? value : new ExactNumber(lexeme);
  }

  private word<T>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at))
      this.fail('json-malformed', `A value is expected, found ${this.near()}.`);
    this.at += word.length;
    return value;
  }

  private space(): void {
    const { text } = this;
    let code = text.charCodeAt(this.at);
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09)
      code = text.charCodeAt((this.at += 1));
  }

  private near(): string {
    if (this.at >= this.text.length) return 'the end of the text';
    return JSON.stringify(this.text.slice(this.at, this.at + 12));
  }

  private fail(rule: JsonRule, message: string): never {
    const pointer = this.path
      .slice(0, this.reached)
      .map((token) => `/${pointerToken(token)}`)
      .join('');
    const truncated = rule === 'json-malformed' && this.at >= this.text.length;
    throw new JsonProblem(truncated ? 'json-truncated' : rule, message, pointer, this.at);
  }
}

function hex(code: number): string {
  return code.toString(16).toUpperCase().padStart(4, '0');
}
