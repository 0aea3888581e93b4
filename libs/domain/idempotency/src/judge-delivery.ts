/** What is remembered of an event id that already has an outcome. */
export interface Prior {
  /** Hex SHA-256 of the canonical update. */
  readonly request_hash: string;
}

/**
 * fresh: the id is new, decide it. duplicate: the same request again, its first outcome stands. conflict: the
 * id came with another body; it is counted and kept, never applied and never skipped in silence (rule 3).
 */
export type Judgement = 'fresh' | 'duplicate' | 'conflict';

/** Judges one delivery against what is known of its (seller_id, event_id). */
export function judgeDelivery(prior: Prior | undefined, request_hash: string): Judgement {
  if (prior === undefined) return 'fresh';
  return prior.request_hash === request_hash ? 'duplicate' : 'conflict';
}

/** The idempotency key: a seller's ids are its own. The unit separator can not occur in ids. */
export function deliveryKey(seller_id: string, event_id: string): string {
  return `${seller_id}\u001f${event_id}`;
}
