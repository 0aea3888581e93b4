import { offerKey } from '@stockproof/events';
import { type Queryable, awaitPipelined } from '@stockproof/postgres';
import type { Pool } from 'pg';
import { decideBatch } from './decide-batch.js';
import type { Delivery, Source, UpdateDelivery } from '../decode/delivery.js';
import type { BatchEffects } from './effects.js';
import type { OutboxTopics } from '../outbox/messages.js';
import { type Offer, readOffers, readPriors } from './sql/decision-facts.js';
import type { ShardSession } from './session.js';
import { StaleDecisionError } from './stale-decision.js';
import { writeEffects } from './write-effects.js';

export interface CommitContext {
  readonly pool: Pool;
  readonly topics: OutboxTopics;
  readonly now_ms: () => number;
  readonly onRetry: (error: Error, failures: number) => void;
  /** The service is about to end: what is tried again ends with its last error. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Stale attempts after which messages are not decided again as they are. The first may rest on remembered
 * heads; the others read and lock theirs, so a message alone can lose to another writer twice at most: one
 * takes its event id, one opens its offer. When the fourth is stale too, nobody was faster: the stored head
 * contradicts its rows.
 */
const MAX_STALE_ATTEMPTS = 4;

/**
 * Commits consecutive messages of a partition, `last` the last of them, in one transaction: fence and
 * position, then what they do. Tried again while the database is unavailable, and with fresh heads when the
 * known ones were old. Gives the effects, or null when an earlier attempt of unknown outcome turns out to be
 * committed. Throws FencedError when the shard has another owner, the database's error when a row cannot be
 * written, and StaleDecisionError when fresh heads do not help: of one message, its offer is corrupt; of
 * several, they may also have lost to other writers each time.
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
function commitOnce(
  { pool, signal, onRetry, now_ms, topics }: CommitContext,
  session: ShardSession,
  deliveries: readonly Delivery[],
  { source_topic, source_partition, source_offset }: Source,
): Promise<BatchEffects | null> {
  const retry = {
    signal,
    onRetry: (error: Error, failures: number): void => {
      // The lost attempt may be committed after all: what was known of the heads may be wrong.
      session.forget();
      onRetry(error, failures);
    },
  };
  return session.held.readAndCommit(
    { name: 'ledger.apply', pool, retry },
    { topic: source_topic, next_offset: source_offset + 1 },
    (db) => readFacts(db, session, deliveries),
    async (db, facts) => {
      const effects = decideBatch(deliveries, { ...facts, accepted_at_ms: now_ms() });
      await writeEffects(db, effects, { ...topics, source_topic, source_partition });
      return effects;
    },
  );
}

async function readFacts(db: Queryable, session: ShardSession, deliveries: readonly Delivery[]) {
  const updates = deliveries.filter((delivery): delivery is UpdateDelivery => delivery.kind === 'update');
  const asked = new Map<string, Offer>();
  for (const { update } of updates) asked.set(offerKey(update.seller_id, update.sku), update);
  const { known, missing } = session.findKnown(asked);
  const [priors, read] = await awaitPipelined([readPriors(db, updates), readOffers(db, missing)]);
  for (const [key, state] of read) known.set(key, state);
  return { priors, offers: known };
}
