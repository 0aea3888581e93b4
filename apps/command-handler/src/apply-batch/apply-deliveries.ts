import { offerKey } from '@stockproof/events';
import { type Queryable, retryTransient, together, writeTransaction } from '@stockproof/postgres';
import type { Pool } from 'pg';
import { decideBatch } from './decide-batch.js';
import type { Delivery, Source, UpdateDelivery } from './delivery.js';
import type { BatchEffects } from './effects.js';
import type { OutboxTopics } from './outbox-messages.js';
import { type Offer, readOffers } from './read-offers.js';
import type { ShardSession } from './session.js';
import { readPriors } from './sql/read-priors.js';
import { StaleDecisionError } from './stale-decision.js';
import { writeEffects } from './write-effects.js';

export interface ApplyContext {
  readonly pool: Pool;
  readonly topics: OutboxTopics;
  readonly now_ms: () => number;
  readonly onRetry: (error: Error, failures: number) => void;
  /** The service is about to end: what is tried again ends with its last error. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Stale attempts after which messages are not decided again as they are. The first may rest on remembered heads; the others
 * read and lock theirs, so a message alone can lose to another writer twice at most: one takes its event id, one opens its
 * offer. When the fourth is stale too, nobody was faster: the stored head contradicts its rows.
 */
const MOST_STALE_ATTEMPTS = 4;

/**
 * Applies consecutive messages of a partition, `last` the last of them, and moves its position behind it, in one transaction.
 * Tries again while the database is away, and with fresh heads when the known ones were old. Gives the
 * effects, or null when an earlier attempt of unknown outcome turns out to stand. Throws FencedError when the
 * shard has another owner, the database's error when a row can not be written, and StaleDecisionError when fresh heads do
 * not help: of one message, its offer is corrupt; of several, they may also have lost to other writers each time.
 */
export async function applyDeliveries(
  context: ApplyContext,
  session: ShardSession,
  deliveries: readonly Delivery[],
  last: Source,
): Promise<BatchEffects | null> {
  for (let stale = 0; ;) {
    try {
      const effects = await retryTransient(() => attempt(context, session, deliveries, last), {
        signal: context.signal,
        onRetry: (error, failures) => {
          // The lost attempt may stand after all: what was known of the heads is in doubt.
          session.forget();
          context.onRetry(error, failures);
        },
      });
      settle(session, effects, last);
      return effects;
    } catch (error) {
      if (!(error instanceof StaleDecisionError)) throw error;
      session.forget();
      stale += 1;
      if (stale === MOST_STALE_ATTEMPTS) throw error;
      context.onRetry(error, stale);
    }
  }
}

function attempt(
  context: ApplyContext,
  session: ShardSession,
  deliveries: readonly Delivery[],
  last: Source,
): Promise<BatchEffects | null> {
  return writeTransaction('ledger.apply', context.pool, async (db) => {
    const [advance, facts] = await together([
      session.held.advance(db, last.source_topic, last.source_offset + 1),
      readFacts(db, session, deliveries),
    ]);
    if (advance === 'already_applied') return null;
    const effects = decideBatch(deliveries, { ...facts, accepted_at_ms: context.now_ms() });
    await writeEffects(db, effects, {
      ...context.topics,
      source_topic: last.source_topic,
      source_partition: last.source_partition,
    });
    return effects;
  });
}

async function readFacts(db: Queryable, session: ShardSession, deliveries: readonly Delivery[]) {
  const updates = deliveries.filter((delivery): delivery is UpdateDelivery => delivery.kind === 'update');
  const asked = new Map<string, Offer>();
  for (const { update } of updates) asked.set(offerKey(update.seller_id, update.sku), update);
  const { known, missing } = session.lookUp(asked);
  const [priors, read] = await together([readPriors(db, updates), readOffers(db, missing)]);
  for (const [key, state] of read) known.set(key, state);
  return { priors, offers: known };
}

function settle(
  session: ShardSession,
  effects: BatchEffects | null,
  { source_topic, source_offset }: Source,
): void {
  session.held.moved(source_topic, source_offset + 1);
  if (effects === null) session.forget();
  else for (const offer of effects.moved) session.remember(offer, offer.state);
}
