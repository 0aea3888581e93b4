import { decodeParsedUpdate } from '@stockproof/events';
import { Problem } from '@stockproof/http';
import { dtoProblem } from './update.dto.js';

export type Judged =
  | { readonly ok: true; readonly event_id: string; readonly sku: string; readonly value: object }
  | { readonly ok: false; readonly event_id: string | null; readonly problem: Problem };

/**
 * Judges one event of a request: the same gate as the command handler's, then class-validator, then whose it
 * is. A seller may speak for itself only, and learns nothing about others.
 */
export function judgeUpdate(value: unknown, seller_id: string, now_ms: number): Judged {
  const decoded = decodeParsedUpdate(value, now_ms);
  if (!decoded.ok) return refuse(decoded.event_id, new Problem(400, decoded.reason, decoded.detail));
  const { event_id, sku } = decoded.update;
  const objection = dtoProblem(value as object);
  if (objection !== null) return refuse(event_id, new Problem(400, 'invalid_update', objection));
  if (decoded.update.seller_id !== seller_id) {
    return refuse(event_id, new Problem(403, 'seller_mismatch', 'seller_id must be the one your key belongs to'));
  }
  return { ok: true, event_id, sku, value: value as object };
}

function refuse(event_id: string | null, problem: Problem): Judged {
  return { ok: false, event_id, problem };
}
