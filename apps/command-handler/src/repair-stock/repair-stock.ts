import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { decodeStockRepair } from '@stockproof/events';
import type { MessageBatch, TopicPartition } from '@stockproof/kafka';
import { advanceOrExplain, type Claim, claimPartition, inTransaction, type PartitionKey, retryTransient } from '@stockproof/postgres';
import type { Pool } from 'pg';
import { applyRecapture, applyStockRepair } from './apply-stock-repair.js';

export interface RepairStockOptions {
  readonly pool: Pool;
  readonly consumer_group: string;
  readonly onRetry: (error: Error, failures: number) => void;
  /** Told of a partition whose derived tables were changed: what is remembered of it may be wrong. */
  readonly onRepaired: (partition: number) => void;
  /** Told of a message that is no repair, for the log. */
  readonly onUnreadable: (at: object) => void;
}

/** Takes what recovery asks of the derived tables, in the transaction that moves the position. */
export class RepairStock {
  private readonly claimed = new Map<number, { readonly key: PartitionKey; claim: Claim }>();
  private readonly owner = `${hostname()}/${process.pid}/${randomUUID()}`;

  constructor(private readonly options: RepairStockOptions) {}

  async assigned({ topic, partition }: TopicPartition): Promise<number | null> {
    const { pool, consumer_group, onRetry } = this.options;
    const key = { consumer_group, topic, partition };
    const claim = await retryTransient(() => claimPartition(pool, key, this.owner), { onRetry });
    this.claimed.set(partition, { key, claim });
    return claim.next_offset;
  }

  async repair(batch: MessageBatch): Promise<void> {
    const { pool, onRetry, onRepaired } = this.options;
    const claimed = this.claimed.get(batch.partition);
    if (claimed === undefined) throw new Error(`a batch of ${batch.topic}/${batch.partition}, which is not assigned`);
    const next_offset = (batch.messages.at(-1)?.offset ?? -1) + 1;
    await retryTransient(
      () => inTransaction(pool, async (db) => {
        if ((await advanceOrExplain(db, claimed.key, claimed.claim, next_offset)) === 'already_applied') return;
        for (const { value, offset } of batch.messages) {
          const message = decodeStockRepair(value);
          if (message === null) this.options.onUnreadable({ topic: batch.topic, partition: batch.partition, offset });
          else if (message.type === 'recapture') await applyRecapture(db, message);
          else await applyStockRepair(db, message);
        }
      }),
      { onRetry },
    );
    claimed.claim = { ...claimed.claim, next_offset };
    onRepaired(batch.partition);
  }

  revoked({ partition }: TopicPartition): void {
    this.claimed.delete(partition);
  }
}
