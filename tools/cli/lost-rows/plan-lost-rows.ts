import { type AppendedRow, offerKey, offerOfKey } from '@stockproof/events';
import type { Broker } from '@stockproof/kafka';
import {
  findLostRejections,
  findLostRows,
  type LostRowRefusal,
  type LostRows,
  planPutBack,
  type PutBackPlan,
} from '@stockproof/ledger';
import type { RestoredPosition } from '../../../apps/command-handler/src/put-back/sql/restored-positions.js';
import { placeKey, readChangesBeyond, readRejections, readRequests } from './read-histories.js';
import {
  type DatabaseUrls,
  readLater,
  readRestored,
  readSigned,
  restoredState,
  withClient,
} from './restored-ledger.js';

/** A plan, and the messages that are neither rows nor rejections. */
export interface FoundLost {
  readonly plan: PutBackPlan;
  readonly foreign: readonly string[];
  /** The stored offsets of the command handler that it was made at. */
  readonly positions: readonly RestoredPosition[];
}

/** Compares the restored ledger with its captured history. Changes nothing. The command handler must be stopped. */
export async function planLostRows(broker: Broker, databases: DatabaseUrls): Promise<FoundLost> {
  const restored = await withClient(databases['inventory'], readRestored);
  const signed = await withClient(databases['recovery'], readSigned);
  const changes = await readChangesBeyond(broker, restored);
  const rejections = await readRejections(broker, restored);
  const requests = await readRequests(broker, restored);
  const facts = {
    nextOffset: restored.nextOffset,
    request: (place: Parameters<typeof placeKey>[0]) => requests.get(placeKey(place)) ?? null,
  };
  const flagged = [...changes.rows]
    .filter(([, of_offer]) => of_offer.some(isFlaggedCount))
    .map(([key]) => key);
  const later = await withClient(databases['inventory'], (client) => readLater(client, flagged));
  // Also offers that only a signature knows: their rows may be in no history.
  const offers = new Set([...changes.rows.keys(), ...rejections.of.keys(), ...signed.keys()]);
  const found = [...offers].map((key): LostRows | LostRowRefusal => {
    const { seller_id, sku } = offerOfKey(key);
    const state = restoredState(restored, { seller_id, sku });
    const offer = {
      ...{ seller_id, sku, state },
      later: later.get(key) ?? [],
      signed: signed.get(offerKey(seller_id, sku)) ?? null,
    };
    const lost = findLostRows(offer, changes.rows.get(key) ?? [], facts);
    return 'fault' in lost ? lost : findLostRejections(lost, rejections.of.get(key) ?? [], facts);
  });
  const foreign = [...changes.foreign, ...rejections.foreign];
  return { plan: planPutBack(found), foreign, positions: restored.positions };
}

/** Only these depend on rows before them (see movedSince), and counts that were rejected. */
function isFlaggedCount(row: AppendedRow): boolean {
  return isCount(row) && (row.status === 'accepted_late' || row.status === 'accepted_short');
}

function isCount({ operation }: Pick<AppendedRow, 'operation'>): boolean {
  return operation === 'S' || operation === 'C';
}
