import type { Pool } from 'pg';
import { knownKeyRequest, refusedKey } from './collect-key.js';
import { checkKeyWithdrawal, type KeyRequest } from './key-request.js';
import { withdrawKeyRequest } from './sql/key-requests.js';

/**
 * Withdraws a person's own key request, approved or not; no key can be created from it any more. Rejects with
 * a Problem if it is not allowed.
 */
export async function withdrawKey(
  pool: Pool,
  request_id: string,
  by: string,
  reason: string,
): Promise<KeyRequest> {
  const refusal = checkKeyWithdrawal(await knownKeyRequest(pool, request_id), by);
  if (refusal !== null) throw refusedKey(refusal);
  const withdrawn = await withdrawKeyRequest(pool, request_id, by, reason);
  const request = await knownKeyRequest(pool, request_id);
  if (withdrawn) return request;
  throw refusedKey(
    checkKeyWithdrawal(request, by) ?? { code: 'key_collected', detail: 'the key was collected meanwhile' },
  );
}
