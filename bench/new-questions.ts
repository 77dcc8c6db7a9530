import { Agent, request } from 'node:http';

/**
 * A program of its own, so that it doesn't share a processor with what it measures: asks an address for a bounded time over
 * 32 connections, each time with another contract value, and prints the answers per second.
 */
const [, , url = '', authorization = '', seconds = '1'] = process.argv;
const CONNECTIONS = 32;
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
const began = performance.now();
const end = began + Number(seconds) * 1000;
let asked = 0;
let answered = 0;

function ask(): Promise<void> {
  asked += 1;
  return new Promise((resolve, reject) => {
    const sent = request(`${url}&contractValue=${1_000_000 + asked}`, { agent, headers: { authorization } });
    sent.once('error', reject).once('response', (answer) => {
      answer.resume().once('end', () => {
        if (answer.statusCode === 200) answered += 1;
        resolve();
      });
    });
    sent.end();
  });
}

await Promise.all(
  Array.from({ length: CONNECTIONS }, async () => {
    while (performance.now() < end) await ask();
  }),
);
process.stdout.write(JSON.stringify({ perSecond: answered / ((performance.now() - began) / 1000) }));
process.exit(0);
