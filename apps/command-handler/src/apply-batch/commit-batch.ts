import { offerKey } from '@stockproof/events';
import { type Queryable, awaitPipelined } from '@stockproof/postgres';
import type { Pool } from 'pg';
import { decideBatch } from './decide-batch.js';
import type { Delivery, Source, UpdateDelivery } from '../decode/delivery.js';
import type { BatchEffects } from './effects.js';
import { readLateMovements } from '../late-movements/sql/late-movements-policy.js';
import type { OutboxTopics } from '../outbox/messages.js';
import type { WrittenMessages } from '../outbox/send-messages.js';
import { type Offer, readOffers, readPriors } from './sql/decision-facts.js';
import { readLaterRows } from './sql/later-movements.js';
import type { ShardSession } from './session.js';
import { StaleDecisionError } from './stale-decision.js';
import { writeEffects } from './write-effects.js';

/** What commitBatch needs. `now_ms` becomes the time of acceptance, one for each attempt of a transaction. */
export interface CommitContext {
  readonly pool: Pool;
  readonly topics: OutboxTopics;
  readonly now_ms: () => number;
  readonly onRetry: (error: Error, failures: number) => void;
  /** Called after a commit with what it wrote to the outbox, for metrics; not if its outcome is unknown. */
  readonly onWritten?: (written: WrittenMessages) => void;
  /** Aborts when the service shuts down; retries then end with their last error. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * After this many stale attempts messages are not decided again. The first attempt may use cached heads; the
 * others read and lock them, so a message alone can lose to another writer at most twice: once its event id
 * is used, once its offer is created. If the fourth is stale too, no writer was faster: the stored head
 * contradicts its rows.
 */
const MAX_STALE_ATTEMPTS = 4;

/**
 * Commits consecutive messages of a partition, ending with `last`, in one transaction: fence and offset, then
 * their effects. It retries while the database is unavailable, and decides again with fresh heads if cached
 * ones were old. Resolves with the effects, or null if an earlier attempt of unknown outcome had committed.
 * Rejects with FencedError if the shard has another holder, with the database's error if a row cannot be
 * written, and with StaleDecisionError if fresh heads do not help: for one message, its offer is corrupt; for
 * several, other writers may also have been faster each time.
 */
export async function commitBatch(
  context: CommitContext,
  session: ShardSession,
  deliveries: readonly Delivery[],
  last: Source,
): Promise<BatchEffects | null> {
  for (let stale = 0; ;) {
    try {
      const effects = await commitOnce(context, session, deliveries, last);
      if (effects === null) session.forget();
      else for (const offer of effects.moved) session.remember(offer, offer.state);
      return effects;
    } catch (error) {
      if (!(error instanceof StaleDecisionError)) throw error;
      session.forget();
      stale += 1;
      if (stale === MAX_STALE_ATTEMPTS) throw error;
      context.onRetry(error, stale);
    }
  }
}

/** One transaction, on heads that may be old: read, decide, write. */
async function commitOnce(
  { pool, signal, onRetry, onWritten, now_ms, topics }: CommitContext,
  session: ShardSession,
  deliveries: readonly Delivery[],
  { source_topic, source_partition, source_offset }: Source,
): Promise<BatchEffects | null> {
  const retry = {
    signal,
    onRetry: (error: Error, failures: number): void => {
      // The lost attempt may have committed, so the cached heads may be wrong.
      session.forget();
      onRetry(error, failures);
    },
  };
  let written: WrittenMessages = new Map();
  const committed = await session.held.readAndCommit(
    { name: 'ledger.apply', pool, retry },
    { topic: source_topic, next_offset: source_offset + 1 },
    (db) => readFacts(db, session, deliveries),
    async (db, facts) => {
      const effects = decideBatch(deliveries, { ...facts, accepted_at_ms: now_ms() });
      written = await writeEffects(db, effects, { ...topics, source_topic, source_partition });
      return effects;
    },
  );
  if (committed !== null) onWritten?.(written);
  return committed;
}

async function readFacts(db: Queryable, session: ShardSession, deliveries: readonly Delivery[]) {
  const updates = deliveries.filter((delivery): delivery is UpdateDelivery => delivery.kind === 'update');
  const asked = new Map<string, Offer>();
  for (const { update } of updates) asked.set(offerKey(update.seller_id, update.sku), update);
  const { known, missing } = session.findKnown(asked);
  const sellers = [...new Set(updates.map(({ update }) => update.seller_id))];
  // Statements run in this order: later movements are read once the heads of the offers are locked.
  const [priors, late_movements, read, later] = await awaitPipelined([
    readPriors(db, updates),
    readLateMovements(db, sellers),
    readOffers(db, missing),
    readLaterRows(db, updates),
  ]);
  for (const [key, state] of read) known.set(key, state);
  return { priors, late_movements, later, offers: known };
}
