import { SaxesParser } from 'saxes';
import type { JsonObject, JsonValue } from '../json/json-value.ts';
import { charsetThatFits, decodeStream, EncodingProblem } from '../text/decode-stream.ts';
import { isLargerThan } from '../text/text-size.ts';
import { XML_LIMITS, XmlProblem, type XmlLimits, type XmlRule } from '../xml/xml-problem.ts';
import type { FlatItem } from './record.ts';

/** Where records are in XML: paths of local names from the root element, and what is known about its bytes. */
export interface XmlRecordOptions {
  readonly records: readonly (readonly string[])[];
  readonly limits?: XmlLimits;
  readonly charset?: string;
}

/** A DOCTYPE where one can stand: after declarations and comments, before the first element. */
const DOCTYPE = /^(?:\s|<\?[\s\S]*?\?>|<!--[\s\S]*?-->)*<!DOCTYPE/i;
const FRAGMENT_CHARS = 64 * 1024;
const PIECE = 16 * 1024;
/** Longer names of elements that are records don't exist. */
const TAIL = 256;

/**
 * Reads the elements at some paths of an XML document as records in bounded memory; any DOCTYPE is refused. An element
 * becomes an object: `@` and the name for attributes, `#text` for its own text, and a list where a name repeats; one
 * without attributes and children is its text. Never throws for what is in the document.
 */
export async function* readXmlRecords(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: XmlRecordOptions,
): AsyncGenerator<FlatItem, void, undefined> {
  const reading = new XmlReading(options.records, options.limits ?? XML_LIMITS);
  const choose = (head: Uint8Array) => options.charset ?? declaredCharset(head);
  try {
    for await (const text of decodeStream(chunks, choose))
      for (let at = 0; at < text.length; at += PIECE) yield* reading.push(text.slice(at, at + PIECE));
    yield* reading.end();
  } catch (error) {
    yield* reading.complete();
    const place = { pointer: reading.path(), line: reading.line };
    if (error instanceof EncodingProblem)
      yield {
        type: 'problem',
        ...place,
        problem: { type: 'xml-encoding', detail: error.message, pointer: '' },
        raw: '',
      };
    else if (error instanceof XmlProblem)
      yield {
        type: 'problem',
        ...place,
        problem: { type: error.rule, detail: error.message, pointer: error.path },
        raw: reading.fragment(),
      };
    else throw error;
  }
}

interface OpenElement {
  readonly name: string;
  readonly members: Map<string, JsonValue[]>;
  text: string;
}

class XmlReading {
  private readonly parser = new SaxesParser({ xmlns: false, position: true });
  private readonly records: ReadonlySet<string>;
  private readonly open: OpenElement[] = [];
  private readonly found: FlatItem[] = [];
  private readonly counts = new Map<string, number>();

  /** Decoded text from the record that is open on, or from the piece being read. */
  private text = '';
  private textStart = 0;
  private fed = 0;
  private prolog: string | undefined = '';
  private record: { depth: number; start: number; line: number; pointer: string } | undefined;
  private elements = 0;
  private outside = 0;
  private root: JsonObject | undefined;
  private rootName = '';
  private hasRecords = false;

  constructor(
    records: readonly (readonly string[])[],
    private readonly limits: XmlLimits,
  ) {
    this.records = new Set(records.map((path) => path.join('/')));
    this.parser.on('error', (error) => {
      const text = error.message.replace(/^\d+:\d+: /, '').replace(/\.$/, '');
      throw this.problem('xml-malformed', `The document is no well-formed XML: ${text}.`);
    });
    this.parser.on('doctype', () => {
      throw this.doctype();
    });
    this.parser.on('opentagstart', (tag) => this.enter(local(tag.name), tag.name));
    this.parser.on('opentag', (tag) => this.attributes(tag.attributes));
    this.parser.on('closetag', () => this.leave());
    this.parser.on('text', (text) => this.addText(text));
    this.parser.on('cdata', (text) => this.addText(text));
  }

  get line(): number {
    return this.record?.line ?? this.parser.line;
  }

  *push(piece: string): Generator<FlatItem> {
    if (this.prolog !== undefined) {
      this.prolog += piece;
      // The parser tells of a DOCTYPE only when it has read all of it, which an attacker decides.
      if (DOCTYPE.test(this.prolog)) throw this.doctype();
      if (this.prolog.length > FRAGMENT_CHARS) this.prolog = undefined;
    }
    this.text += piece;
    this.fed += piece.length;
    this.parser.write(piece);
    if (this.root !== undefined) this.prolog = undefined;
    yield* this.found.splice(0);
    // The parser may hold back the last character, and a tag may have begun.
    if (this.record === undefined) this.forget(this.fed - Math.min(TAIL, this.text.length));
    else if (this.fed - this.record.start > this.limits.itemBytes) throw this.tooLarge();
  }

