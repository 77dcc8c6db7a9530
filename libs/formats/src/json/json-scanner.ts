import { ByteCollector } from './byte-collector.ts';
import type { JsonLimits } from './json-problem.ts';
import { State } from './scan-state.ts';
import { Stop, ValueFollower } from './value-follower.ts';
import type { BreakReason, ItemLists, ScanEvent, ScanPlace } from './scan-event.ts';

const QUOTE = 0x22;
const NEWLINE = 0x0a;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const NOTHING = new Uint8Array();
const LIST_AND_OBJECT_END = new Uint8Array([CLOSE_ARRAY, CLOSE_OBJECT]);

/**
 * Cuts a stream of JSON bytes into items without parsing them: it follows strings and brackets only, so that its memory
 * is one item, its speed that of a byte loop, and a bad item can't take its neighbours along. Every text it cuts out is
 * parsed strictly afterwards.
 */
export class JsonScanner {
  private state: State = State.Root;
  private events: ScanEvent[] = [];
  private chunk: Uint8Array = NOTHING;
  private chunkOffset = 0;
  private line = 1;

  /** Root values so far, and whether the present one stands in a root array. */
  private roots = 0;
  private rootLine = 1;
  private rootWasOneLine = false;
  private rootEndLine = 0;
  private inRootArray = false;
  private arrayIndex = 0;

  /** The root object being read and the list inside it. */
  private object: { place: ScanPlace; bytes: ByteCollector; lists: string[]; whole: boolean } | undefined;
  private keyStart = 0;
  private keyText = '';
  private list: { name: string; index: number; before: ByteCollector } | undefined;
  private item: { place: ScanPlace; bytes: ByteCollector } | undefined;

  /** The key, item or other value that is being passed. */
  private readonly value = new ValueFollower();

  /** First byte of the chunk that the present collector hasn't got yet. */
  private from = 0;

  constructor(
    private readonly where: ItemLists,
    private readonly limits: JsonLimits,
    /** One root value a line: a newline ends it whatever it holds. */
    private lines: boolean,
  ) {}

  /** Reads one chunk and returns what ended in it. */
  push(chunk: Uint8Array): readonly ScanEvent[] {
    this.events = [];
    this.chunk = chunk;
    this.from = 0;
    this.keyStart = 0;
    let at = 0;
    while (at < chunk.length) at = this.step(at);
    if (this.state === State.InKey) this.addKey(chunk.length);
    this.collect(chunk.length);
    this.chunkOffset += chunk.length;
    this.chunk = NOTHING;
    return this.events;
  }

  /** Ends the document and returns what was still open. */
  end(): readonly ScanEvent[] {
    this.events = [];
    this.from = 0;
    if (this.state === State.InItem && this.value.mayEnd) this.endItem(0);
    if (this.state !== State.Root && this.state !== State.Lost) this.broken('document-end', 0);
    return this.events;
  }

  /** Root values begun; none means an empty document. */
  get rootCount(): number {
    return this.roots;
  }

  private step(at: number): number {
    if (this.state === State.InItem || this.state === State.InValue || this.state === State.InKey)
      return this.inside(at);
    const byte = this.chunk[at] ?? 0;
    if (byte === NEWLINE) {
      this.line += 1;
      if (this.lines) this.lineEnd(at);
      return at + 1;
    }
    if (byte === 0x20 || byte === 0x0d || byte === 0x09) return at + 1;
    switch (this.state) {
      case State.Root:
        return this.root(byte, at);
      case State.ArrayElement:
        return byte === CLOSE_ARRAY ? this.closeRootArray(at) : this.arrayElement(byte, at);
      case State.ArrayNext:
        if (byte === CLOSE_ARRAY) return this.closeRootArray(at);
        return this.separator(byte, at, State.ArrayElement);
      case State.Key:
        if (byte === CLOSE_OBJECT) return this.closeObject(at);
        if (byte !== QUOTE) return this.lost('separator', at);
        this.keyText = '';
        return this.enter(State.InKey, byte, at);
      case State.Colon:
        if (byte !== 0x3a) return this.lost('separator', at);
        this.state = State.Value;
        return at + 1;
      case State.Value:
        return this.memberValue(byte, at);
      case State.Next:
        if (byte === CLOSE_OBJECT) return this.closeObject(at);
        return this.separator(byte, at, State.Key);
      case State.ListElement:
        return byte === CLOSE_ARRAY ? this.closeList(at) : this.listElement(byte, at);
      case State.ListNext:
        if (byte === CLOSE_ARRAY) return this.closeList(at);
        return this.separator(byte, at, State.ListElement);
      default:
        // Lost: without a line end to start again from, the rest can't be told apart.
        return this.lines ? at + 1 : this.chunk.length;
    }
  }

