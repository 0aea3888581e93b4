import { Problem } from '@stockproof/http';
import { inTransaction } from '@stockproof/postgres';
import type { Pool } from 'pg';
import { makeApiKey } from './api-key.js';
import { checkCollection, type KeyRequest, type KeyRequestRefusal } from './key-request.js';
import { type KeyRules, roomForAKey, type IssuedKey } from './key-rules.js';
import { collectKeyRequest, findKeyRequest } from './sql/key-requests.js';
import { insertKey } from './sql/api-keys.js';

/**
 * Creates the key that two operators agreed on. It is created only now, so no secret exists before that could
 * be stolen. Rejects with a Problem if the request may not be collected.
 */
export async function collectKey(
  pool: Pool,
  rules: KeyRules,
  request_id: string,
  by: string,
  now_ms: number,
): Promise<IssuedKey> {
  const request = await knownKeyRequest(pool, request_id);
  const refusal = checkCollection(request, by, now_ms);
  if (refusal !== null) throw refusedKey(refusal);
  const { seller_id, reason, approved_by } = request;
  const { api_key, key_id, secret_hash } = makeApiKey();
  return inTransaction(pool, async (db) => {
    await roomForAKey(db, seller_id, rules);
    const key = { key_id, seller_id, secret_hash, created_by: by, approved_by, reason, successor_of: null };
    const expires_at = await insertKey(db, key, rules.lives_days);
    if (await collectKeyRequest(db, request_id, by, key_id)) return { key_id, api_key, expires_at };
    throw refusedKey({
      code: 'key_collected',
      detail: 'the key was collected, its approval ended, or it was withdrawn, meanwhile',
    });
  });
}

/** Returns a key request. Rejects with a 404 if there is none. */
export async function knownKeyRequest(pool: Pool, request_id: string): Promise<KeyRequest> {
  const request = await findKeyRequest(pool, request_id);
  if (request === undefined)
    throw new Problem(404, 'unknown_key_request', `nobody asked for a key as ${request_id}`);
  return request;
}

/** Converts a refusal to a Problem: 403 for the wrong person, otherwise 409. */
export function refusedKey({ code, detail }: KeyRequestRefusal): Problem {
  return new Problem(code === 'four_eyes' || code === 'not_requester' ? 403 : 409, code, detail);
}
