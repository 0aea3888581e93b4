import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Queryable } from '@stockproof/postgres';
import { aPool } from '@stockproof/testing/kit';
import { makeApiKey, readApiKey } from './api-key.js';
import { checkKey } from './check-key.js';

const made = makeApiKey();

/** A database in which this is what the key's id finds. */
function holding(answer: () => Promise<{ rows: object[] }>): Queryable {
  return aPool(answer);
}

describe('API keys', () => {
  it('are found by their stored form, and contain a secret that is not stored', () => {
    const secret = made.api_key.slice(-64);
    expect(readApiKey(made.api_key)).toEqual({ key_id: made.key_id, secret_hash: made.secret_hash });
    expect(made.secret_hash).toEqual(createHash('sha256').update(secret).digest());
    expect(made.key_id).not.toContain(secret);
  });

  it('are all different', () => {
    const keys = Array.from({ length: 50 }, makeApiKey);
    expect(new Set(keys.map(({ key_id }) => key_id)).size).toBe(50);
    expect(new Set(keys.map(({ api_key }) => api_key.slice(-64))).size).toBe(50);
  });

  it.each([
    ['nothing', ''],
    ['a prefix', 'sp_'],
    ['too short a secret', made.api_key.slice(0, -1)],
    ['too long a one', `${made.api_key}0`],
    ['capitals', made.api_key.toUpperCase()],
    ['something before it', ` ${made.api_key}`],
    ['a line after it', `${made.api_key}\n`],
  ])('are not accepted with %s', (_name, text) => expect(readApiKey(text)).toBeNull());

  it.each<[string, () => Promise<{ rows: object[] }>, unknown]>([
    [
      'the key itself',
      async () => ({ rows: [{ seller_id: 'ann', secret_hash: made.secret_hash, expires_at: new Date(9) }] }),
      { kind: 'seller', seller_id: 'ann', key_id: made.key_id, expires_at: new Date(9).toISOString() },
    ],
    [
      'another secret',
      async () => ({
        rows: [{ seller_id: 'ann', secret_hash: makeApiKey().secret_hash, expires_at: new Date(9) }],
      }),
      null,
    ],
    ['no such key', async () => ({ rows: [] }), null],
  ])('are not accepted if the database has %s', async (_name, answer, principal) => {
    expect(await checkKey(holding(answer), made.api_key)).toEqual(principal);
  });

  it('are not accepted while the database is unavailable, and not looked up if malformed', async () => {
    const away = holding(() => Promise.reject(new Error('away')));
    await expect(checkKey(away, made.api_key)).rejects.toMatchObject({
      status: 503,
      code: 'credentials_unavailable',
    });
    expect(await checkKey(away, 'sp_nonsense')).toBeNull();
  });
});
