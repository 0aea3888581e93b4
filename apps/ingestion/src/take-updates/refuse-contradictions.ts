import { canonicalUpdate } from '@stockproof/events';
import { Problem } from '@stockproof/http';
import type { Judged } from './judge-update.js';

/**
 * Of two events of a request with one id and different content, the later is refused by the index of the earlier: both
 * would be queued, and of a conflict nobody hears who does not ask for the outcome. The same content twice is a plain duplicate.
 */
export function refuseContradictions(judged: readonly Judged[]): Judged[] {
  const first = new Map<string, number>();
  return judged.map((one, index) => {
    if (!one.ok) return one;
    const earlier = first.get(one.event_id);
    if (earlier === undefined) first.set(one.event_id, index);
    const other = earlier === undefined ? undefined : judged[earlier];
    if (earlier === undefined || other?.ok !== true || canonicalUpdate(other.update) === canonicalUpdate(one.update)) return one;
    const detail = `event_id: event ${earlier} of this request has the same event_id and other content`;
    return { ok: false, event_id: one.event_id, problem: new Problem(409, 'event_id_repeated', detail) };
  });
}
