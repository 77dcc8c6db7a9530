/** The parts of the WebAssembly binary format that plane programs use (specification 2.0, chapter 5, and SIMD). */

export const I32 = 0x7f;
export const V128 = 0x7b;
const EMPTY_BLOCK = 0x40;
const VECTOR = 0xfd;
const BLOCK = 0x02;
const LOOP = 0x03;
const IF = 0x04;
const END = 0x0b;

/** Writes an unsigned number in LEB128. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low + 128 : low);
  } while (rest > 0);
  return bytes;
}

/** Writes a signed 32-bit number in LEB128. */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const isLast = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(isLast ? low : low | 0x80);
    if (isLast) return bytes;
  }
}

function vector(code: number): number[] {
  return [VECTOR, ...unsigned(code)];
}

function loop(body: readonly number[]): number[] {
  return [LOOP, EMPTY_BLOCK, ...body, END];
}

/** Leaves so many blocks around it and the innermost. */
function branch(depth: number): number[] {
  return [0x0c, ...unsigned(depth)];
}

/** One of several ways by a number: blocks within blocks, of which the number says how many are left. */
function choose(number: readonly number[], ways: readonly (readonly number[])[]): number[] {
  const last = ways.length - 1;
  const table = [0x0e, ...unsigned(last), ...ways.flatMap((_, way) => unsigned(way))];
  const inside = ways.reduce<readonly number[]>(
    (before, way, place) => [BLOCK, EMPTY_BLOCK, ...before, END, ...way, ...branch(last - place)],
    [...number, ...table],
  );
  return [BLOCK, EMPTY_BLOCK, ...inside, END];
}

/** Instructions, named as the specification names them. */
export const CODE = {
  localGet: (local: number): number[] => [0x20, ...unsigned(local)],
  localSet: (local: number): number[] => [0x21, ...unsigned(local)],
  localTee: (local: number): number[] => [0x22, ...unsigned(local)],
  i32Const: (value: number): number[] => [0x41, ...signed(value | 0)],
  i32Add: [0x6a],
  i32Subtract: [0x6b],
  i32And: [0x71],
  i32Or: [0x72],
  i32Shift: [0x74],
  /** Aligned to 4 bytes; `address` is added to the one on the stack. */
  i32Load: (address: number): number[] => [0x28, 2, ...unsigned(address)],
  i32Store: (address: number): number[] => [0x36, 2, ...unsigned(address)],
  i32LessUnsigned: [0x49],
  /** What is done where a number on the stack isn't zero. */
  when: (body: readonly number[]): number[] => [IF, EMPTY_BLOCK, ...body, END],
  branchIf: (depth: number): number[] => [0x0d, ...unsigned(depth)],
  loop,
  choose,
  select: [0x1b],
  /** Aligned to 16 bytes; `address` is added to the one on the stack. */
  load: (address: number): number[] => [...vector(0x00), 4, ...unsigned(address)],
  store: (address: number): number[] => [...vector(0x0b), 4, ...unsigned(address)],
  and: vector(0x4e),
  andNot: vector(0x4f),
  or: vector(0x50),
  xor: vector(0x51),
  anyTrue: vector(0x53),
  popcnt8: vector(0x62),
  /** The highest bits of all sixteen bytes, as a number. */
  highestOfBytes: vector(0x64),
  shiftBytes: vector(0x6b),
  pairwise16: vector(0x7d),
  pairwise32: vector(0x7f),
  /** Sixteen zero bytes. */
  zeros: [...vector(0x0c), ...Array.from({ length: 16 }, () => 0)],
  add8: vector(0x6e),
  add32: vector(0xae),
} as const;

/** The magic word `asm` behind a zero, and version 1. */
const HEADER: readonly number[] = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function text(value: string): number[] {
  const bytes = [...new TextEncoder().encode(value)];
  return [...unsigned(bytes.length), ...bytes];
}

/** A function of WebAssembly: the types of its parameters, its other locals by type, and its instructions. */
export interface WasmFunction {
  readonly parameters: readonly number[];
  readonly locals: readonly (readonly [count: number, type: number])[];
  readonly code: readonly number[];
}

/** A module with one exported function `run` without results over an imported shared memory `env.memory`. */
function moduleOf({ parameters, locals, code }: WasmFunction): Uint8Array<ArrayBuffer> {
  const declared = [
    ...unsigned(locals.length),
    ...locals.flatMap(([count, type]) => [...unsigned(count), type]),
  ];
  const body = [...declared, ...code, END];
  const SHARED_WITH_MAXIMUM = 0x03;
  return Uint8Array.from([
    ...HEADER,
    ...section(1, [1, 0x60, ...unsigned(parameters.length), ...parameters, 0]),
    ...section(2, [
      1,
      ...text('env'),
      ...text('memory'),
      0x02,
      SHARED_WITH_MAXIMUM,
      ...unsigned(1),
      ...unsigned(65_536),
    ]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...text('run'), 0x00, 0]),
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ]);
}

/** Makes a function over a memory; `null` on a machine without vectors or shared memory. */
export function instantiate(
  memory: WebAssembly.Memory,
  made: WasmFunction,
): ((...parameters: readonly number[]) => void) | null {
  try {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(moduleOf(made)), { env: { memory } });
    const { run } = exports;
    // Always as many: collecting them into a list takes longer than a short run.
    return typeof run === 'function' ? (a = 0, b = 0, c = 0, d = 0) => void run(a, b, c, d) : null;
  } catch {
    return null;
  }
}
