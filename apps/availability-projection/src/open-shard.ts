import type { Broker } from '@stockproof/kafka';
import { type HeldShard, retryTransient } from '@stockproof/postgres';
import { recordSpan } from '@stockproof/telemetry';
import type { Pool } from 'pg';
import type { Owned } from './shard/owned.js';
import { FoldSession } from './shard/session.js';
import type { ViewOffer } from './view/view.js';
import { readFunctions } from './generations/sql/projection-function.js';
import type { ProjectionMetrics } from './metrics.js';
import { PartitionPublisher } from './publish/partition-publisher.js';
import { publishRepairs } from './repair-offers/publish-repairs.js';

/** What openShard needs, the same for all shards of the process. */
export interface OpenShardContext {
  readonly pool: Pool;
  readonly broker: Broker;
  /** With the installation's prefix. */
  readonly ledger_topic: string;
  readonly availability_topic: string;
  /** See FoldSession. */
  readonly most_known?: number;
  readonly metrics: Pick<ProjectionMetrics, 'published'>;
  readonly now_ms: () => number;
  readonly onRetry: (error: Error, failures: number) => void;
  /** Aborts when the service shuts down; retries then end with their last error. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens an assigned shard: publishes what the previous holder committed and may not have sent, which is its
 * rows, then tombstones and results of its repairs.
 */
export async function openShard(context: OpenShardContext, held: HeldShard): Promise<Owned> {
  const { pool, broker, ledger_topic, availability_topic: topic, most_known } = context;
  const { now_ms, onRetry, signal } = context;
  // Before anything is published from the view, so that the session notices a later swap.
  const { live } = await retryTransient(() => readFunctions(pool), { onRetry, signal });
  const onPublished = (offers: readonly ViewOffer[], again: boolean): void =>
    published(context, offers, again);
  const publisher = await PartitionPublisher.open(
    { pool, broker, topic, now_ms, onRetry, signal, onPublished },
    held.key(ledger_topic),
    held.claim(ledger_topic),
  );
  const owned = { session: new FoldSession(held, ledger_topic, live.generation, most_known), publisher };
  await publishRepairs({ pool, onRetry, signal }, owned, { decided: [], announced: false });
  return owned;
}

function published(
  { metrics, now_ms }: OpenShardContext,
  offers: readonly ViewOffer[],
  again: boolean,
): void {
  const at_ms = now_ms();
  metrics.published(offers, at_ms, again);
  for (const { traceparent, sku, seller_id, state } of offers) {
    if (traceparent === null) continue;
    const attributes = {
      'stockproof.seller_id': seller_id,
      'stockproof.sku': sku,
      'stockproof.version': state.version,
    };
    const started_ms = Math.min(state.accepted_at_ms, at_ms);
    recordSpan(traceparent, {
      name: 'publish availability',
      kind: 'producer',
      started_ms,
      ended_ms: at_ms,
      attributes,
    });
  }
}
