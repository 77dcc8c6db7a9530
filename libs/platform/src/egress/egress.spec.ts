import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { refusalOfAddress } from './addresses.ts';
import { Egress, EgressRefused, type Resolve } from './egress.ts';

/** Hosts that mean this machine, its network or a metadata service, in the spellings that URLs allow. */
const INSIDE = [
  '127.0.0.1',
  '127.1',
  '127.255.255.254',
  '2130706433',
  '0x7f000001',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '017700000001',
  '0.0.0.0',
  '0',
  '10.0.0.1',
  '10.255.255.255',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '192.168.255.1',
  '100.64.0.1',
  '100.127.255.254',
  '169.254.0.1',
  '169.254.169.254',
  '2852039166',
  '0xa9fea9fe',
  '169.254.170.2',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '192.0.0.1',
  '192.0.0.192',
  '192.0.2.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '168.63.129.16',
  '100.100.100.200',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::ffff:10.0.0.1]',
  '[::ffff:169.254.169.254]',
  '[fe80::1]',
  '[fc00::1]',
  '[fd00::1]',
  '[fd00:ec2::254]',
  '[fd20:ce::254]',
  '[ff02::1]',
  '[2001:db8::1]',
  '[64:ff9b::7f00:1]',
  '[64:ff9b::a9fe:a9fe]',
  '[2002:7f00:1::]',
  '[2002:a00:1::]',
  '[2001:0:1::1]',
  '[100::1]',
];
const FORMS = ['http://HOST/', 'https://HOST:8443/feed', 'http://HOST:PORT/path?query=1'];
const OTHER = [
  'file:///etc/passwd',
  'ftp://example.org/x',
  'gopher://example.org/',
  'data:text/plain,x',
  'javascript:alert(1)',
  'http://user:secret@example.org/',
  'http://user@example.org/',
  'not a url',
  '',
  '//example.org',
  'http://',
];

describe('the guard of outgoing requests', () => {
  let server: Server;
  let port: number;
  let hits = 0;

  beforeAll(async () => {
    server = createServer((request, response) => {
      hits += 1;
      if (request.url === '/away')
        response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end();
      else if (request.url === '/loop') response.writeHead(302, { location: '/loop' }).end();
      else response.end('inside');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = addressOf(server));
  });

  afterAll(() => new Promise<void>((resolve) => void server.close(() => resolve())));

  const urls = [...INSIDE.flatMap((host) => FORMS.map((form) => form.replace('HOST', host))), ...OTHER];

  it(`refuses ${urls.length} addresses without asking one of them`, async () => {
    expect(urls.length).toBeGreaterThanOrEqual(150);
    const before = hits;
    const asked: string[] = [];
    for (const url of urls) {
      const refused = await new Egress([]).ask(url.replace('PORT', String(port))).then(
        () => false,
        (error: unknown) => error instanceof EgressRefused,
      );
      if (!refused) asked.push(url);
    }
    expect(asked).toEqual([]);
    expect(hits).toBe(before);
  });

  it('refuses a name that means an inside address, among others or alone', async () => {
    const before = hits;
    for (const addresses of [['127.0.0.1'], ['93.184.216.34', '127.0.0.1'], ['::ffff:127.0.0.1'], []])
      await expect(new Egress([], resolving(addresses)).ask(`http://feed.example:${port}/`)).rejects.toThrow(
        EgressRefused,
      );
    expect(hits).toBe(before);
  });

  it('resolves a name once and connects to what was checked, so that it cannot be bound anew', async () => {
    let lookups = 0;
    const answers = [['127.0.0.1'], ['10.0.0.1']];
    const egress = new Egress(['127.0.0.0/8'], (...words) => resolving(answers[lookups++] ?? [])(...words));
    const { status, body } = await egress.ask(`http://feed.example:${port}/`);
    body.destroy();
    expect([status, lookups]).toEqual([200, 1]);
  });

  it('asks a private address that is allowed, and a metadata service never', async () => {
    const { status, body } = await new Egress(['127.0.0.0/8']).ask(`http://127.0.0.1:${port}/`);
    body.destroy();
    expect(status).toBe(200);
    expect(refusalOfAddress('10.1.2.3', ['10.0.0.0/8'])).toBeNull();
    expect(refusalOfAddress('fd00::1', ['fd00::/8'])).toBeNull();
    for (const address of [
      '169.254.169.254',
      '::ffff:169.254.169.254',
      'fd00:ec2::254',
      '64:ff9b::a9fe:a9fe',
    ])
      expect(refusalOfAddress(address, ['0.0.0.0/0', '::/0'])).toMatch(/metadata/);
  });

  it('checks where it is sent like where it began, and does not go round for ever', async () => {
    const egress = new Egress(['127.0.0.0/8']);
    const follow = { follow: true };
    await expect(egress.ask(`http://127.0.0.1:${port}/away`, follow)).rejects.toThrow(/metadata/);
    await expect(egress.ask(`http://127.0.0.1:${port}/loop`, follow)).rejects.toThrow(/redirects/);
    const { status, body } = await egress.ask(`http://127.0.0.1:${port}/away`);
    body.destroy();
    expect(status).toBe(302);
  });

  it.each(['8.8.8.8', '1.1.1.1', '93.184.216.34', '2606:4700::1111'])('lets %s pass', (address) => {
    expect(refusalOfAddress(address, [])).toBeNull();
  });
});

/** A resolver that knows one name. */
function resolving(addresses: readonly string[]): Resolve {
  return (_name, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address;
}
