import { offerKey } from '@stockproof/events';
import type { AvailabilityFunction } from '@stockproof/availability';
import type { Queryable } from '@stockproof/postgres';
import type { CdcMessage } from '../fold/decode-cdc-message.js';
import type { FoldEffects } from '../fold/fold-batch.js';
import { foldBeside } from '../fold/fold-with.js';
import { readView, writeLocations, writeView } from '../view/sql/view-rows.js';
import type { ViewOffer } from '../view/view.js';
import { inNextGeneration } from './in-next-generation.js';
import { logChanges } from './sql/next-generation.js';

type Inserted = Extract<CdcMessage, { kind: 'inserted' }>;

/**
 * Folds the changes that were just folded into the live view into the next generation, in the same
 * transaction. Changes of offers that it does not have yet are logged until recovery sends their row; offers
 * that are new in the live view are created here too.
 */
export async function foldNext(
  db: Queryable,
  partition: number,
  by: AvailabilityFunction,
  cdcMessages: readonly CdcMessage[],
  live: FoldEffects,
): Promise<void> {
  const inserted = cdcMessages.filter((message): message is Inserted => message.kind === 'inserted');
  if (inserted.length === 0) return;
  const begun = new Set(
    live.changed.flatMap(({ before, after }) =>
      before === undefined ? [offerKey(after.seller_id, after.sku)] : [],
    ),
  );
  await inNextGeneration(db, async () => {
    const rows = await readView(
      db,
      inserted.map(({ change }) => change.seller_id),
      inserted.map(({ change }) => change.sku),
    );
    const known = new Map(rows.map((row) => [keyOf(row), row]));
    const isHeld = ({ change }: Inserted): boolean => known.has(keyOf(change)) || begun.has(keyOf(change));
    const folded = await foldBeside(by, inserted.filter(isHeld), known);
    if (folded === null) return;
    await writeNext(
      db,
      partition,
      folded.changed.map(({ after }) => after),
    );
    await logChanges(
      db,
      partition,
      inserted.filter((message) => !isHeld(message)),
    );
  });
}

/** Writes rows of the next generation; call it inside inNextGeneration. */
export async function writeNext(db: Queryable, partition: number, rows: readonly ViewOffer[]): Promise<void> {
  await writeView(db, partition, rows);
  await writeLocations(
    db,
    rows.flatMap(({ seller_id, sku, state }) =>
      [...state.locations].map(([location_id, sellable]) => ({ seller_id, sku, location_id, sellable })),
    ),
  );
}

function keyOf({ seller_id, sku }: { readonly seller_id: string; readonly sku: string }): string {
  return offerKey(seller_id, sku);
}
