import { type ChainHead, makeCheckpoint } from '@stockproof/evidence';
import { writeTransaction } from '@stockproof/postgres';
import { PeriodicTask } from '@stockproof/timing';
import { offerKeyOf } from '@stockproof/verification';
import type { Pool } from 'pg';
import type { EvidenceKeys } from '../evidence/keys/evidence-keys.js';
import { noteChanges } from '../evidence/sql/changed-offers.js';
import { insertSignedHeads, newestSignedVersions } from '../evidence/sql/signed-heads.js';
import type { AnchorCheckpoints } from './anchor-checkpoints.js';
import { changedHeads } from '../flows/scope/sql/offers.js';
import { insertCheckpoint, lastCheckpoint } from '../evidence/sql/checkpoints.js';

export interface CheckpointOptions {
  readonly pool: Pool;
  readonly ledger: Pool;
  readonly keys: EvidenceKeys;
  readonly every_ms: number;
  readonly now_ms: () => number;
  /** Where checkpoints are stored outside the databases; null for nowhere. */
  readonly anchor: Pick<AnchorCheckpoints, 'follow'> | null;
  readonly onFailed: (error: Error) => void;
}

/** Includes transactions that were open for this long at the last checkpoint. */
const OVERLAP_MS = 120_000;

/**
 * Periodically signs the stream heads that changed, so that a truncated ledger is found, and queues their offers for
 * verification.
 */
export class CheckpointSigner {
  private readonly signed = new Map<string, ChainHead>();
  private since_ms = 0;
  private readonly task: PeriodicTask;

  constructor(private readonly options: CheckpointOptions) {
    const { every_ms, onFailed } = options;
    this.task = new PeriodicTask({ every_ms, onFailed, run: () => this.signNow() });
  }

  async start(): Promise<void> {
    for (const head of await newestSignedVersions(this.options.pool)) this.signed.set(offerKeyOf(head), head);
    this.task.start();
  }

  /** Signs now, or waits for the current signing. A failure is reported, and tried again at the next run. */
  sign(): Promise<void> {
    return this.task.turn();
  }

  stop(): Promise<void> {
    return this.task.stop();
  }

  private async signNow(): Promise<void> {
    const { pool, ledger, keys, now_ms, anchor } = this.options;
    const looked_ms = now_ms();
    const heads = (await changedHeads(ledger, new Date(this.since_ms))).filter((head) => {
      const before = this.signed.get(offerKeyOf(head));
      return before === undefined || before.version < head.version;
    });
    if (heads.length > 0) {
      await writeTransaction('checkpoint.sign', pool, async (db) => {
        const checkpoint = makeCheckpoint(
          await lastCheckpoint(db),
          heads,
          new Date(looked_ms).toISOString(),
          keys.signing,
        );
        await insertCheckpoint(db, checkpoint);
        await insertSignedHeads(
          db,
          { source: 'checkpoint', chain: 'ledger', sequence: checkpoint.sequence },
          heads,
        );
        await noteChanges(db, heads);
      });
      for (const head of heads) this.signed.set(offerKeyOf(head), head);
    }
    this.since_ms = looked_ms - OVERLAP_MS;
    await anchor?.follow(pool);
  }
}
