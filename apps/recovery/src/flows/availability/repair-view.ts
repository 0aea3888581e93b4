import type { AvailabilityState } from '@stockproof/availability';
import { type AvailabilityRepairV1, formatUtc, offerKey } from '@stockproof/events';
import {
  claimOf,
  offerKeyOf,
  type OfferName,
  offerOf,
  offersFoundBy,
  type PublishedMessage,
  type ViewRow,
} from '@stockproof/verification';
import type { ShadowOffer } from '@stockproof/replay';
import { repairId } from '../../engine/recoverable-flow.js';
import { isSound } from '../ledger/is-sound.js';
import type { LedgerVerification } from '../ledger/compare-histories.js';

/** The checks whose counterexamples a repair of the view can correct. */
const REPAIRABLE = [
  'view_matches_replay',
  'published_matches_view',
  'projection_event_time_not_newer_than_source',
];

/** The repairs of the view, and why others are refused. */
export interface ViewRepairs {
  readonly repairs: readonly AvailabilityRepairV1[];
  /** Offers that are wrong and whose ledger cannot be trusted. */
  readonly refused: readonly string[];
}

/**
 * Returns the repairs for a verification, one per wrong offer. An offer is refused if its history has a
 * fault, contradicts its CDC history or differs from what was signed: a wrong ledger must not be copied into
 * the view.
 */
export function repairsOfView(
  verification: LedgerVerification,
  recovery_id: string,
  prefix: string,
): ViewRepairs {
  const wrong = new Set(
    verification.checks.filter(({ name }) => REPAIRABLE.includes(name)).flatMap(offersFoundBy),
  );
  const known = {
    rows: Map.groupBy(verification.read_side?.rows ?? [], offerKeyOf),
    messages: Map.groupBy(verification.read_side?.published.latest ?? [], offerKeyOf),
    heads: new Map(verification.barrier.heads.map((head) => [offerKeyOf(head), head.version])),
  };
  const repairs: AvailabilityRepairV1[] = [];
  const refused: string[] = [];
  for (const name of wrong) {
    const { seller_id, sku } = offerOf(name);
    const offer = verification.fold.offers.get(offerKey(seller_id, sku));
    if (!isSound(verification, name, offer)) refused.push(name);
    else repairs.push(repairOf(verification, known, { seller_id, sku }, offer, { recovery_id, prefix }));
  }
  return { repairs, refused };
}

function newest(rows: readonly ViewRow[]): ViewRow | undefined {
  return rows.toSorted((a, b) => b.version - a.version || b.revision - a.revision)[0];
}

/** The histories indexed by offer, because a repair of everything must not search them once per offer. */
interface Known {
  readonly rows: ReadonlyMap<string, readonly ViewRow[]>;
  readonly messages: ReadonlyMap<string, readonly PublishedMessage[]>;
  readonly heads: ReadonlyMap<string, number>;
}

function repairOf(
  verification: LedgerVerification,
  known: Known,
  { seller_id, sku }: OfferName,
  offer: ShadowOffer<AvailabilityState> | undefined,
  { recovery_id, prefix }: { recovery_id: string; prefix: string },
): AvailabilityRepairV1 {
  const name = offerKeyOf({ seller_id, sku });
  const row = newest(known.rows.get(name) ?? []);
  const barrier = known.heads.get(name) ?? 0;
  // A row that is not behind keeps its version, because the following changes are already on their way.
  const own =
    row !== undefined && row.version >= barrier
      ? verification.replayed(seller_id, sku)?.at(row.version)
      : undefined;
  const state = offer === undefined ? null : (own ?? offer.state);
  const changes_from_offset =
    own === undefined || row === undefined ? undefined : verification.read_side?.positions.get(row.partition);
  const messages = known.messages.get(name) ?? [];
  const orphan_locations = messages
    .filter(({ partition, expected_partition, value }) => partition !== expected_partition && value !== null)
    .map(({ partition }) => partition);
  const published = messages.map(({ value }) => (value === null ? 0 : (claimOf(value)?.revision ?? 0)));
  return {
    schema_version: 1,
    type: 'repair',
    recovery_id,
    repair_id: repairId(prefix, offerKey(seller_id, sku)),
    seller_id,
    sku,
    expected: row === undefined ? null : { version: row.version, revision: row.revision },
    revision: Math.max(row?.revision ?? 0, ...published) + 1,
    state: state === null ? null : toMessage(state),
    ...(orphan_locations.length === 0 ? {} : { stray_partitions: orphan_locations }),
    ...(changes_from_offset === undefined ? {} : { changes_from_offset }),
  };
}

/** Converts a state to the form of a repair message. */
export function toMessage(state: AvailabilityState): NonNullable<AvailabilityRepairV1['state']> {
  const { event_time_ms, newest_event_time_ms, accepted_at_ms, locations, ...totals } = state;
  return {
    ...totals,
    locations: [...locations].map(([location_id, sellable]) => ({ location_id, sellable })),
    event_time: formatUtc(event_time_ms),
    newest_event_time: formatUtc(newest_event_time_ms),
    accepted_at: formatUtc(accepted_at_ms),
  };
}
