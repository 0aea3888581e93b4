/** What is remembered of an event id that already has an outcome. */
export interface Prior {
  /** Hex SHA-256 of the canonical update. */
  readonly request_hash: string;
}

/**
 * fresh: the id is new, decide it. duplicate: the same request again, its first result is repeated. conflict:
 * the id came with another body; it is counted and kept, never applied and never skipped silently
 * (docs/design.md#idempotency-key).
 */
export type DeliveryClass = 'fresh' | 'duplicate' | 'conflict';

/** Validates one delivery against what is known of its delivery key. */
export function classifyDelivery(prior: Prior | undefined, request_hash: string): DeliveryClass {
  if (prior === undefined) return 'fresh';
  return prior.request_hash === request_hash ? 'duplicate' : 'conflict';
}

/**
 * Who names an event. `seller`: a seller, also where an operator sends its dead letter again. `order`: a saga
 * of the reservation service. Repairs write no ledger row, so they have no kind of their own.
 */
export type SourceKind = 'seller' | 'order';

/**
 * The kind of source of an operation: R, U and F are taken from the stock commands alone, all others from
 * sellers alone.
 */
export function sourceKind(operation: string): SourceKind {
  return operation === 'R' || operation === 'U' || operation === 'F' ? 'order' : 'seller';
}

/**
 * The idempotency key: ids belong to a kind of source and to a seller, so that a seller cannot take the id
 * of a command on its own stock. The unit separator cannot occur in ids.
 */
export function deliveryKey(kind: SourceKind, seller_id: string, event_id: string): string {
  return `${kind}\u001f${seller_id}\u001f${event_id}`;
}
