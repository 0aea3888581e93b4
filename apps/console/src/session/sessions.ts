import { createHash, randomBytes } from 'node:crypto';
import type { ConsoleSession } from '@stockproof/console';
import { Problem } from '@stockproof/http';
import { TokenRefusedError, type Tokens } from '@stockproof/oidc-client';
import { decodeJwt } from 'jose';
import { LRUCache } from 'lru-cache';

/** The person of a session. */
export type Person = NonNullable<ConsoleSession['person']>;

/** One login in one browser. Its tokens stay in this process. */
export interface Session {
  /** Digest of the id, which only the browser has. */
  readonly digest: string;
  readonly csrf: string;
  readonly person: Person;
  /** Whatever is done, ms since 1970. */
  readonly ends_at_ms: number;
  /** Aborted when the session ends. */
  readonly ended: AbortSignal;
}

/** Bounds of a session, and how its tokens are renewed. */
export interface SessionOptions {
  readonly idle_ms: number;
  readonly max_ms: number;
  readonly refresh: (refresh_token: string) => Promise<Tokens>;
  readonly now_ms?: () => number;
}

interface Kept extends Session {
  tokens: Tokens;
  refreshing: Promise<void> | null;
  readonly end: AbortController;
}

/** The session that was used longest ago is ended for a new one beyond these. */
const MAX = 10_000;
/** A token that is valid for less than this is renewed before it is used. */
const LITTLE_MS = 60_000;

/** The sessions of all browsers, in bounded memory: a restart of the process ends them. */
export class Sessions {
  private readonly kept: LRUCache<string, Kept>;
  private readonly now_ms: () => number;

  constructor(private readonly options: SessionOptions) {
    this.now_ms = options.now_ms ?? Date.now;
    this.kept = new LRUCache<string, Kept>({
      max: MAX,
      ttl: options.idle_ms,
      ttlResolution: 0,
      updateAgeOnGet: true,
      perf: { now: () => this.now_ms() },
      dispose: ({ end }) => end.abort(),
    });
  }

  /** Begins a session. Returns its id, which is told to nobody but the browser. */
  open(person: Person, tokens: Tokens): string {
    const id = random();
    const end = new AbortController();
    const digest = digestOf(id);
    const ends_at_ms = this.now_ms() + this.options.max_ms;
    const csrf = random();
    this.kept.set(digest, {
      digest,
      csrf,
      person,
      ends_at_ms,
      tokens,
      refreshing: null,
      end,
      ended: end.signal,
    });
    return id;
  }

  /** The session of an id, which counts as used now; null if there is none or it is over. */
  find(id: string | null): Session | null {
    const session = id === null ? undefined : this.kept.get(digestOf(id));
    if (session === undefined) return null;
    if (session.ends_at_ms > this.now_ms()) return session;
    this.end(session);
    return null;
  }

  /** Ends a session. Returns its refresh token for the provider; null if it has none or has ended before. */
  end({ digest }: Session): string | null {
    const kept = this.kept.get(digest, { updateAgeOnGet: false });
    this.kept.delete(digest);
    return kept?.tokens.refresh_token ?? null;
  }

  /** Ends those that are over, so that their streams end too. */
  endOld(): void {
    this.kept.purgeStale();
    for (const session of this.kept.values()) if (session.ends_at_ms <= this.now_ms()) this.end(session);
  }

  /**
   * The access token of a session, renewed if it is about to expire. Throws a 401 if the login is over, which ends the
   * session, and a 503 if the provider does not answer and the token has expired.
   */
  async token(session: Session): Promise<string> {
    const kept = this.kept.get(session.digest, { updateAgeOnGet: false });
    if (kept === undefined) throw loginOver();
    if (this.validFor(kept.tokens) < LITTLE_MS && kept.tokens.refresh_token !== null)
      await (kept.refreshing ??= this.refresh(kept, kept.tokens.refresh_token));
    if (this.validFor(kept.tokens) > 0) return kept.tokens.access_token;
    this.end(session);
    throw loginOver();
  }

  /** One at a time for a session: a refresh token is good for one use. */
  private async refresh(kept: Kept, refresh_token: string): Promise<void> {
    try {
      kept.tokens = await this.options.refresh(refresh_token);
    } catch (error) {
      if (this.validFor(kept.tokens) > 0 || error instanceof TokenRefusedError) return;
      throw unavailable(error);
    } finally {
      kept.refreshing = null;
    }
  }

  private validFor({ access_token }: Tokens): number {
    return (decodeJwt(access_token).exp ?? 0) * 1_000 - this.now_ms();
  }
}

/** The 401 of a request without a session. */
export function loginOver(): Problem {
  return new Problem(
    401,
    'login_required',
    'nobody is logged in here, or the login is over: GET /auth/login',
  );
}

function unavailable(cause: unknown): Problem {
  const problem = new Problem(
    503,
    'credentials_unavailable',
    'the identity provider does not answer; try again',
    { 'retry-after': '1' },
  );
  problem.cause = cause;
  return problem;
}

function random(): string {
  return randomBytes(32).toString('base64url');
}

/** The process keeps no id: whoever reads its memory can use no session. */
function digestOf(id: string): string {
  return createHash('sha256').update(id).digest('base64url');
}
