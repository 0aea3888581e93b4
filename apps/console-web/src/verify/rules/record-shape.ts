import {
  amount,
  anything,
  byName,
  aCount,
  digest,
  aFlag,
  list,
  object,
  oneOf,
  ordinal,
  orNull,
  signature,
  aText,
  whole,
} from './shape.js';

const named = { name: aText, version: aCount, digest: orNull(digest) };
const counts = object({ read: aCount, applied: aCount, late: aCount, duplicate: aCount, skipped: aCount });
const range = { topic: aText, partition: aCount, from_offset: aCount, to_offset: aCount };
const budget = object({
  offers_changed_at_most: aCount,
  units_changed_at_most: aCount,
  oversold_units_at_most: aCount,
});

const check = object({
  name: aText,
  status: oneOf('pass', 'fail', 'not_covered'),
  compared: aCount,
  reason: orNull(aText),
  failures: aCount,
  counterexamples: list(
    object({
      seller_id: orNull(aText),
      sku: orNull(aText),
      expected: aText,
      found: aText,
      first_differing_version: orNull(whole),
    }),
  ),
});

const candidate = object({
  ...named,
  compared_with: object(named),
  difference: object({
    offers_compared: aCount,
    offers_changed: aCount,
    units_more: aCount,
    units_less: aCount,
    oversold_offers: aCount,
    oversold_units: aCount,
    impossible_offers: aCount,
  }),
  oversells: list(
    object({ seller_id: aText, sku: aText, live: aCount, candidate: aCount, in_ledger: aCount }),
  ),
  budget,
  promoted: aFlag,
});

const redrive = object({
  redrive_id: aText,
  stage: oneOf('before', 'after'),
  letter: aText,
  seller_id: aText,
  event_id: aText,
  payload_digest: digest,
  digest,
  reason: aText,
  requested_by: aText,
  approved_by: aText,
});

/** An evidence record: its members may be neither missing nor added, except the optional ones. */
export const recordShape = object(
  {
    recovery_id: aText,
    flow: aText,
    scope: anything,
    mode: oneOf('verify', 'repair', 'what_if', 'promote'),
    confidence_status: oneOf('trusted', 'untrusted', 'inconclusive'),
    schema_version: oneOf(1),
    events_processed: aCount,
    duplicates_skipped: aCount,
    late_events_accepted: aCount,
    projection_rows_changed: aCount,
    reconciliation: byName(orNull(aFlag)),
    published_outputs: list(aText),
    projection_function: object(named),
    reasons: list(aText),
    checks: list(check),
    counts: object({ table: counts, cdc: counts }),
    contract: object({ flow: aText, version: aCount, digest }),
    code_version: aText,
    plan_digest: digest,
    schema: object({ versions: list(aCount), fingerprints: list(digest) }),
    watermark: object({ wal_lsn: aText, taken_at: aText }),
    history: list(object(range)),
    state_digests: object({ before: digest, after: digest }),
    repairs: object({ sent: aCount, applied: aCount, stale: aCount, rounds: aCount }),
    published_ranges: list(object(range)),
    candidate: orNull(candidate),
    offers: object({ count: aCount, merkle_root: digest }),
    blast_radius: object({
      estimated: object({
        offers: aCount,
        events: aCount,
        sellers: aCount,
        topics: list(aText),
        messages_at_most: aCount,
        estimated_seconds: amount,
      }),
      offers_repaired: aCount,
    }),
    owner: aText,
    intent: aText,
    requested_by: aText,
    approved_by: orNull(aText),
    break_glass: aFlag,
    resumed: aCount,
    requested_at: aText,
    finished_at: aText,
    integrity: object({
      sequence: ordinal,
      previous_digest: digest,
      content_digest: digest,
      algorithm: oneOf('ed25519'),
      key_id: aText,
      signature,
    }),
  },
  {
    redrive,
    break_glass_reason: aText,
    history_read_from: oneOf('kafka', 'sealed', 'both'),
    sealed_segments: list(object({ ...range, manifest_digest: digest }), 1),
  },
);
