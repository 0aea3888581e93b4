import type { SchemaSeen } from '@stockproof/cdc';
import { offerKey } from '@stockproof/events';
import type { ProjectionFunctions } from '@stockproof/availability';
import { type Queryable, awaitPipelined } from '@stockproof/postgres';
import type { Pool } from 'pg';
import { foldNext } from '../generations/fold-next.js';
import { readFunctions } from '../generations/sql/projection-function.js';
import type { CdcMessage } from '../fold/decode-cdc-message.js';
import type { FoldEffects } from '../fold/fold-batch.js';
import { foldWith } from '../fold/fold-with.js';
import type { FoldSession } from '../shard/session.js';
import { countFold, writeAnomalies, writeFingerprint } from './sql/write-fold.js';
import { type LocationRow, readView, writeLocations, writeView } from '../view/sql/view-rows.js';
import type { ViewOffer } from '../view/view.js';

/**
 * What commitFold needs. `onRetry` is called before each wait for the database; the cached rows are forgotten
 * by then.
 */
export interface FoldContext {
  readonly pool: Pool;
  readonly functions: ProjectionFunctions;
  readonly onRetry: (error: Error, failures: number) => void;
  /** Aborts when the service shuts down; retries then end with their last error. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Folds consecutive CDC events into the view and moves the stored offset to `next_offset` in one transaction,
 * with retries while the database is unavailable. Resolves with the effects. Null if an earlier attempt of
 * unknown outcome had committed, or the view was swapped to another generation: the caller must then publish
 * from the view. Rejects with FencedError if the shard has another holder.
 */
export async function commitFold(
  { pool, functions, onRetry, signal }: FoldContext,
  session: FoldSession,
  cdcMessages: readonly CdcMessage[],
  next_offset: number,
): Promise<FoldEffects | null> {
  const { topic } = session.key;
  const schemas = [...session.newSchemas()];
  const retry = {
    signal,
    onRetry: (error: Error, failures: number): void => {
      session.forget();
      onRetry(error, failures);
    },
  };
  const folded = await session.held.readAndCommit(
    { name: 'projection.fold', pool, retry },
    { topic, next_offset },
    // After the fence: a swap of generations locks the offset, so what is read here does not change.
    (db) => awaitPipelined([readFunctions(db), readKnownAndMissing(db, session, cdcMessages)]),
    (db, [generations, known]) =>
      foldAndWrite(db, session, { functions, captured: cdcMessages, schemas, generations, known }),
  );
  session.schemasWritten(schemas.length);
  if (folded !== null) session.adopt(folded.generation);
  // The result of a swap is only in the view.
  const effects = folded?.swapped === false ? folded.effects : null;
  if (effects === null) session.forget();
  else for (const { after } of effects.changed) session.remember(after);
  if (effects !== null) session.skipped.note(effects);
  return effects;
}

interface Facts {
  readonly functions: ProjectionFunctions;
  readonly captured: readonly CdcMessage[];
  readonly schemas: readonly SchemaSeen[];
  readonly generations: Awaited<ReturnType<typeof readFunctions>>;
  readonly known: ReadonlyMap<string, ViewOffer>;
}

interface Folded {
  readonly effects: FoldEffects;
  readonly generation: number;
  readonly swapped: boolean;
}

/** Writes, in the transaction of the fence, the view, the anomalies, the counts, and the next generation. */
async function foldAndWrite(
  db: Queryable,
  session: FoldSession,
  { functions, captured: cdcMessages, schemas, generations: { live, next }, known }: Facts,
): Promise<Folded> {
  const swapped = session.isBehind(live.generation);
  if (swapped) session.forget();
  const view = swapped ? await readKnownAndMissing(db, session, cdcMessages) : known;
  const effects = await foldWith(await functions(live), cdcMessages, view);
  const { topic, partition } = session.key;
  await awaitPipelined([
    writeView(
      db,
      partition,
      effects.changed.map(({ after }) => after),
    ),
    writeLocations(db, changedLocations(effects)),
    writeAnomalies(db, topic, partition, effects.anomalies),
    countFold(db, topic, partition, effects.counts),
    ...schemas.map((seen) => writeFingerprint(db, topic, seen)),
  ]);
  // A generation whose function fails falls behind, and is then never swapped in.
  const following = next === null ? null : await functions(next).catch(() => null);
  if (following !== null) await foldNext(db, partition, following, cdcMessages, effects);
  return { effects, swapped, generation: live.generation };
}

async function readKnownAndMissing(
  db: Queryable,
  session: FoldSession,
  cdcMessages: readonly CdcMessage[],
): Promise<Map<string, ViewOffer>> {
  const view = new Map<string, ViewOffer>();
  const missing = new Map<string, { seller_id: string; sku: string }>();
  for (const message of cdcMessages) {
    const { seller_id, sku } = message.kind === 'inserted' ? message.change : message.anomaly;
    if (seller_id === null || sku === null) continue;
    const key = offerKey(seller_id, sku);
    const known = session.get(key);
    if (known === undefined) missing.set(key, { seller_id, sku });
    else view.set(key, known);
  }
  if (missing.size > 0) {
    const offers = [...missing.values()];
    const rows = await readView(
      db,
      offers.map((one) => one.seller_id),
      offers.map((one) => one.sku),
    );
    for (const row of rows) view.set(offerKey(row.seller_id, row.sku), row);
  }
  return view;
}

function changedLocations(effects: FoldEffects): LocationRow[] {
  return effects.changed.flatMap(({ before, after }) =>
    [...after.state.locations]
      .filter(([location_id, sellable]) => before?.state.locations.get(location_id) !== sellable)
      .map(([location_id, sellable]) => ({
        seller_id: after.seller_id,
        sku: after.sku,
        location_id,
        sellable,
      })),
  );
}
