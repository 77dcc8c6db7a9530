import { SaxesParser } from 'saxes';
import { strictDecoder, type StrictDecoder } from '../text/strict-decoder.ts';
import { isLargerThan } from '../text/text-size.ts';
import type { XmlElement } from './xml-element.ts';
import { afterProlog } from './xml-prolog.ts';
import { XML_LIMITS, XmlProblem, type XmlLimits, type XmlRule } from './xml-problem.ts';

/** A document read whole, with its text for the archive. */
export interface XmlDocument {
  readonly root: XmlElement;
  readonly raw: string;
}

interface OpenElement extends XmlElement {
  readonly children: OpenElement[];
  readonly parent: OpenElement | undefined;
  counts: Map<string, number> | undefined;
  text: string;
}

/** Most elements have no attributes; one map serves them all. */
const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();

/**
 * Reads one XML document as a stream of chunks, bounded in size, depth and count. Any DOCTYPE is refused before its
 * content is looked at: notices need none, and entities are only good for attacks. Throws {@link XmlProblem}.
 */
export async function readXml(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  limits: XmlLimits = XML_LIMITS,
  charset?: string,
): Promise<XmlDocument> {
  const builder = new TreeBuilder(limits);
  const parts: string[] = [];
  let size = 0;
  let decode: ((bytes?: Uint8Array) => string) | undefined;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > limits.itemBytes)
      throw builder.problem('xml-item-size', `The notice is larger than ${limits.itemBytes} bytes.`);
    decode ??= decoder(charset ?? declaredEncoding(chunk), builder);
    const text = decode(chunk);
    parts.push(text);
    builder.write(text);
  }
  const rest = decode?.() ?? '';
  builder.write(rest);
  return { root: builder.end(), raw: parts.join('') + rest };
}

class TreeBuilder {
  private readonly parser = new SaxesParser({ xmlns: false, position: true });
  private root: OpenElement | undefined;
  private open: OpenElement | undefined;
  private depth = 0;
  private count = 0;

  constructor(private readonly limits: XmlLimits) {
    this.parser.on('error', (error) => {
      const text = error.message.replace(/^\d+:\d+: /, '').replace(/\.$/, '');
      throw this.problem('xml-malformed', `The document is no well-formed XML: ${text}.`);
    });
    this.parser.on('doctype', () => {
      throw this.doctype();
    });
    this.parser.on('opentag', (tag) => this.enter(tag.name, tag.attributes));
    this.parser.on('closetag', () => this.leave());
    this.parser.on('text', (text) => this.addText(text));
    this.parser.on('cdata', (text) => this.addText(text));
  }

  write(text: string): void {
    if (text === '') return;
    // The parser tells of a DOCTYPE only when it has read all of it, which an attacker decides.
    if (this.root === undefined && /^<!DOCTYPE/i.test(afterProlog(text))) throw this.doctype();
    this.parser.write(text);
  }

  end(): XmlElement {
    if (this.root === undefined && this.parser.position === 0)
      throw this.problem('xml-empty', 'The document is empty.');
    this.parser.close();
    if (this.root === undefined) throw this.problem('xml-empty', 'The document has no element.');
    return this.root;
  }

  problem(rule: XmlRule, message: string): XmlProblem {
    const names: string[] = [];
    for (let element = this.open; element !== undefined; element = element.parent)
      names.unshift(element.printed);
    return new XmlProblem(rule, message, `/${names.join('/')}`, this.parser.line);
  }

  private doctype(): XmlProblem {
    return this.problem('xml-doctype', 'The document has a DOCTYPE, which is refused; send it without one.');
  }

  private enter(printed: string, attributes: Readonly<Record<string, string>>): void {
    this.depth += 1;
    this.count += 1;
    if (this.depth > this.limits.depth)
      throw this.problem('xml-depth', `Elements nest deeper than ${this.limits.depth} levels.`);
    if (this.count > this.limits.elements)
      throw this.problem('xml-count', `The notice has more than ${this.limits.elements} elements.`);
    const parent = this.open;
    const element: OpenElement = {
      name: local(printed),
      printed,
      attributes: this.named(attributes),
      children: [],
      text: '',
      parent,
      position: parent === undefined ? 1 : count(parent, printed),
      counts: undefined,
    };
    parent?.children.push(element);
    this.root ??= element;
    this.open = element;
  }

  private named(attributes: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
    let named: Map<string, string> | undefined;
    for (const name in attributes) {
      const value = attributes[name] ?? '';
      if (isLargerThan(value, this.limits.textBytes)) throw this.tooLong();
      named ??= new Map();
      named.set(local(name), value);
    }
    return named ?? NO_ATTRIBUTES;
  }

  private leave(): void {
    this.depth -= 1;
    if (this.open === undefined) return;
    if (isLargerThan(this.open.text, this.limits.textBytes)) throw this.tooLong();
    this.open.text = this.open.text.trim();
    this.open = this.open.parent;
  }

  private addText(text: string): void {
    if (this.open === undefined) return;
    this.open.text += text;
    // Counting bytes waits for the end of the element: its text may come in very many pieces.
    if (this.open.text.length > this.limits.textBytes) throw this.tooLong();
  }

  private tooLong(): XmlProblem {
    return this.problem('xml-text-length', `A text is longer than ${this.limits.textBytes} bytes.`);
  }
}

/** Counts a child of a printed name, and answers which it is. */
function count(parent: OpenElement, printed: string): number {
  parent.counts ??= new Map();
  const position = (parent.counts.get(printed) ?? 0) + 1;
  parent.counts.set(printed, position);
  return position;
}

/** Names without their prefix: few names make up many elements. */
const LOCAL = new Map<string, string>();
const MOST_NAMES = 5000;

function local(name: string): string {
  const known = LOCAL.get(name);
  if (known !== undefined) return known;
  const cut = name.slice(name.indexOf(':') + 1);
  // Nobody makes the memory of a process grow with invented names.
  if (LOCAL.size >= MOST_NAMES) LOCAL.clear();
  LOCAL.set(name, cut);
  return cut;
}

/** The encoding by byte order mark or XML declaration; UTF-8 without either. */
function declaredEncoding(head: Uint8Array): string {
  const [a, b] = head;
  if ((a === 0xff && b === 0xfe) || (a === 0x3c && b === 0)) return 'utf-16le';
  if ((a === 0xfe && b === 0xff) || (a === 0 && b === 0x3c)) return 'utf-16be';
  const start = Buffer.from(head.subarray(0, 200)).toString('latin1');
  return /^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)["']/.exec(start)?.[1] ?? 'utf-8';
}

function decoder(encoding: string, builder: TreeBuilder): (bytes?: Uint8Array) => string {
  const refused = () =>
    builder.problem(
      'xml-encoding',
      `The document cannot be read in its encoding ${JSON.stringify(encoding)}.`,
    );
  let decode: StrictDecoder;
  try {
    decode = strictDecoder(encoding);
  } catch {
    throw refused();
  }
  return (bytes) => {
    try {
      return decode(bytes);
    } catch {
      throw refused();
    }
  };
}
