import { Problem } from '@stockproof/http';
import type { ValidatedUpdate } from './validate-update.js';

/**
 * Refuses each event whose id an earlier valid event of the same request has. Only one of the two could count,
 * and the sender would learn of it from the outcome alone. The first stays. An id that comes again in another
 * request is a redelivery and is not refused.
 */
export function refuseTwice(validated: readonly ValidatedUpdate[]): ValidatedUpdate[] {
  const first_index = new Map<string, number>();
  return validated.map((one, index) => {
    if (!one.ok) return one;
    const first = first_index.get(one.event_id);
    if (first !== undefined) return { ok: false, event_id: one.event_id, problem: twice(first) };
    first_index.set(one.event_id, index);
    return one;
  });
}

function twice(first: number): Problem {
  return new Problem(
    400,
    'event_id_twice',
    `event_id: the event at index ${first} of this request has the same id; each event needs an id of its own`,
  );
}
