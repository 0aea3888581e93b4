import type { EvidenceContent } from '@stockproof/evidence';

const COUNTS = { read: 3, applied: 2, late: 1, duplicate: 0, skipped: 0 };

/** A trusted record's content. */
export function aContent(change: Partial<EvidenceContent>): EvidenceContent {
  return {
    recovery_id: 'rec-1',
    flow: 'inventory-availability-projection',
    scope: { type: 'by_sku', skus: ['ä\u2028\u{1f600}'] },
    events_processed: 3,
    duplicates_skipped: 0,
    late_events_accepted: 1,
    projection_rows_changed: 0,
    reconciliation: { versions_contiguous: true },
    confidence_status: 'trusted',
    published_outputs: [],
    schema_version: 1,
    mode: 'verify',
    reasons: [],
    projection_function: { name: 'built-in', version: 1, digest: null },
    candidate: null,
    checks: [
      {
        name: 'versions_contiguous',
        status: 'pass',
        compared: 3,
        reason: null,
        counterexamples: [],
        failures: 0,
      },
    ],
    counts: { table: COUNTS, cdc: COUNTS },
    contract: { flow: 'inventory-availability-projection', version: 2, digest: 'a'.repeat(64) },
    code_version: 'abc',
    plan_digest: 'b'.repeat(64),
    schema: { versions: [1, 2], fingerprints: ['c'.repeat(64)] },
    watermark: { wal_lsn: '0/1', taken_at: '2026-06-19T18:00:00.000Z' },
    history: [{ topic: 't', partition: 0, from_offset: 0, to_offset: 3 }],
    offers: { count: 1, merkle_root: 'd'.repeat(64) },
    state_digests: { before: 'e'.repeat(64), after: 'e'.repeat(64) },
    blast_radius: {
      estimated: {
        offers: 1,
        events: 3,
        sellers: 1,
        topics: [],
        messages_at_most: 0,
        estimated_seconds: 3.1,
      },
      offers_repaired: 0,
    },
    repairs: { sent: 0, applied: 0, stale: 0, rounds: 0 },
    published_ranges: [],
    owner: 'o',
    intent: 'i',
    requested_by: 'ada',
    approved_by: null,
    break_glass: false,
    resumed: 0,
    requested_at: '2026-06-19T18:00:00.000Z',
    finished_at: '2026-06-19T18:00:03.000Z',
    ...change,
  };
}