  private root(byte: number, at: number): number {
    // A second value on a line of its own, after a first of one line: JSON Lines.
    if (this.roots === 1 && this.rootLine < this.line) this.lines ||= this.rootWasOneLine;
    // Two values on one line are no JSON Lines and no document.
    if (this.roots > 0 && this.rootEndLine === this.line) return this.lost('separator', at);
    this.roots += 1;
    this.rootLine = this.line;
    if (byte === OPEN_ARRAY) {
      this.inRootArray = true;
      this.arrayIndex = 0;
      this.state = State.ArrayElement;
      return at + 1;
    }
    this.inRootArray = false;
    return this.rootValue(byte, at);
  }

  private rootBase(): string {
    return this.lines || this.roots > 1 ? `/${this.roots - 1}` : '';
  }

  private arrayElement(byte: number, at: number): number {
    if (byte === COMMA) return this.lost('separator', at);
    return this.rootValue(byte, at);
  }

  private rootValue(byte: number, at: number): number {
    const pointer = this.inRootArray ? `${this.rootBase()}/${this.arrayIndex}` : this.rootBase();
    const depth = (this.where.outerDepth ?? 0) + (this.inRootArray ? 1 : 0);
    const place = this.place(pointer, depth, at);
    if (byte !== OPEN_OBJECT) return this.beginItem(place, byte, at);
    this.object = { place, bytes: new ByteCollector(this.limits.itemBytes), lists: [], whole: false };
    this.from = at;
    this.state = State.Key;
    return at + 1;
  }

  private memberValue(byte: number, at: number): number {
    const { object } = this;
    if (
      object !== undefined &&
      byte === OPEN_ARRAY &&
      !object.whole &&
      this.where.lists.includes(this.keyText)
    ) {
      this.collect(at + 1);
      object.lists.push(this.keyText);
      this.list = { name: this.keyText, index: 0, before: object.bytes.endedWith(LIST_AND_OBJECT_END) };
      this.state = State.ListElement;
      return at + 1;
    }
    return this.enter(State.InValue, byte, at);
  }

  private listElement(byte: number, at: number): number {
    const { list, object } = this;
    if (list === undefined || object === undefined || byte === COMMA) return this.lost('separator', at);
    const pointer = `${object.place.pointer}/${list.name}/${list.index}`;
    return this.beginItem(this.place(pointer, object.place.depth + 2, at), byte, at);
  }

  private beginItem(place: ScanPlace, byte: number, at: number): number {
    this.item = { place, bytes: new ByteCollector(this.limits.itemBytes) };
    this.from = at;
    return this.enter(State.InItem, byte, at);
  }

  private enter(state: State, byte: number, at: number): number {
    this.state = state;
    const wholeLine = this.lines && state === State.InItem && this.list === undefined && !this.inRootArray;
    if (!this.value.begin(byte, { lines: this.lines, wholeLine })) return this.lost('separator', at);
    if (state === State.InKey) this.keyStart = at + 1;
    return at + 1;
  }

