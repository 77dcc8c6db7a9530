import { isRecord, textIn } from './service.ts';

/** The outcomes of items, in the order of the accounting. */
export const OUTCOMES = [
  'applied',
  'unchanged',
  'superseded',
  'duplicate',
  'quarantined',
  'pending',
] as const;

/** A delivery as the service tells it. */
export interface Account {
  readonly id: string;
  readonly state: string;
  readonly format: string | null;
  readonly received: number;
  readonly counts: Readonly<Record<(typeof OUTCOMES)[number], number>>;
  /** Items a second. */
  readonly rate: number | null;
  readonly eta: Date | null;
  /** Share of the bytes that is read, from 0 to 1. */
  readonly read: number | null;
  readonly isOver: boolean;
  readonly problems: readonly Problem[];
}

/** What is wrong with a delivery or an item, and where. */
export interface Problem {
  readonly pointer: string;
  readonly type: string;
  readonly detail: string;
  readonly errors: readonly {
    readonly pointer: string;
    readonly line: number | null;
    readonly column: number | null;
    readonly detail: string;
    readonly nearest: readonly string[];
  }[];
}

/** Reads the answer of `GET /v1/deliveries/{id}`. */
export function readAccount(body: Readonly<Record<string, unknown>>): Account {
  const counts = isRecord(body['counts']) ? body['counts'] : {};
  const bytes = isRecord(body['bytes']) ? body['bytes'] : {};
  const [total, read] = [numberIn(bytes, 'total'), numberIn(bytes, 'read')];
  const { format, eta, problems } = body;
  return {
    id: textIn(body, 'id'),
    state: textIn(body, 'state'),
    format: typeof format === 'string' ? format : null,
    received: numberIn(counts, 'received') ?? 0,
    counts: {
      applied: numberIn(counts, 'applied') ?? 0,
      unchanged: numberIn(counts, 'unchanged') ?? 0,
      superseded: numberIn(counts, 'superseded') ?? 0,
      duplicate: numberIn(counts, 'duplicate') ?? 0,
      quarantined: numberIn(counts, 'quarantined') ?? 0,
      pending: numberIn(counts, 'pending') ?? 0,
    },
    rate: numberIn(body, 'rate'),
    eta: typeof eta === 'string' ? new Date(eta) : null,
    read: total === null || read === null || total === 0 ? null : Math.min(1, read / total),
    isOver: body['state'] === 'done' || body['state'] === 'refused',
    problems: Array.isArray(problems) ? problems.filter(isRecord).map((one) => readProblem('', one)) : [],
  };
}

/** Reads a problem of an item. */
export function readProblem(pointer: string, problem: Readonly<Record<string, unknown>>): Problem {
  const { errors } = problem;
  return {
    pointer,
    type: textIn(problem, 'type'),
    detail: textIn(problem, 'detail'),
    errors: (Array.isArray(errors) ? errors : []).filter(isRecord).map((one) => ({
      pointer: textIn(one, 'pointer'),
      line: numberIn(one, 'line'),
      column: numberIn(one, 'column'),
      detail: textIn(one, 'detail'),
      nearest: Array.isArray(one['nearest']) ? one['nearest'].map(String) : [],
    })),
  };
}

/** One line that says how far a delivery is; it fits in `columns`. */
export function progressLine(account: Account, now: Date, columns: number): string {
  const { received, counts, rate, eta, read, state } = account;
  const told = OUTCOMES.filter((name) => name !== 'pending' && counts[name] > 0)
    .map((name) => `${grouped(counts[name])} ${name}`)
    .join(', ');
  const parts = [
    `${grouped(received)} items`,
    ...(told === '' ? [] : [told]),
    ...(rate === null || rate === 0 ? [] : [`${grouped(Math.round(rate))}/s`]),
    ...(eta === null ? [] : [`${duration(eta.getTime() - now.getTime())} left`]),
  ];
  const text = state === 'accepted' ? 'waiting to be read' : parts.join(' · ');
  const bar = read === null ? '' : `${barOf(read, columns < 70 ? 10 : 24)} `;
  return `${bar}${text}`.slice(0, Math.max(20, columns - 1));
}

/** One line that says how much of a file is sent. */
export function sendingLine(sent: number, size: number | null, columns: number): string {
  const share = size === null || size === 0 ? null : Math.min(1, sent / size);
  const bar = share === null ? '' : `${barOf(share, columns < 70 ? 10 : 24)} `;
  return `${bar}sent ${amount(sent)}${size === null ? '' : ` of ${amount(size)}`}`.slice(0, columns - 1);
}

/** The whole accounting as the sum that it is. */
export function accounting(account: Account): string {
  const parts = OUTCOMES.filter((name) => name !== 'pending' || account.counts.pending > 0);
  return `received ${grouped(account.received)} = ${parts.map((name) => `${name} ${grouped(account.counts[name])}`).join(' + ')}`;
}

function barOf(share: number, width: number): string {
  const full = Math.floor(share * width);
  return `[${'#'.repeat(full)}${'.'.repeat(width - full)}] ${String(Math.floor(share * 100)).padStart(3)} %`;
}

function duration(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

function amount(count: number): string {
  if (count < 1024) return `${count} B`;
  return count < 1024 ** 2 ? `${(count / 1024).toFixed(1)} KiB` : `${(count / 1024 ** 2).toFixed(1)} MiB`;
}

/** A count with its thousands apart, the same on every machine. */
function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

function numberIn(record: Readonly<Record<string, unknown>>, name: string): number | null {
  const value = record[name];
  return typeof value === 'number' ? value : null;
}
