import { beforeEach, describe, expect, it } from '@jest/globals';
import { TokenRefusedError, type Tokens } from '@stockproof/oidc-client';
import { Sessions } from './sessions.js';

const PERSON = { subject: 'ada', name: 'ada', roles: ['viewer'], seller_id: null };
const HOUR_MS = 3_600_000;
let now_ms: number;
let refreshed: string[];
let refresh: () => Promise<Tokens>;
let sessions: Sessions;

const tokensUntil = (exp_ms: number, refresh_token: string | null = 'r1'): Tokens => ({
  access_token: `e30.${Buffer.from(JSON.stringify({ exp: exp_ms / 1_000 })).toString('base64url')}.x`,
  refresh_token,
});
const opened = (tokens = tokensUntil(now_ms + HOUR_MS)) => {
  const id = sessions.open(PERSON, tokens);
  const session = sessions.find(id);
  if (session === null) throw new Error('a session that was opened is there');
  return { id, session };
};

beforeEach(() => {
  now_ms = 1_000_000_000;
  refreshed = [];
  refresh = () => Promise.resolve(tokensUntil(now_ms + HOUR_MS, 'r2'));
  sessions = new Sessions({
    idle_ms: HOUR_MS,
    max_ms: 8 * HOUR_MS,
    now_ms: () => now_ms,
    refresh: (refresh_token) => {
      refreshed.push(refresh_token);
      return refresh();
    },
  });
});

describe('a session', () => {
  it('has an id and a value that nobody guesses, different for each login', () => {
    const [one, other] = [opened(), opened()];
    expect(one.id).toMatch(/^[\w-]{43}$/);
    expect(new Set([one.id, other.id, one.session.csrf, other.session.csrf]).size).toBe(4);
    expect(sessions.find(one.session.digest)).toBeNull();
    expect(sessions.find(null)).toBeNull();
  });

  it('ends when it was not used for long, and not while it is used', () => {
    const { id, session } = opened();
    now_ms += HOUR_MS - 1;
    expect(sessions.find(id)).not.toBeNull();
    now_ms += HOUR_MS - 1;
    expect(sessions.find(id)).not.toBeNull();
    now_ms += HOUR_MS + 1;
    sessions.endOld();
    expect([sessions.find(id), session.ended.aborted]).toEqual([null, true]);
  });

  it('ends after the longest time, however it is used', () => {
    const { id, session } = opened();
    for (let hour = 0; hour < 8; hour += 1) {
      expect(sessions.find(id)).not.toBeNull();
      now_ms += HOUR_MS;
    }
    sessions.endOld();
    expect([sessions.find(id), session.ended.aborted]).toEqual([null, true]);
  });

  it('ends once, and returns what the provider has to forget', () => {
    const { id, session } = opened();
    expect([sessions.end(session), sessions.end(session), sessions.find(id)]).toEqual(['r1', null, null]);
  });
});

describe('the token of a session', () => {
  it('is renewed shortly before its end, once for all who ask', async () => {
    const { session } = opened(tokensUntil(now_ms + 59_000));
    const tokens = await Promise.all([sessions.token(session), sessions.token(session)]);
    expect(tokens).toEqual(Array(2).fill(tokensUntil(now_ms + HOUR_MS).access_token));
    now_ms += HOUR_MS - 30_000;
    await sessions.token(session);
    expect(refreshed).toEqual(['r1', 'r2']);
  });

  it('is used to its end if the provider does not answer, and unknown after that', async () => {
    const { id, session } = opened(tokensUntil(now_ms + 59_000));
    refresh = () => Promise.reject(new TypeError('fetch failed'));
    expect(await sessions.token(session)).toBe(tokensUntil(now_ms + 59_000).access_token);
    now_ms += 60_000;
    await expect(sessions.token(session)).rejects.toMatchObject({ status: 503 });
    expect(sessions.find(id)).not.toBeNull();
    refresh = () => Promise.resolve(tokensUntil(now_ms + HOUR_MS, 'r2'));
    expect(await sessions.token(session)).toBe(tokensUntil(now_ms + HOUR_MS).access_token);
  });

  it('ends the session if the provider refuses it', async () => {
    const { id, session } = opened(tokensUntil(now_ms));
    refresh = () => Promise.reject(new TokenRefusedError('no token: invalid_grant'));
    await expect(sessions.token(session)).rejects.toMatchObject({ status: 401 });
    expect([sessions.find(id), session.ended.aborted]).toEqual([null, true]);
  });

  it('ends the session if there is none to renew it with', async () => {
    const { session } = opened(tokensUntil(now_ms, null));
    await expect(sessions.token(session)).rejects.toMatchObject({ status: 401 });
    expect(refreshed).toEqual([]);
  });
});
