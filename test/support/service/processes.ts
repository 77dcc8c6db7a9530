import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { eventually } from '../eventually.ts';

/** Is a program under test, with everything it has written. */
export interface RunningProgram {
  readonly pid: number;
  /** Standard output and error so far, in the order they came. */
  readonly output: () => string;
  /** Settles when the program itself has ended (its children may live on). */
  readonly ended: Promise<Ending>;
  /** Signals this one process. */
  kill(signal: NodeJS.Signals): void;
  /** Signals its whole process group, as a terminal or a supervisor does. */
  killGroup(signal: NodeJS.Signals): void;
}

/** Is how a program ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Says how to start a program. */
export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly uid?: number;
  readonly gid?: number;
}

const started = new Set<RunningProgram>();

/** Starts a program in a process group of its own, without standard input. */
export function startProgram(
  command: string,
  words: readonly string[],
  options: ProgramOptions = {},
): RunningProgram {
  const child = spawn(command, [...words], { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command} cannot be started`);
  const parts: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (part: string) => parts.push(part));
  }
  const program: RunningProgram = {
    pid,
    output: () => parts.join(''),
    ended: endOf(child),
    kill: (signal) => void child.kill(signal),
    killGroup: (signal) => signalGroup(pid, signal),
  };
  started.add(program);
  void program.ended.then(() => started.delete(program));
  return program;
}

/** Ends every program of this test file that still runs, with its process group; for `afterEach`. */
export async function killStartedPrograms(): Promise<void> {
  await Promise.all(
    [...started].map(async (program) => {
      program.killGroup('SIGKILL');
      await program.ended;
    }),
  );
}

/** Tells whether a process exists and is more than a dead entry that nobody has collected. */
export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    if (process.platform === 'linux') return false;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits until every process of a program's group is gone: npm, say, may end before what it started. */
export async function waitUntilGroupGone(pid: number, within = 20_000): Promise<void> {
  await eventually(
    () => {
      const left = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && groupOf(name) === pid);
      if (left.some((name) => isRunning(Number(name)))) throw new Error(`still running: ${left.join(', ')}`);
    },
    { within },
  );
}

/** Waits until a process is gone. */
export async function waitUntilGone(pid: number, within = 20_000): Promise<void> {
  await eventually(
    () => {
      if (isRunning(pid)) throw new Error(`process ${pid} is still running`);
    },
    { within },
  );
}

/** Lists the processes (Linux) whose command line contains a text, for example the folder a test made. */
export function processesMentioning(text: string): { pid: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map((name) => ({ pid: Number(name), command: commandOf(name) }))
    .filter(({ pid, command }) => command.includes(text) && isRunning(pid));
}

/** Waits until no process mentions a text (Linux): nothing was left behind. */
export async function waitUntilNoneMentions(text: string, within = 20_000): Promise<void> {
  await eventually(
    () => {
      const left = processesMentioning(text);
      if (left.length > 0)
        throw new Error(`left behind: ${left.map(({ pid, command }) => `${pid} ${command}`).join('; ')}`);
    },
    { within },
  );
}

/**
 * Adds up the memory in MiB of a process and all its descendants (Linux). What several processes share (the server's
 * buffers, program text) counts once: each has its proportional part ("Pss").
 */
export function memoryMegabytes(pid: number): number {
  const kilobytes = treeOf(pid).map((each) =>
    Number.parseInt(fieldOf(String(each), 'smaps_rollup', 'Pss') ?? '0', 10),
  );
  return kilobytes.reduce((total, each) => total + each, 0) / 1024;
}

/** Signals a process and all its descendants (Linux), the process first so that it starts no more. */
export function signalTree(pid: number, signal: NodeJS.Signals): void {
  for (const each of treeOf(pid)) {
    try {
      process.kill(each, signal);
    } catch {
      // It has ended since the list was made.
    }
  }
}

/** A process and all its descendants (Linux), parents before their children. */
function treeOf(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = Number(fieldOf(name, 'status', 'PPid') ?? '-1');
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const tree = [pid];
  for (let at = 0; at < tree.length; at++) tree.push(...(children.get(tree[at] ?? pid) ?? []));
  return tree;
}

function commandOf(name: string): string {
  try {
    return readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

// Behind the name in parentheses, which may hold anything: state, parent, group.
function groupOf(name: string): number | undefined {
  try {
    return Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[2]);
  } catch {
    return undefined;
  }
}

function fieldOf(name: string, file: string, field: string): string | undefined {
  try {
    return new RegExp(`^${field}:\\s+(.*)$`, 'm').exec(readFileSync(`/proc/${name}/${file}`, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone, which is what the caller wants in the end.
  }
}

function endOf(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
}
