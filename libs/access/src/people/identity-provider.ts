import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import * as oidc from 'openid-client';
import { Unavailable } from '#application';
import type { Claims } from './claims.ts';

/** How the identity provider of an installation is reached, and what it calls us. */
export interface IdentitySettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | null;
  /** Who bearer tokens must be made for. */
  readonly audience: string;
}

/** What a login has to remember until the person comes back. */
export interface LoginState {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
  /** Where the person comes back to. */
  readonly redirectUri: string;
}

/** Signatures with a key that only the provider has: nothing that is made with a shared secret, and never "none". */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const CLOCK_TOLERANCE = '30 s';
/** A token with an unknown key has the keys read anew, but not more often than this: they may have been rotated. */
const KEYS_COOLDOWN_MS = 5_000;
const KEYS_KEPT_MS = 10 * 60_000;
const TIMEOUT_S = 5;

/** Logs people in by the code flow with PKCE, and checks bearer tokens. Asks the provider only when it is needed. */
export class IdentityProvider {
  private configuration: Promise<oidc.Configuration> | undefined;
  private keys: JWTVerifyGetKey | undefined;

  constructor(private readonly settings: IdentitySettings) {}

  /** Where to send a person who wants to log in, and what to remember meanwhile. @throws Unavailable */
  async begin(redirectUri: string): Promise<{ readonly url: string; readonly remembered: LoginState }> {
    const configuration = await this.discovered();
    const remembered = {
      verifier: oidc.randomPKCECodeVerifier(),
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      redirectUri,
    };
    const url = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: 'openid profile email',
      code_challenge: await oidc.calculatePKCECodeChallenge(remembered.verifier),
      code_challenge_method: 'S256',
      state: remembered.state,
      nonce: remembered.nonce,
    });
    return { url: url.href, remembered };
  }

  /** What the provider states about the person who came back; `null` when the answer is not one to our question. */
  async finish(query: string, { redirectUri, verifier, state, nonce }: LoginState): Promise<Claims | null> {
    const configuration = await this.discovered();
    const address = new URL(redirectUri);
    address.search = query;
    try {
      const tokens = await oidc.authorizationCodeGrant(configuration, address, {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      const claims: object | undefined = tokens.claims();
      return claims === undefined ? null : { ...claims };
    } catch (error) {
      if (isUnreachable(error)) throw noAnswer(error);
      return null;
    }
  }

  /** What a bearer token states; `null` when it is not good. @throws Unavailable when the keys can not be read. */
  async verify(token: string): Promise<Claims | null> {
    const { issuer, audience } = this.settings;
    try {
      const { payload } = await jwtVerify(token, await this.signingKeys(), {
        algorithms: ALGORITHMS,
        issuer,
        audience,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: CLOCK_TOLERANCE,
      });
      return { ...payload };
    } catch (error) {
      if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError)) throw noAnswer(error);
      return null;
    }
  }

  private async signingKeys(): Promise<JWTVerifyGetKey> {
    if (this.keys !== undefined) return this.keys;
    const { jwks_uri: address } = (await this.discovered()).serverMetadata();
    if (address === undefined) throw new Error('The identity provider does not say where its keys are.');
    this.keys = createRemoteJWKSet(new URL(address), {
      cooldownDuration: KEYS_COOLDOWN_MS,
      cacheMaxAge: KEYS_KEPT_MS,
      timeoutDuration: TIMEOUT_S * 1000,
    });
    return this.keys;
  }

  /** The provider's own description, read once it is needed; a failed try is forgotten. */
  private discovered(): Promise<oidc.Configuration> {
    this.configuration ??= this.discover().catch((error: unknown) => {
      this.configuration = undefined;
      throw noAnswer(error);
    });
    return this.configuration;
  }

  private discover(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret } = this.settings;
    const address = new URL(issuer);
    const authentication = clientSecret === null ? oidc.None() : oidc.ClientSecretBasic(clientSecret);
    // Only a provider on this machine may be spoken to without TLS; the settings are checked for that.
    const execute = address.protocol === 'http:' ? [oidc.allowInsecureRequests] : [];
    return oidc.discovery(address, clientId, undefined, authentication, { execute, timeout: TIMEOUT_S });
  }
}

function isUnreachable(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof oidc.ClientError && error.code === 'OAUTH_TIMEOUT');
}

function noAnswer(cause: unknown): Error {
  if (cause instanceof Unavailable) return cause;
  return new Unavailable('The identity provider does not answer. Try again in a few seconds.', { cause });
}
