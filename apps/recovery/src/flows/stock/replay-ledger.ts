import { type OffersInScope, scopeCondition } from '@stockproof/reconciliation';
import { type Marks, type Projection, ReplayFold } from '@stockproof/replay';
import copyStreams from 'pg-copy-streams';
import type { RunControl } from '../../execute/run-control.js';
import type { Snapshot } from '../../execute/snapshot.js';
import { copyLedgerSql } from './sql/copy-ledger.js';

/** Folds the ledger's rows of a scope into a shadow, straight from the bytes that COPY sends. */
export async function replayLedger<S>(
  { db }: Snapshot, scope: OffersInScope, projection: Projection<S>, marks: Marks, control: RunControl,
): Promise<ReplayFold<S>> {
  const fold = new ReplayFold(projection, marks);
  const began_ms = performance.now();
  const stream = db.query(copyStreams.to(copyLedgerSql(scopeCondition(scope))));
  for await (const chunk of stream) {
    const rows = fold.feed(chunk as Buffer);
    await control.spend(rows);
    const seconds = (performance.now() - began_ms) / 1_000;
    control.tell({ events_read: fold.read, events_per_second: Math.round(fold.read / Math.max(seconds, 0.001)) });
  }
  fold.finish();
  return fold;
}
