/** What was written to the outbox, and what of it arrived in Kafka, as a poll has read them. Both only grow. */
export interface OutboxRead {
  readonly at_ms: number;
  readonly written: number;
  readonly routed: number;
}

/** How long counts are kept, ms. */
const KEPT_MS = 5 * 60_000;

/** The past with this reading, without what is older than five minutes: at most one reading a poll. Pure. */
export function addOutboxRead(
  past: readonly OutboxRead[],
  at_ms: number,
  counts: { readonly written: number | null; readonly routed: number | null } | null,
): readonly OutboxRead[] {
  if (counts === null || counts.written === null || counts.routed === null) return past;
  const { written, routed } = counts;
  return [...past.filter((one) => at_ms - one.at_ms <= KEPT_MS), { at_ms, written, routed }];
}
