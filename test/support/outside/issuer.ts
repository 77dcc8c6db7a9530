import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;

/** An identity provider on this machine, as far as the tests need one: discovery, keys, code flow with PKCE. */
export interface TestIssuer {
  readonly url: string;
  /** What it states about whoever logs in next. */
  person: Readonly<Record<string, unknown>>;
  /** Begins to sign with a new key, and no longer shows the old one. */
  rotate(): Promise<void>;
  /** A token signed with its present key; `over` takes the place of its ordinary claims. */
  sign(over?: JWTPayload, audience?: string): Promise<string>;
  close(): Promise<void>;
}

export const CLIENT_ID = 'placet-test';
export const CLIENT_SECRET = 'secret-of-a-test';

interface Login {
  readonly challenge: string;
  readonly nonce: string;
  readonly redirectUri: string;
}

/** Starts the provider. */
export async function startIssuer(): Promise<TestIssuer> {
  let keys: KeyPair = await generateKeyPair('ES256');
  let kid = randomUUID();
  const codes = new Map<string, Login>();
  const server = createServer((request, response) => {
    answerTo(request)
      .then(({ status, headers, body }) => response.writeHead(status, headers).end(body))
      .catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const issuer: TestIssuer = {
    url: `http://127.0.0.1:${port}`,
    person: {},
    rotate: async () => {
      keys = await generateKeyPair('ES256');
      kid = randomUUID();
    },
    sign: (over = {}, audience = CLIENT_ID) =>
      new SignJWT({ sub: 'u1', ...issuer.person, ...over })
        .setProtectedHeader({ alg: 'ES256', kid })
        .setIssuer(over.iss ?? issuer.url)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime(over.exp ?? '5 minutes')
        .sign(keys.privateKey),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };

  async function answerTo(
    request: IncomingMessage,
  ): Promise<{ status: number; headers: Record<string, string>; body: string }> {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', issuer.url);
    if (pathname === '/.well-known/openid-configuration')
      return json({
        issuer: issuer.url,
        authorization_endpoint: `${issuer.url}/authorize`,
        token_endpoint: `${issuer.url}/token`,
        jwks_uri: `${issuer.url}/keys`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['ES256'],
        code_challenge_methods_supported: ['S256'],
      });
    if (pathname === '/keys')
      return json({ keys: [{ ...(await exportJWK(keys.publicKey)), kid, alg: 'ES256', use: 'sig' }] });
    if (pathname === '/authorize') {
      const code = randomUUID();
      const redirectUri = query.get('redirect_uri') ?? '';
      codes.set(code, {
        challenge: query.get('code_challenge') ?? '',
        nonce: query.get('nonce') ?? '',
        redirectUri,
      });
      const back = new URL(redirectUri);
      back.search = new URLSearchParams({ code, state: query.get('state') ?? '' }).toString();
      return { status: 302, headers: { location: back.href }, body: '' };
    }
    if (pathname !== '/token') return { status: 404, headers: {}, body: '' };
    const form = new URLSearchParams(await textOf(request));
    const login = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const proof = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isGood =
      login !== undefined &&
      clientOf(request) === `${CLIENT_ID}:${CLIENT_SECRET}` &&
      proof === login.challenge &&
      form.get('redirect_uri') === login.redirectUri;
    if (!isGood) return { ...json({ error: 'invalid_grant' }), status: 400 };
    const token = await issuer.sign({ nonce: login.nonce });
    return json({ access_token: randomUUID(), token_type: 'Bearer', id_token: token });
  }
  return issuer;
}

function json(body: object): { status: number; headers: Record<string, string>; body: string } {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** Both parts are form-encoded before they are joined (RFC 6749, 2.3.1). */
function clientOf({ headers: { authorization = '' } }: IncomingMessage): string {
  const [, words = ''] = /^Basic (\S+)$/.exec(authorization) ?? [];
  return Buffer.from(words, 'base64').toString('utf8').split(':').map(decodeURIComponent).join(':');
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString('utf8');
}
