import type { MessageBatch, ShardHandler } from '@stockproof/kafka';
import type { Pool } from 'pg';
import type { SimBroker } from '../../kafka/sim-broker.js';
import type { SimProcess } from '../../machine/sim-process.js';

/** What the world gives a service when it starts. */
export interface Machine {
  readonly process: SimProcess;
  readonly broker: SimBroker;
  pool(database: 'ledger' | 'view' | 'reservations' | 'records'): Pool;
}

/** Handles the batches of a topic, like a controller of the service. */
export type TopicHandler = (batch: MessageBatch) => Promise<void>;

/** The shards of a service, and each topic with its handler, as in its transport. */
export function byTopic(
  shards: Pick<ShardHandler, 'assigned' | 'revoked'>,
  handlers: Readonly<Record<string, TopicHandler>>,
): ShardHandler {
  return {
    assigned: (shard) => shards.assigned(shard),
    handle(batch) {
      const handler = handlers[batch.topic];
      if (handler === undefined) throw new Error(`no handler for ${batch.topic}`);
      return handler(batch);
    },
    revoked: (shard) => shards.revoked(shard),
  };
}

/** The services' settings that matter here. */
export const GROUPS = {
  command_handler: 'command-handler',
  projection: 'availability-projection',
  reservation: 'reservation',
} as const;

export const CONSUMING = { concurrency: 8, min_bytes: 1, max_wait_ms: 5, stall_timeout_ms: 60_000 } as const;

export const ignore = (): void => undefined;
