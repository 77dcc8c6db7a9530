import {
  Composer,
  CST,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  Parser,
  type Document,
  type Node,
  type Pair,
  type YAMLError,
} from 'yaml';
import { bytesOf, losesDigits, offsetOf, shorten, type ParseResult, type Span } from './json.ts';
import type { JsonValue } from './json-value.ts';
import type { TextLimits } from './limits.ts';
import { LineIndex } from './position.ts';
import { pointerTo } from './pointer.ts';
import { isLargerThan } from './text-size.ts';

/** Lexemes between two turns of others: a millisecond's work. */
const STEP_LEXEMES = 1000;

class Refusal extends Error {
  readonly offset: number;
  readonly pointer: string;

  constructor(message: string, offset: number, pointer = '') {
    super(message);
    this.offset = offset;
    this.pointer = pointer;
  }
}

/**
 * Parses one YAML 1.2 document of the core schema into plain JSON. Dates stay text, tags outside the core schema,
 * duplicate keys, alias bombs and whatever JSON cannot say are refused. An empty document is `null`.
 */
export function parseYaml(text: string, limits: TextLimits, firstLine = 1): ParseResult {
  const steps = parseYamlInSteps(text, limits, firstLine);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Parses like {@link parseYaml}, in steps between which others may have their turn. */
export function* parseYamlInSteps(
  text: string,
  limits: TextLimits,
  firstLine = 1,
): Generator<void, ParseResult, void> {
  try {
    const document = compose(text, yield* tokensOf(text), limits);
    const reading = new YamlReading(document, limits);
    const value = reading.read();
    let lines: LineIndex | null = null;
    return {
      parsed: {
        value,
        locate: (pointer, what = 'value') =>
          (lines ??= new LineIndex(text, firstLine)).at(offsetOf(reading.spans, pointer, what)),
        sourceBytes: (pointer) => bytesOf(text, reading.spans.get(pointer)),
      },
      problem: null,
    };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const position = new LineIndex(text, firstLine).at(error.offset);
    return { parsed: null, problem: { ...position, pointer: error.pointer, message: error.message } };
  }
}

/** Taking the text apart is most of the work. */
function* tokensOf(text: string): Generator<void, CST.Token[], void> {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let lexemes = 0;
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    if (++lexemes % STEP_LEXEMES === 0) yield;
  }
  tokens.push(...parser.end());
  return tokens;
}

function compose(text: string, tokens: readonly CST.Token[], limits: TextLimits): Document.Parsed {
  for (const token of tokens) refuseDepth(token, limits.depth);
  // Unique keys are checked while reading: the parser's own check is quadratic in the size of a map.
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    uniqueKeys: false,
    merge: false,
    logLevel: 'silent',
  });
  const documents = [...composer.compose(tokens, true, text.length)];
  const [document, second] = documents;
  if (document === undefined) throw new Refusal('The document is empty.', 0);
  const fault = document.errors[0] ?? document.warnings[0];
  // What is missing at the end is reported on the last line that says something.
  if (fault !== undefined) throw new Refusal(explain(fault), Math.min(fault.pos[0], text.trimEnd().length));
  if (second !== undefined) {
    throw new Refusal('A second document starts here. Put a line with --- before it.', second.range[0]);
  }
  return document;
}

function explain(fault: YAMLError): string {
  const said = shorten(fault.message.replace(/\s+at line \d+[\s\S]*$/, ''), 200);
  switch (fault.code) {
    case 'TAG_RESOLVE_FAILED':
      return `${said}. Only the tags of YAML's core schema are read; remove the tag.`;
    case 'TAB_AS_INDENT':
      return `${said}. Indent with spaces.`;
    case 'BAD_INDENT':
      return `${said}. Lines of one map or list start in the same column.`;
    default:
      return `This isn't valid YAML: ${said}.`;
  }
}

/** Measures nesting before composing, which is recursive and would otherwise exhaust the stack. */
function refuseDepth(token: CST.Token, limit: number): void {
  const open: { readonly token: CST.Token; readonly depth: number }[] = [{ token, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token: current, depth } = next;
    if (current.type === 'document') {
      if (current.value) open.push({ token: current.value, depth });
    } else if (CST.isCollection(current)) {
      if (depth >= limit) {
        throw new Refusal(
          `Maps and lists are nested deeper than ${limit} levels. Flatten the document.`,
          current.offset,
        );
      }
      for (const item of current.items) {
        if (item.key) open.push({ token: item.key, depth: depth + 1 });
        if (item.value) open.push({ token: item.value, depth: depth + 1 });
      }
    }
  }
}

