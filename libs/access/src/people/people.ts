import { KeySecrets } from '../api-keys.ts';
import type { Principal } from '../roles.ts';
import { openSealedText, sealText } from '../sealed-text.ts';
import { TenantStore } from '../tenants/tenants.ts';
import { type ClaimNames, type Claims, type ClaimReading, readClaims } from './claims.ts';
import type { IdentityProvider, LoginState } from './identity-provider.ts';

/** How long a person stays logged in. */
export const SESSION_S = 12 * 3600;
/** How long a person may take to log in. */
export const LOGIN_S = 10 * 60;
const SESSION = 'session';
const LOGIN = 'login';
/** So long a disabled tenant may still be taken for good. */
const TENANT_KNOWN_MS = 5_000;
const TENANTS_KNOWN_MAX = 10_000;

interface Sealed {
  /** JSON. */
  readonly content: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** People: by a session that this service sealed, or by a token of the identity provider. */
export class People {
  private readonly tenants = new Map<string, { readonly isGood: boolean; readonly until: number }>();

  private forgotten = 0;

  constructor(
    private readonly secrets: KeySecrets,
    private readonly store: TenantStore,
    private readonly names: ClaimNames,
    /** Absent where no identity provider is set up. */
    readonly provider: IdentityProvider | null,
  ) {}

  /** Who a bearer token stands for; `undefined` when it is not good, or stands for nobody here. */
  async ofToken(token: string, now: Date): Promise<Principal | undefined> {
    const claims = await this.provider?.verify(token);
    if (!claims) return undefined;
    const reading = await this.ofClaims(claims, now);
    return 'principal' in reading ? reading.principal : undefined;
  }

  /** Who claims that were checked stand for. */
  async ofClaims(claims: Claims, now: Date): Promise<ClaimReading> {
    const reading = readClaims(claims, this.names);
    if (!('principal' in reading) || (await this.isOpen(reading.principal.tenant, now))) return reading;
    return { refusal: `There is no tenant "${reading.principal.tenant}", or it is disabled.` };
  }

  /** The value of a session cookie. */
  startSession(principal: Principal, now: Date): string {
    return this.seal(SESSION, principal, now, SESSION_S);
  }

  /** Whose session a cookie is; `undefined` for one that ended, was altered or is not ours. */
  async ofSession(cookie: string, now: Date): Promise<Principal | undefined> {
    const text = this.open(SESSION, cookie, now);
    if (text === undefined) return undefined;
    const principal: Principal = JSON.parse(text);
    return (await this.isOpen(principal.tenant, now)) ? principal : undefined;
  }

  /** What a login remembers, in the person's own browser. */
  rememberLogin(state: LoginState, now: Date): string {
    return this.seal(LOGIN, state, now, LOGIN_S);
  }

  rememberedLogin(cookie: string, now: Date): LoginState | undefined {
    const text = this.open(LOGIN, cookie, now);
    if (text === undefined) return undefined;
    const state: LoginState = JSON.parse(text);
    return state;
  }

  private seal(purpose: string, content: object, now: Date, seconds: number): string {
    const sealed: Sealed = { content: JSON.stringify(content), until: now.getTime() + seconds * 1000 };
    const bytes = sealText(JSON.stringify(sealed), this.secrets.pepper, purpose, purpose);
    return Buffer.from(bytes).toString('base64url');
  }

  private open(purpose: string, cookie: string, now: Date): string | undefined {
    try {
      const bytes = Buffer.from(cookie, 'base64url');
      // Decoding passes over what is no base64; only the text that was given out counts.
      if (bytes.toString('base64url') !== cookie) return undefined;
      const sealed: Sealed = JSON.parse(openSealedText(bytes, this.secrets.pepper, purpose, purpose));
      return sealed.until > now.getTime() ? sealed.content : undefined;
    } catch {
      // Not sealed by this service, or altered since: nobody's.
      return undefined;
    }
  }

  /** Looks every tenant up anew. */
  forgetAll(): void {
    this.forgotten += 1;
    this.tenants.clear();
  }

  private async isOpen(tenant: string, now: Date): Promise<boolean> {
    const known = this.tenants.get(tenant);
    if (known !== undefined && known.until > now.getTime()) return known.isGood;
    const { forgotten } = this;
    const found = await this.store.find(tenant);
    const isGood = found !== undefined && found.disabled === null;
    // What was read before the news may be what the news is about.
    if (forgotten !== this.forgotten) return isGood;
    if (this.tenants.size >= TENANTS_KNOWN_MAX) this.tenants.clear();
    this.tenants.set(tenant, { isGood, until: now.getTime() + TENANT_KNOWN_MS });
    return isGood;
  }
}