  /** Runs to the end of the present value or of the chunk. */
  private inside(start: number): number {
    const at = this.value.run(this.chunk, start);
    this.line += this.value.newlines;
    switch (this.value.stop) {
      case Stop.Ended:
        return this.valueEnd(at);
      case Stop.Line:
        this.line += 1;
        return this.lineEnd(at);
      default:
        return at;
    }
  }

  private valueEnd(at: number): number {
    if (this.state === State.InItem) return this.endItem(at);
    if (this.state === State.InValue) {
      this.state = State.Next;
      return at;
    }
    this.addKey(at - 1);
    if (
      this.object !== undefined &&
      this.object.lists.length === 0 &&
      this.where.unless.includes(this.keyText)
    )
      this.object.whole = true;
    this.state = State.Colon;
    return at;
  }

  /** Adds what the chunk has of the present key; names that are looked for are short ASCII. */
  private addKey(at: number): void {
    for (let index = this.keyStart; index < at && this.keyText.length < 32; index += 1)
      this.keyText += String.fromCharCode(this.chunk[index] ?? 0);
  }

  private endItem(at: number): number {
    const { item, list } = this;
    if (item === undefined) return this.lost('bracket', at);
    this.collect(at);
    this.events.push({
      type: 'item',
      ...item.place,
      bytes: item.bytes,
      ...(list === undefined ? {} : { before: list.before }),
    });
    this.item = undefined;
    if (list !== undefined) {
      list.index += 1;
      this.state = State.ListNext;
    } else this.endRootValue();
    return at;
  }

  private closeList(at: number): number {
    this.list = undefined;
    this.from = at;
    this.state = State.Next;
    return at + 1;
  }

  private closeObject(at: number): number {
    const { object } = this;
    if (object === undefined) return this.lost('bracket', at);
    this.collect(at + 1);
    this.events.push({ type: 'root', ...object.place, bytes: object.bytes, lists: object.lists });
    this.object = undefined;
    this.endRootValue();
    return at + 1;
  }

  private closeRootArray(at: number): number {
    this.inRootArray = false;
    this.endRootValue();
    return at + 1;
  }

  private endRootValue(): void {
    if (this.inRootArray) {
      this.arrayIndex += 1;
      this.state = State.ArrayNext;
    } else {
      this.rootWasOneLine = this.rootLine === this.line;
      this.rootEndLine = this.line;
      this.state = State.Root;
    }
  }

  private separator(byte: number, at: number, next: State): number {
    if (byte !== COMMA) return this.lost('separator', at);
    this.state = next;
    return at + 1;
  }

  /** Gives the present collector the bytes up to `at`. */
  private collect(at: number): void {
    if (this.item !== undefined) this.item.bytes.add(this.chunk, this.from, at);
    else if (this.object !== undefined && this.list === undefined)
      this.object.bytes.add(this.chunk, this.from, at);
    this.from = at;
  }

  private lineEnd(at: number): number {
    if (this.state === State.InItem && this.value.mayEnd) this.endItem(at);
    if (this.state !== State.Root && this.state !== State.Lost) this.broken('line-end', at);
    this.reset(State.Root);
    this.rootEndLine = 0;
    return at + 1;
  }

  private lost(reason: BreakReason, at: number): number {
    this.broken(reason, at + 1);
    this.reset(State.Lost);
    return at + 1;
  }

  private broken(reason: BreakReason, at: number): void {
    this.collect(at);
    const open = this.item ?? this.object;
    const place = open?.place ?? this.place(this.rootBase(), 0, at);
    this.events.push({ type: 'broken', ...place, bytes: open?.bytes ?? new ByteCollector(0), reason });
  }

  private reset(state: State): void {
    this.state = state;
    this.item = undefined;
    this.object = undefined;
    this.list = undefined;
    this.inRootArray = false;
  }

  private place(pointer: string, depth: number, at: number): ScanPlace {
    return { pointer, depth, offset: this.chunkOffset + at, line: this.line };
  }
}
