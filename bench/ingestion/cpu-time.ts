import { readFileSync, readdirSync } from 'node:fs';

/** Clock ticks a second, which Linux has fixed for programs. */
const TICKS = 100;

/** CPU seconds used so far by this process and its worker, and by the server with everything it started (Linux; elsewhere 0). */
export function cpuSeconds(server: number, worker?: number): { here: number; there: number } {
  const { user, system } = process.cpuUsage();
  const beside = worker === undefined ? 0 : treeSeconds(worker);
  return { here: (user + system) / 1e6 + beside, there: treeSeconds(server) };
}

/** CPU seconds that a process and everything it started have used so far (Linux; elsewhere 0). */
export function treeSeconds(root: number): number {
  const stats = new Map<number, { parent: number; seconds: number }>();
  for (const name of processes()) {
    const stat = statOf(name);
    if (stat !== undefined) stats.set(Number(name), stat);
  }
  let sum = 0;
  for (const [id, { seconds }] of stats) {
    let at: number | undefined = id;
    while (at !== undefined && at !== root) at = stats.get(at)?.parent;
    if (at === root) sum += seconds;
  }
  return sum;
}

function processes(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** Parent and CPU time of a process with that of its ended children; nothing when it has ended meanwhile. */
function statOf(name: string): { parent: number; seconds: number } | undefined {
  try {
    const fields = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { parent: Number(fields[1]), seconds: ticks / TICKS };
  } catch {
    return undefined;
  }
}
