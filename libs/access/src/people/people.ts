import { randomBytes } from 'node:crypto';
import { KeySecrets } from '../api-keys.ts';
import type { Principal } from '../roles.ts';
import { openSealedText, sealText } from '../sealed-text.ts';
import { TenantStore } from '../tenants/tenants.ts';
import { type ClaimNames, type Claims, type ClaimReading, readClaims } from './claims.ts';
import type { EndedSessions } from './ended-sessions.ts';
import type { IdentityProvider, LoginState } from './identity-provider.ts';

/** How long a person stays logged in. */
export const SESSION_S = 12 * 3600;
/** How long a person may take to log in. */
export const LOGIN_S = 10 * 60;
const SESSION = 'session';
const LOGIN = 'login';
/** So long a disabled tenant, or a session that was ended, may still be taken for good where news is lost. */
const KNOWN_FOR_MS = 5_000;
const KNOWN_MAX = 10_000;

interface Sealed {
  /** JSON. */
  readonly content: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** What a session cookie holds. */
interface Session {
  /** By which it is ended before its time. */
  readonly id: string;
  readonly principal: Principal;
}

/** What was found good or not, and how long that is remembered. */
type Remembered = Map<string, { readonly isGood: boolean; readonly until: number }>;

/** People: by a session that this service sealed, or by a token of the identity provider. */
export class People {
  private readonly tenants: Remembered = new Map();
  private readonly sessions: Remembered = new Map();

  private forgotten = 0;

  constructor(
    private readonly secrets: KeySecrets,
    private readonly store: TenantStore,
    private readonly ended: EndedSessions,
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
    const session: Session = { id: randomBytes(12).toString('hex'), principal };
    return this.seal(SESSION, session, now, SESSION_S);
  }

  /** Whose session a cookie is; `undefined` for one that ended, was altered or is not ours. */
  async ofSession(cookie: string, now: Date): Promise<Principal | undefined> {
    const session = this.sessionIn(cookie, now);
    if (session === undefined) return undefined;
    const { id, principal } = session;
    const isGood = (await this.isOpen(principal.tenant, now)) && (await this.isGoingOn(id, now));
    return isGood ? principal : undefined;
  }

  /** Ends the session that a cookie is, here and in every other process; a cookie that is none is passed over. */
  async endSession(cookie: string, now: Date): Promise<void> {
    const session = this.sessionIn(cookie, now);
    if (session === undefined) return;
    await this.ended.end(session.id, new Date(now.getTime() + SESSION_S * 1000));
    this.forgetAll();
  }

  private sessionIn(cookie: string, now: Date): Session | undefined {
    const text = this.open(SESSION, cookie, now);
    if (text === undefined) return undefined;
    const session: Partial<Session> = JSON.parse(text);
    const { id, principal } = session;
    // Sessions from before they could be ended have no id: whoever has one logs in again.
    return id === undefined || principal === undefined ? undefined : { id, principal };
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

  /** Looks every tenant and session up anew. */
  forgetAll(): void {
    this.forgotten += 1;
    this.tenants.clear();
    this.sessions.clear();
  }

  private isOpen(tenant: string, now: Date): Promise<boolean> {
    return this.remembered(this.tenants, tenant, now, async () => {
      const found = await this.store.find(tenant);
      return found !== undefined && found.disabled === null;
    });
  }

  private isGoingOn(session: string, now: Date): Promise<boolean> {
    return this.remembered(this.sessions, session, now, async () => !(await this.ended.isEnded(session)));
  }

  private async remembered(
    memory: Remembered,
    name: string,
    now: Date,
    look: () => Promise<boolean>,
  ): Promise<boolean> {
    const known = memory.get(name);
    if (known !== undefined && known.until > now.getTime()) return known.isGood;
    const { forgotten } = this;
    const isGood = await look();
    // What was read before the news may be what the news is about.
    if (forgotten !== this.forgotten) return isGood;
    if (memory.size >= KNOWN_MAX) memory.clear();
    memory.set(name, { isGood, until: now.getTime() + KNOWN_FOR_MS });
    return isGood;
  }
}