  *end(): Generator<FlatItem> {
    if (this.parser.position === 0) throw this.problem('xml-empty', 'The document is empty.');
    this.parser.close();
    yield* this.complete();
    if (this.root === undefined) throw this.problem('xml-empty', 'The document has no element.');
    const { hasRecords } = this;
    yield {
      type: 'envelope',
      pointer: `/${this.rootName}`,
      line: 1,
      value: this.root,
      raw: JSON.stringify(this.root),
      hasRecords,
    };
  }

  /** Records whose end has been read. */
  complete(): readonly FlatItem[] {
    return this.found.splice(0);
  }

  path(): string {
    return this.record?.pointer ?? `/${this.open.map(({ name }) => name).join('/')}`;
  }

  fragment(): string {
    return this.text.slice(0, FRAGMENT_CHARS);
  }

  private enter(name: string, printed: string): void {
    if (this.record === undefined) this.outside += 1;
    else this.elements += 1;
    if (this.open.length >= this.limits.depth)
      throw this.problem('xml-depth', `Elements nest deeper than ${this.limits.depth} levels.`);
    if (Math.max(this.elements, this.outside) > this.limits.elements)
      throw this.problem(
        'xml-count',
        `A record, or what is around the records, has more than ${this.limits.elements} elements.`,
      );
    this.open.push({ name, members: new Map(), text: '' });
    if (this.record !== undefined) return;
    const path = this.open.map((element) => element.name).join('/');
    if (!this.records.has(path)) return;
    const number = (this.counts.get(path) ?? 0) + 1;
    this.counts.set(path, number);
    this.hasRecords = true;
    this.outside -= 1;
    const start = this.text.lastIndexOf(`<${printed}`, this.parser.position - this.textStart);
    const pointer = `/${path}[${number}]`;
    this.record = {
      depth: this.open.length,
      start: this.textStart + start,
      line: this.parser.line,
      pointer,
    };
    this.elements = 0;
  }

  private attributes(attributes: Readonly<Record<string, string>>): void {
    const element = this.open.at(-1);
    for (const [name, value] of Object.entries(attributes)) {
      if (isLargerThan(value, this.limits.textBytes)) throw this.tooLong();
      if (!/^xmlns(:|$)/.test(name)) add(element, `@${local(name)}`, value);
    }
  }

  private addText(text: string): void {
    const element = this.open.at(-1);
    if (element === undefined) return;
    element.text += text;
    // Counting bytes waits for the end of the element: its text may come in very many pieces.
    if (element.text.length > this.limits.textBytes) throw this.tooLong();
  }

  private leave(): void {
    const element = this.open.at(-1);
    if (element === undefined) return;
    if (isLargerThan(element.text, this.limits.textBytes)) throw this.tooLong();
    this.open.pop();
    const value = valueOf(element);
    const { record } = this;
    if (record !== undefined && this.open.length < record.depth) {
      this.forget(record.start);
      const raw = this.text.slice(0, this.parser.position - this.textStart);
      if (isLargerThan(raw, this.limits.itemBytes)) throw this.tooLarge();
      const { pointer, line } = record;
      this.found.push({ type: 'record', pointer, line, value, raw });
      this.record = undefined;
      if (this.open.length > 0) return;
    }
    const parent = this.open.at(-1);
    if (parent !== undefined) add(parent, element.name, value);
    else {
      this.rootName = element.name;
      this.root = typeof value === 'string' ? { '#text': value } : objectOf(element);
    }
  }

  private forget(position: number): void {
    this.text = this.text.slice(position - this.textStart);
    this.textStart = position;
  }

  private doctype(): XmlProblem {
    return this.problem('xml-doctype', 'The document has a DOCTYPE, which is refused; send it without one.');
  }

  private tooLarge(): XmlProblem {
    return this.problem('xml-item-size', `The record is larger than ${this.limits.itemBytes} bytes.`);
  }

  private tooLong(): XmlProblem {
    return this.problem('xml-text-length', `A text is longer than ${this.limits.textBytes} bytes.`);
  }

  private problem(rule: XmlRule, message: string): XmlProblem {
    return new XmlProblem(rule, message, this.path(), this.parser.line);
  }
}

function add(element: OpenElement | undefined, name: string, value: JsonValue): void {
  const list = element?.members.get(name);
  if (list === undefined) element?.members.set(name, [value]);
  else list.push(value);
}

function valueOf(element: OpenElement): JsonValue {
  return element.members.size === 0 ? element.text.trim() : objectOf(element);
}

function objectOf({ members, text }: OpenElement): JsonObject {
  const own = text.trim();
  const entries = [...members].map(([name, list]): [string, JsonValue] => [
    name,
    list.length === 1 ? (list[0] ?? null) : list,
  ]);
  return Object.fromEntries(own === '' ? entries : [['#text', own], ...entries]);
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function declaredCharset(head: Uint8Array): string {
  const start = Buffer.from(head.subarray(0, 200)).toString('latin1');
  const declared = /^\s*<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)["']/.exec(start)?.[1];
  return charsetThatFits([declared ?? 'utf-8'])(head);
}
