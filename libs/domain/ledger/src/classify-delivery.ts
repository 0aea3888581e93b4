/** The place of a message in Kafka. */
export interface SourcePlace {
  readonly source_topic: string;
  readonly source_partition: number;
  readonly source_offset: number;
}

/** What is stored for an event id that already has an outcome. */
export interface Prior {
  /** Hex SHA-256 of the canonical update. */
  readonly request_hash: string;
}

/** The outcome of an event, with the place of the message that it was decided for. */
export interface PriorOutcome extends Prior, SourcePlace {
  readonly counted_as: 'accepted' | 'superseded' | 'rejected';
}

/**
 * Whether an outcome was decided for this very message. It then was put back after a restore, without the offset
 * (docs/adr/0105): the message is counted as what it was, and nothing is written.
 */
export function isOutcomeOf(prior: PriorOutcome, delivery: Prior & SourcePlace): boolean {
  return (
    prior.request_hash === delivery.request_hash &&
    prior.source_topic === delivery.source_topic &&
    prior.source_partition === delivery.source_partition &&
    prior.source_offset === delivery.source_offset
  );
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
