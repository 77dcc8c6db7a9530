import { wordsFor, type Plane } from './plane.ts';
import { VECTOR_BYTES } from './vectors.ts';

const PAGE_BYTES = 65_536;
/** 4 GiB: all that 32-bit addresses reach. */
const MOST_PAGES = 65_536;
/** Grows by so many pages at least, so that growing is rare. */
const STEP_PAGES = 256;
const COUNTERS_BYTES = 1_024;

/**
 * Memory for planes of one size that WebAssembly can read. It is shared memory, because its views stay valid while it
 * grows. Where there is none, or no more, planes are ordinary arrays, which only TypeScript reads.
 */
export class PlaneMemory {
  readonly memory: WebAssembly.Memory | null;
  readonly rows: number;
  /** Words of a plane, whole vectors of them. */
  readonly words: number;
  private readonly addresses = new WeakMap<Plane | Uint8Array, number>();
  private readonly free: number[] = [];
  private next = COUNTERS_BYTES;
  /** The first words: room for what programs count. */
  readonly counters: Uint32Array;
  private readonly dropped: FinalizationRegistry<number>;

  constructor(rows: number, isShared = true) {
    this.rows = rows;
    this.words = wordsFor(rows);
    this.memory = isShared ? sharedMemory() : null;
    this.counters =
      this.memory === null ? new Uint32Array(0) : new Uint32Array(this.memory.buffer, 0, COUNTERS_BYTES / 4);
    this.dropped = new FinalizationRegistry((address) => this.free.push(address));
  }

  /** Bytes that were ever taken; what was dropped is taken again before there are more. */
  get taken(): number {
    return this.next;
  }

  /** A plane without any bits. */
  take(): Plane {
    const address = this.memory === null ? null : this.place(this.memory);
    if (address === null || this.memory === null) return new Uint32Array(this.words);
    const plane = new Uint32Array(this.memory.buffer, address, this.words);
    plane.fill(0);
    this.addresses.set(plane, address);
    this.dropped.register(plane, address);
    return plane;
  }

  /** Where WebAssembly finds a plane or bytes; `null` for what it can't read. */
  addressOf(taken: Plane | Uint8Array): number | null {
    return this.addresses.get(taken) ?? null;
  }

  /** Bytes for work on all rows; they are kept as long as the memory is. */
  takeBytes(bytes: number): Uint8Array {
    const address = this.memory === null ? null : this.extend(this.memory, bytes);
    if (address === null || this.memory === null) return new Uint8Array(bytes);
    const taken = new Uint8Array(this.memory.buffer, address, bytes);
    this.addresses.set(taken, address);
    return taken;
  }

  private place(memory: WebAssembly.Memory): number | null {
    return this.free.pop() ?? this.extend(memory, this.words * 4);
  }

  private extend(memory: WebAssembly.Memory, bytes: number): number | null {
    const end = this.next + bytes;
    const size = memory.buffer.byteLength;
    if (end > size) {
      const pages = Math.max(STEP_PAGES, Math.ceil((end - size) / PAGE_BYTES));
      const room = MOST_PAGES - size / PAGE_BYTES;
      if (room * PAGE_BYTES + size < end) return null;
      memory.grow(Math.min(pages, room));
    }
    const address = this.next;
    this.next = Math.ceil(end / VECTOR_BYTES) * VECTOR_BYTES;
    return address;
  }
}

function sharedMemory(): WebAssembly.Memory | null {
  try {
    return new WebAssembly.Memory({ initial: STEP_PAGES, maximum: MOST_PAGES, shared: true });
  } catch {
    // Some systems don't let a process reserve so many addresses.
    return null;
  }
}
