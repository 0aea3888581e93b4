import copyStreams from 'pg-copy-streams';
import { type OffersInScope, scopeCondition } from '@stockproof/verification';
import { type AvailabilityFunction, type AvailabilityState, BUILT_IN } from '@stockproof/availability';
import {
  computeSellableAvailability,
  type Marks,
  PreparedReplay,
  type Projection,
  ReplayFold,
} from '@stockproof/replay';
import type { RunControl } from '../../engine/run-control.js';
import type { Snapshot } from '../../engine/snapshot.js';
import { copyLedgerSql } from './sql/ledger.js';

/**
 * Folds the ledger's rows of a scope into a shadow state, from the bytes of COPY. Rejects with
 * RunAbortedError.
 */
export async function replayLedger<S>(
  { db }: Pick<Snapshot, 'db'>,
  scope: OffersInScope,
  projection: Projection<S>,
  marks: Marks,
  control: RunControl,
): Promise<ReplayFold<S>> {
  const fold = new ReplayFold(projection, marks);
  await readLedger({ db }, scope, (chunk) => fold.feed(chunk), control);
  fold.finish();
  return fold;
}

/**
 * Like replayLedger, with a version of compute_sellable_availability; a candidate gets many rows per call.
 */
export async function replayWith(
  { db }: Pick<Snapshot, 'db'>,
  scope: OffersInScope,
  by: AvailabilityFunction,
  marks: Marks,
  control: RunControl,
): Promise<ReplayFold<AvailabilityState>> {
  if (by === BUILT_IN) return replayLedger({ db }, scope, computeSellableAvailability, marks, control);
  const replay = new PreparedReplay(by, marks);
  await readLedger({ db }, scope, (chunk) => replay.feed(chunk), control);
  await replay.finish();
  return replay.fold;
}

async function readLedger(
  { db }: Pick<Snapshot, 'db'>,
  scope: OffersInScope,
  feed: (chunk: Buffer) => number | Promise<number>,
  control: RunControl,
): Promise<void> {
  const stream = db.query(copyStreams.to(copyLedgerSql(scopeCondition(scope))));
  for await (const chunk of stream) {
    const rows = await feed(chunk as Buffer);
    await control.acquireTokens(rows);
    control.countRead(rows);
  }
}
