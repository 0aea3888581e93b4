import { offerKey } from '@stockproof/events';
import type { ProjectionFunctions } from '@stockproof/availability';
import { type Queryable, retryTransient, together, writeTransaction } from '@stockproof/postgres';
import type { Pool } from 'pg';
import { foldNext } from '../generations/fold-next.js';
import { readFunctions } from '../generations/sql/read-functions.js';
import type { Captured } from './captured.js';
import type { FoldEffects } from './fold-batch.js';
import { foldWith } from './fold-with.js';
import type { FoldSession } from './session.js';
import { countFold } from './sql/count-fold.js';
import { readView } from './sql/read-view.js';
import { writeAnomalies } from './sql/write-anomalies.js';
import { writeFingerprint } from './sql/write-fingerprint.js';
import { type LocationRow, writeLocations } from './sql/write-locations.js';
import { writeView } from './sql/write-view.js';
import type { ViewOffer } from './view.js';

export interface FoldContext {
  readonly pool: Pool;
  readonly functions: ProjectionFunctions;
  readonly onRetry: OnRetry;
  /** The service is about to end: what is tried again ends with its last error. */
  readonly signal?: AbortSignal | undefined;
}

export type OnRetry = (error: Error, failures: number) => void;

/**
 * Folds consecutive captured messages into the view and moves the position to `next_offset`, in one
 * transaction. Gives the effects, or null when an earlier attempt of unknown outcome stands or the view was swapped
 * for another generation: then the caller republishes from the view. Throws FencedError when the shard has another owner.
 */
export async function applyFold(
  { pool, functions, onRetry, signal }: FoldContext,
  session: FoldSession,
  captured: readonly Captured[],
  next_offset: number,
): Promise<FoldEffects | null> {
  const folded = await retryTransient(() => attempt(pool, functions, session, captured, next_offset), {
    signal,
    onRetry: (error, failures) => {
      session.forget();
      onRetry(error, failures);
    },
  });
  session.held.moved(session.key.topic, next_offset);
  if (folded !== null) session.adopt(folded.generation);
  // What a swap changed is known to the view alone.
  const effects = folded?.swapped === false ? folded.effects : null;
  if (effects === null) session.forget();
  else for (const { after } of effects.changed) session.remember(after);
  if (effects !== null) session.passed_over.note(effects);
  return effects;
}

interface Attempted {
  readonly effects: FoldEffects;
  readonly generation: number;
  readonly swapped: boolean;
}

async function attempt(
  pool: Pool,
  functions: ProjectionFunctions,
  session: FoldSession,
  captured: readonly Captured[],
  next_offset: number,
): Promise<Attempted | null> {
  const schemas = [...session.newSchemas()];
  const done = await writeTransaction('projection.fold', pool, async (db) => {
    // In this order: whoever swaps generations holds the position, so what is read behind it stays.
    const [advance, { live, next }, known] = await together([
      session.held.advance(db, session.key.topic, next_offset),
      readFunctions(db),
      readKnownAndMissing(db, session, captured),
    ]);
    if (advance === 'already_applied') return null;
    const swapped = session.isBehind(live.generation);
    if (swapped) session.forget();
    const view = swapped ? await readKnownAndMissing(db, session, captured) : known;
    const effects = await foldWith(await functions(live), captured, view);
    const { topic, partition } = session.key;
    await together([
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
    // A generation that can not be followed falls behind, and is then never swapped in.
    const following = next === null ? null : await functions(next).catch(() => null);
    if (following !== null) await foldNext(db, partition, following, captured, effects);
    return { effects, swapped, generation: live.generation };
  });
  session.schemasWritten(schemas.length);
  return done;
}

async function readKnownAndMissing(
  db: Queryable,
  session: FoldSession,
  captured: readonly Captured[],
): Promise<Map<string, ViewOffer>> {
  const view = new Map<string, ViewOffer>();
  const missing = new Map<string, { seller_id: string; sku: string }>();
  for (const message of captured) {
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
