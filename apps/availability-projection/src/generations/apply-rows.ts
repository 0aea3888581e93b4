import { type AvailabilityGenerationRowV1, offerKey } from '@stockproof/events';
import type { AvailabilityFunction } from '@stockproof/availability';
import type { Queryable } from '@stockproof/postgres';
import { foldBeside } from '../fold/fold-with.js';
import { readView } from '../view/sql/view-rows.js';
import { rowAfter } from '../view/row-after.js';
import { writeNext } from './fold-next.js';
import { inNextGeneration } from './in-next-generation.js';
import { readLogged } from './sql/next-generation.js';

/**
 * Stores rows that a replay computed, and applies to each the changes that were logged since the generation
 * was opened. A newer row stays, because an offer may have been created during the replay.
 */
export async function applyRows(
  db: Queryable,
  partition: number,
  by: AvailabilityFunction,
  messages: readonly AvailabilityGenerationRowV1[],
): Promise<void> {
  if (messages.length === 0) return;
  const sellers = messages.map(({ seller_id }) => seller_id);
  const skus = messages.map(({ sku }) => sku);
  await inNextGeneration(db, async () => {
    const held = new Map(
      (await readView(db, sellers, skus)).map((row) => [offerKey(row.seller_id, row.sku), row.state.version]),
    );
    const sent = messages
      .map((message) => rowAfter({ ...message, revision: 0 }, 0))
      .filter(({ seller_id, sku, state }) => state.version > (held.get(offerKey(seller_id, sku)) ?? 0));
    const rows = new Map(sent.map((row) => [offerKey(row.seller_id, row.sku), row]));
    const logged = (await readLogged(db, sellers, skus)).filter(({ change }) =>
      rows.has(offerKey(change.seller_id, change.sku)),
    );
    const folded = await foldBeside(
      by,
      logged.map(({ offset, change }) => ({ kind: 'inserted', offset, change })),
      rows,
    );
    if (folded === null) return;
    for (const { after } of folded.changed) rows.set(offerKey(after.seller_id, after.sku), after);
    await writeNext(db, partition, [...rows.values()]);
  });
}
