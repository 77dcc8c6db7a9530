import { connect, type Socket } from 'node:net';

/**
 * A program of its own, so that it doesn't share a processor with what it loads: asks one address for a bounded time over
 * 32 connections and prints what came of it. It looks at no more of an answer than its status and its length, so that
 * what is measured is the server and not this program.
 */
interface Wanted {
  readonly url: string;
  readonly seconds: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Requests a second; as many as are answered where it is left out. */
  readonly rate?: number;
  /** Adds another value of this parameter to each request. */
  readonly vary?: string;
}

const CONNECTIONS = 32;
/** How often a steady load sends what is due. */
const TICK_MS = 2;
const END_OF_HEAD = Buffer.from('\r\n\r\n');

const wanted: Wanted = JSON.parse(process.argv[2] ?? '{}');
const { host, hostname, port, pathname, search } = new URL(wanted.url);
const lines = Object.entries(wanted.headers).map(([name, value]) => `${name}: ${value}\r\n`);
const rest = ` HTTP/1.1\r\nhost: ${host}\r\n${lines.join('')}\r\n`;
const fixed = `GET ${pathname}${search}${rest}`;
let asked = 1_000_000;
const latencies: number[] = [];
let answered = 0;
let strange = 0;

function textOfRequest(): string {
  if (wanted.vary === undefined) return fixed;
  asked += 1;
  return `GET ${pathname}${search}${search === '' ? '?' : '&'}${wanted.vary}=${asked}${rest}`;
}

/** One connection, which asks one thing at a time. */
class Asker {
  isBusy = false;
  private since = 0;
  private head: Buffer = Buffer.alloc(0);
  private left = 0;

  constructor(
    private readonly socket: Socket,
    private readonly onAnswer: (asker: Asker) => void,
  ) {
    socket.on('data', (part) => this.read(part));
    // Whatever ends a connection before the time is over is no answer.
    socket.on('error', () => (strange += 1));
  }

  /** Asks once; `since` is when it was due, so that waiting for a free connection counts. */
  ask(since: number): void {
    this.isBusy = true;
    this.since = since;
    this.socket.write(textOfRequest());
  }

  private read(part: Buffer): void {
    if (this.left > 0) {
      this.left -= part.length;
      if (this.left <= 0) this.end();
      return;
    }
    const bytes = this.head.length === 0 ? part : Buffer.concat([this.head, part]);
    const end = bytes.indexOf(END_OF_HEAD);
    if (end < 0) {
      this.head = bytes;
      return;
    }
    this.head = Buffer.alloc(0);
    const text = bytes.toString('latin1', 0, end);
    const status = Number(text.slice(9, 12));
    if (status !== 304 && (status < 200 || status > 299)) strange += 1;
    const [, length = '0'] = status === 304 ? [] : (/\r\ncontent-length: (\d+)/i.exec(text) ?? []);
    this.left = Number(length) - (bytes.length - end - END_OF_HEAD.length);
    if (this.left <= 0) this.end();
  }

  private end(): void {
    answered += 1;
    latencies.push(performance.now() - this.since);
    this.isBusy = false;
    this.onAnswer(this);
  }
}

const opened = await Promise.all(
  Array.from(
    { length: CONNECTIONS },
    () =>
      new Promise<Socket>((resolve, reject) => {
        const socket = connect(Number(port), hostname, () => resolve(socket));
        socket.setNoDelay(true).once('error', reject);
      }),
  ),
);
const began = performance.now();
const end = began + wanted.seconds * 1000;
const { rate } = wanted;
if (rate === undefined) {
  for (const socket of opened)
    new Asker(socket, (asker) => {
      const now = performance.now();
      if (now < end) asker.ask(now);
    }).ask(performance.now());
} else {
  const due: number[] = [];
  const askers = opened.map((socket) => new Asker(socket, send));
  let planned = 0;
  function send(): void {
    for (const asker of askers) {
      if (due.length === 0) return;
      if (!asker.isBusy) asker.ask(due.shift() ?? performance.now());
    }
  }
  setInterval(() => {
    for (const now = Math.min(performance.now(), end); began + (planned * 1000) / rate < now; planned += 1)
      due.push(began + (planned * 1000) / rate);
    send();
  }, TICK_MS);
}
setTimeout(() => {
  const perSecond = answered / ((performance.now() - began) / 1000);
  const p99Ms = latencies.toSorted((a, b) => a - b)[Math.floor(latencies.length * 0.99)] ?? 0;
  process.stdout.write(JSON.stringify({ requestsPerSecond: perSecond, p99Ms, non2xx: strange }), () =>
    process.exit(0),
  );
}, wanted.seconds * 1000);
