import { offerKey } from '@stockproof/events';
import type { AvailabilityRepairV1 } from '@stockproof/events';
import type { ViewOffer } from '../view/view.js';
import { rowAfter } from '../view/row-after.js';

/** A row of the view for an offer; there are several if an index was damaged. */
export interface HeldRow {
  readonly seller_id: string;
  readonly sku: string;
  readonly version: number;
  readonly revision: number;
}

/** A repair with its result, and the row to write if it is applied. */
export interface DecidedRepair {
  readonly repair: AvailabilityRepairV1;
  readonly outcome: 'applied' | 'stale';
  /** The new row; null if it is removed, or if the repair is stale. */
  readonly after: ViewOffer | null;
}

/**
 * Decides repairs by compare-and-set. A repair is applied if the view still has the row that it was compared
 * with, otherwise it is stale and changes nothing. A repair that was carried to the present version is
 * applied in that form. The second repair of an offer is compared with the result of the first. Pure.
 */
export function decideRepairs(
  repairs: readonly AvailabilityRepairV1[],
  held: readonly HeldRow[],
  changed_offset: number,
  carried: ReadonlyMap<string, ViewOffer> = new Map(),
): DecidedRepair[] {
  const now = new Map<string, { readonly version: number; readonly revision: number } | null>();
  for (const row of held) {
    const key = offerKey(row.seller_id, row.sku);
    const other = now.get(key);
    if (other === undefined || other === null || isNewer(row, other)) now.set(key, row);
  }
  return repairs.map((repair) => {
    const key = offerKey(repair.seller_id, repair.sku);
    const found = now.get(key) ?? null;
    const { expected } = repair;
    const on = carried.get(repair.repair_id);
    if (on !== undefined && found?.version === on.state.version && found.revision === expected?.revision) {
      now.set(key, { version: on.state.version, revision: on.revision });
      return { repair, outcome: 'applied', after: on };
    }
    if (found?.version !== expected?.version || found?.revision !== expected?.revision) {
      return { repair, outcome: 'stale', after: null };
    }
    const after = repair.state === null ? null : rowAfter({ ...repair, state: repair.state }, changed_offset);
    now.set(key, after === null ? null : { version: after.state.version, revision: after.revision });
    return { repair, outcome: 'applied', after };
  });
}

type Place = Pick<HeldRow, 'version' | 'revision'>;

function isNewer(a: Place, b: Place): boolean {
  return a.version > b.version || (a.version === b.version && a.revision > b.revision);
}
