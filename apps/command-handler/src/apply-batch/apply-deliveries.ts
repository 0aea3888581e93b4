import { offerKey } from '@stockproof/events';
import { advanceOrExplain, type Queryable, retryTransient, together, writeTransaction } from '@stockproof/postgres';
import type { Pool } from 'pg';
import { decideBatch } from './decide-batch.js';
import type { Delivery, UpdateDelivery } from './delivery.js';
import type { BatchEffects } from './effects.js';
import type { OutboxTopics } from './outbox-messages.js';
import { type Offer, readOffers } from './read-offers.js';
import type { PartitionSession } from './session.js';
import { readPriors } from './sql/read-priors.js';
import { StaleDecisionError } from './stale-decision.js';
import { writeEffects } from './write-effects.js';

export interface ApplyContext {
  readonly pool: Pool;
  readonly topics: OutboxTopics;
  readonly now_ms: () => number;
  readonly onRetry: (error: Error, failures: number) => void;
}

/**
 * Applies consecutive messages of a partition and moves its position to `next_offset`, in one transaction.
 * Tries again while the database is away, and with fresh heads when the known ones were old. Gives the
 * effects, or null when an earlier attempt of unknown outcome turns out to stand. Throws FencedError when the
 * partition has another owner, and the database's error when a row can not be written.
 */
export async function applyDeliveries(
  context: ApplyContext, session: PartitionSession, deliveries: readonly Delivery[], next_offset: number,
): Promise<BatchEffects | null> {
  for (;;) {
    try {
      const effects = await retryTransient(() => attempt(context, session, deliveries, next_offset), {
        onRetry: (error, failures) => {
          // The lost attempt may stand after all: what was known of the heads is in doubt.
          session.forget();
          context.onRetry(error, failures);
        },
      });
      settle(session, effects, next_offset);
      return effects;
    } catch (error) {
      if (!(error instanceof StaleDecisionError)) throw error;
      session.forget();
      context.onRetry(error, 1);
    }
  }
}

function attempt(
  context: ApplyContext, session: PartitionSession, deliveries: readonly Delivery[], next_offset: number,
): Promise<BatchEffects | null> {
  return writeTransaction('ledger.apply', context.pool, async (db) => {
    const [advance, facts] = await together([
      advanceOrExplain(db, session.key, session.claim, next_offset),
      readFacts(db, session, deliveries),
    ]);
    if (advance === 'already_applied') return null;
    const effects = decideBatch(deliveries, { ...facts, accepted_at_ms: context.now_ms() });
    await writeEffects(db, effects, {
      ...context.topics,
      source_topic: session.key.topic,
      source_partition: session.key.partition,
    });
    return effects;
  });
}

async function readFacts(db: Queryable, session: PartitionSession, deliveries: readonly Delivery[]) {
  const updates = deliveries.filter((delivery): delivery is UpdateDelivery => delivery.kind === 'update');
  const asked = new Map<string, Offer>();
  for (const { update } of updates) asked.set(offerKey(update.seller_id, update.sku), update);
  const { known, missing } = session.lookUp(asked);
  const [priors, read] = await together([readPriors(db, updates), readOffers(db, missing)]);
  for (const [key, state] of read) known.set(key, state);
  return { priors, offers: known };
}

function settle(session: PartitionSession, effects: BatchEffects | null, next_offset: number): void {
  session.claim = { ...session.claim, next_offset };
  if (effects === null) session.forget();
  else for (const offer of effects.moved) session.remember(offer, offer.state);
}
