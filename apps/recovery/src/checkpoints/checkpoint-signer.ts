import { type ChainHead, leafText, makeCheckpoint } from '@stockproof/evidence';
import { writeTransaction } from '@stockproof/postgres';
import { PeriodicTask } from '@stockproof/timing';
import { offerKeyOf } from '@stockproof/verification';
import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import type { EvidenceKeys } from '../evidence/keys/evidence-keys.js';
import { noteChanges } from '../evidence/sql/changed-offers.js';
import { insertSignedHeads, newestSignedVersions, type SignedVersion } from '../evidence/sql/signed-heads.js';
import type { Leader, Term } from '../leader/leader.js';
import type { AnchorCheckpoints } from './anchor-checkpoints.js';
import { readChangedHeads, type SeenHeads } from '../flows/scope/sql/offers.js';
import { insertCheckpoint, lockLastCheckpoint } from '../evidence/sql/checkpoints.js';

/**
 * What a CheckpointSigner needs. `pool` is the service's own database; the ledger's is only read. With
 * `every_ms` 0 it signs only when `sign` is called.
 */
export interface CheckpointOptions {
  readonly pool: Pool;
  readonly ledger: Pool;
  readonly keys: Pick<EvidenceKeys, 'signer'>;
  /** Only the copy of the service that leads signs. */
  readonly leader: Pick<Leader, 'term'>;
  readonly every_ms: number;
  readonly now_ms: () => number;
  /** Where checkpoints are stored outside the databases; null for nowhere. */
  readonly anchor: Pick<AnchorCheckpoints, 'follow'> | null;
  readonly onFailed: (error: Error) => void;
}

/** Versions of so many offers are remembered as signed; of others the database is asked. */
const REMEMBERED = 50_000;

/**
 * Periodically signs the stream heads that changed, so that a truncated ledger is found, and queues their offers for
 * verification. The heads are read and signed in pages, a checkpoint for each, so that memory does not follow the
 * number of offers.
 */
export class CheckpointSigner {
  private readonly signed = new LRUCache<string, number>({ max: REMEMBERED });
  private seen: SeenHeads | null = null;
  private stopping = false;
  private readonly task: PeriodicTask;

  constructor(private readonly options: CheckpointOptions) {
    const { every_ms, onFailed } = options;
    this.task = new PeriodicTask({ every_ms, onFailed, run: () => this.signNow() });
  }

  start(): void {
    this.stopping = false;
    this.task.start();
  }

  /** Signs now, or waits for the current signing. A failure is reported, and tried again at the next run. */
  sign(): Promise<void> {
    return this.task.turn();
  }

  /** Resolves when the current page is signed; the next run of any process begins with the others. */
  stop(): Promise<void> {
    this.stopping = true;
    return this.task.stop();
  }

  private async signNow(): Promise<void> {
    const { pool, ledger, now_ms, anchor, leader } = this.options;
    const { term } = leader;
    if (term === null) return;
    const looked_ms = now_ms();
    const seen = await readChangedHeads(ledger, this.seen, async (page) => {
      await this.signPage(page, looked_ms, term);
      return !this.stopping;
    });
    if (seen !== null) this.seen = seen;
    await anchor?.follow(pool, term);
  }

  private async signPage(page: readonly ChainHead[], looked_ms: number, term: Term): Promise<void> {
    const { pool, keys } = this.options;
    const asked = page.filter((head) => this.isNewer(head));
    if (asked.length === 0) return;
    for (const found of await newestSignedVersions(pool, asked)) this.remember(found);
    const heads = asked.filter((head) => this.isNewer(head));
    if (heads.length === 0) return;
    await writeTransaction('checkpoint.sign', pool, async (db) => {
      await term.check(db);
      const before = await lockLastCheckpoint(db);
      const looked_at = new Date(looked_ms).toISOString();
      const checkpoint = makeCheckpoint(before, heads.map(leafText), looked_at, await keys.signer(db));
      await insertCheckpoint(db, checkpoint);
      await insertSignedHeads(
        db,
        { source: 'checkpoint', chain: 'ledger', sequence: checkpoint.sequence },
        heads,
      );
      await noteChanges(db, heads);
    });
    for (const head of heads) this.remember(head);
  }

  /** Whether nothing is remembered that says otherwise. */
  private isNewer(head: ChainHead): boolean {
    return (this.signed.get(offerKeyOf(head)) ?? 0) < head.version;
  }

  private remember(signed: SignedVersion): void {
    this.signed.set(offerKeyOf(signed), signed.version);
  }
}
