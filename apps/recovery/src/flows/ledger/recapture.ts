import { offerKey, skuPartition, type StockRecaptureV1 } from '@stockproof/events';
import { offerOf } from '@stockproof/verification';
import { repairId } from '../../engine/recoverable-flow.js';
import type { HistoryContext } from '../histories/barrier.js';
import type { LedgerVerification } from './compare-histories.js';
import { isSound } from './is-sound.js';
import { type RunControl, waitFor } from '../../engine/run-control.js';
import { type SendContext, sendRepairs } from '../../engine/send-repairs.js';

/**
 * Returns the requests for rows that the CDC history lacks, of offers whose ledger is sound, so that both
 * histories become complete.
 */
export function recapturesOf(
  verification: LedgerVerification,
  { recovery_id, prefix }: { recovery_id: string; prefix: string },
): StockRecaptureV1[] {
  return [...verification.missing_in_cdc].flatMap((name): StockRecaptureV1[] => {
    const { seller_id, sku } = offerOf(name);
    const offer = verification.fold.offers.get(offerKey(seller_id, sku));
    if (offer === undefined || !isSound(verification, name, offer)) return [];
    const repair_id = repairId(`${prefix}.again`, name);
    return [
      {
        schema_version: 1,
        type: 'recapture',
        recovery_id,
        repair_id,
        seller_id,
        sku,
        from_version: wholeUpTo(verification, name) + 1,
      },
    ];
  });
}

/** The version up to which the CDC history has every row. */
function wholeUpTo({ captured: cdc }: LedgerVerification, name: string): number {
  return cdc.history.offers.get(name)?.version ?? 0;
}

/**
 * How soon the connector reads the rows again is unknown. A verification that comes too early requests them
 * once more.
 */
const MAX_WAIT_MS = 20_000;

/** Requests the rows, and waits until as many as requested may have arrived. Rejects with RunAbortedError. */
export async function captureAgain(
  { broker, topics, partitions }: HistoryContext,
  verification: LedgerVerification,
  recaptures: readonly StockRecaptureV1[],
  owner: SendContext,
  control: RunControl,
): Promise<void> {
  const expected_partitions = new Set(recaptures.map(({ sku }) => skuPartition(sku, partitions)));
  const rows = recaptures.reduce(
    (sum, { seller_id, sku, from_version = 1 }) =>
      sum +
      Math.max(0, (verification.fold.offers.get(offerKey(seller_id, sku))?.version ?? 0) - from_version + 1),
    0,
  );
  const admin = await broker.admin();
  try {
    const end = async (): Promise<number> =>
      [...(await admin.offsets(topics.captured))].reduce(
        (sum, [partition, { high }]) => sum + (expected_partitions.has(partition) ? high : 0),
        0,
      );
    const before = await end();
    await sendRepairs(owner, recaptures, control);
    await waitFor(async () => (await end()) >= before + rows, MAX_WAIT_MS, control);
  } finally {
    await admin.close();
  }
}
