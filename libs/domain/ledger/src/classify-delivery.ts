/** What is stored for an event id that already has an outcome. */
export interface Prior {
  /** Hex SHA-256 of the canonical update. */
  readonly request_hash: string;
}

/**
 * fresh: the id is new; decide it. duplicate: the same request again; it gets the first result. conflict: a
 * known id with another body; it is counted and stored, never applied and never skipped silently
 * (docs/design.md#idempotency-key).
 */
export type DeliveryClass = 'fresh' | 'duplicate' | 'conflict';

/**
 * Classifies a delivery by its request hash. `prior` is what is stored for its delivery key, undefined if
 * nothing is.
 */
export function classifyDelivery(prior: Prior | undefined, request_hash: string): DeliveryClass {
  if (prior === undefined) return 'fresh';
  return prior.request_hash === request_hash ? 'duplicate' : 'conflict';
}

/**
 * Who chose the event id. `seller`: a seller; also if an operator redrives a dead letter. `order`: a saga of
 * the reservation service. Repairs write no ledger row, so they have no kind.
 */
export type SourceKind = 'seller' | 'order';

/**
 * The kind of source of an operation. R, U and F are accepted from the stock commands only, all others from
 * sellers only.
 */
export function sourceKind(operation: string): SourceKind {
  return operation === 'R' || operation === 'U' || operation === 'F' ? 'order' : 'seller';
}

/**
 * The idempotency key as one string. Event ids belong to a kind of source and a seller, so a seller cannot
 * use the id of a command for its own stock. The separator U+001F cannot occur in ids.
 */
export function deliveryKey(kind: SourceKind, seller_id: string, event_id: string): string {
  return `${kind}\u001f${seller_id}\u001f${event_id}`;
}