class YamlReading {
  readonly spans = new Map<string, Span>();
  readonly #document: Document.Parsed;
  readonly #limits: TextLimits;
  #aliases = 0;

  constructor(document: Document.Parsed, limits: TextLimits) {
    this.#document = document;
    this.#limits = limits;
  }

  read(): JsonValue {
    const root = this.#document.contents as Node | null;
    return root === null ? null : this.#node(root, '', root.range?.[0] ?? 0, 0);
  }

  #node(node: Node, pointer: string, keyStart: number, depth: number): JsonValue {
    const [start, end] = node.range ?? [keyStart, keyStart];
    this.spans.set(pointer, [keyStart, start, end]);
    if (isAlias(node)) {
      this.#aliases += 1;
      if (this.#aliases > this.#limits.aliases || depth >= this.#limits.depth) {
        throw new Refusal(
          `The document refers to its anchors more than ${this.#limits.aliases} times. Write the values out.`,
          start,
          pointer,
        );
      }
      const target = node.resolve(this.#document);
      if (target === undefined) {
        throw new Refusal(`The alias *${shorten(node.source)} has no anchor before it.`, start, pointer);
      }
      return this.#node(target, pointer, keyStart, depth + 1);
    }
    if (isMap<Node, Node | null>(node)) return this.#map(node.items, pointer, start, depth);
    if (isSeq<Node | null>(node)) {
      return node.items.map((item, at) =>
        item === null ? null : this.#node(item, pointerTo(pointer, at), item.range?.[0] ?? start, depth + 1),
      );
    }
    return isScalar(node) ? this.#scalar(node.value, node.source, pointer, start) : null;
  }

  #map(pairs: readonly Pair<Node, Node | null>[], pointer: string, start: number, depth: number): JsonValue {
    const object: Record<string, JsonValue> = {};
    for (const pair of pairs) {
      const at = pair.key?.range?.[0] ?? start;
      if (!isScalar(pair.key))
        throw new Refusal('A key is a map or list; only text can be a key here.', at, pointer);
      const key = keyText(pair.key.value, pair.key.source);
      this.#refuseLength(key, at, pointer);
      if (key === '__proto__') {
        throw new Refusal('The key "__proto__" is refused for safety. Rename it.', at, pointer);
      }
      if (Object.hasOwn(object, key)) {
        throw new Refusal(
          `The key "${shorten(key)}" stands twice in this map. Keep one of the two: readers differ in which one counts.`,
          at,
          pointerTo(pointer, key),
        );
      }
      const child = pointerTo(pointer, key);
      if (pair.value === null) {
        this.spans.set(child, [at, at, at]);
        object[key] = null;
      } else object[key] = this.#node(pair.value, child, at, depth + 1);
    }
    return object;
  }

  #refuseLength(text: string, start: number, pointer: string): void {
    if (isLargerThan(text, this.#limits.stringBytes))
      throw new Refusal(
        `A text is longer than ${this.#limits.stringBytes} bytes. Shorten it.`,
        start,
        pointer,
      );
  }

  #scalar(value: unknown, written: string | undefined, pointer: string, start: number): JsonValue {
    if (typeof value === 'string') {
      this.#refuseLength(value, start, pointer);
      return value;
    }
    if (typeof value === 'number') {
      if (losesDigits(written ?? String(value), value)) {
        throw new Refusal(`The number ${value} cannot be kept exactly. Write it in quotes.`, start, pointer);
      }
      return value;
    }
    if (typeof value === 'boolean' || value === null) return value;
    throw new Refusal('This value has no equal in JSON. Write it as text in quotes.', start, pointer);
  }
}

/** Keys such as `NO: …`, `2026: …` or `true: …` are text, as they are written. */
function keyText(value: unknown, source: string | undefined): string {
  return typeof value === 'string' ? value : (source ?? String(value));
}
