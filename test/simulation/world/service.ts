import type { MessageBatch, PartitionHandler, TopicPartition } from '@stockproof/kafka';
import type { Pool } from 'pg';
import type { SimBroker } from '../kafka/sim-broker.js';
import type { SimProcess } from './sim-process.js';

/** What a service is given of the world when it starts. */
export interface Machine {
  readonly process: SimProcess;
  readonly broker: SimBroker;
  pool(database: 'ledger' | 'view' | 'reservations' | 'records'): Pool;
}

/** One side of a consumer: what a controller of the service hands on. */
export interface TopicHandler {
  assigned(at: TopicPartition): Promise<number | null>;
  handle(batch: MessageBatch): Promise<void>;
  revoked(at: TopicPartition): Promise<void> | void;
}

/** A consumer's three methods as its controller calls them. */
export function boundTo<T extends Pick<TopicHandler, 'assigned' | 'revoked'>>(one: T, handle: TopicHandler['handle']): TopicHandler {
  return { assigned: one.assigned.bind(one), handle: handle.bind(one), revoked: one.revoked.bind(one) };
}

/** Each topic to its handler, as the service's controllers do it. */
export function byTopic(handlers: Readonly<Record<string, TopicHandler>>): PartitionHandler {
  const of = (topic: string): TopicHandler => {
    const handler = handlers[topic];
    if (handler === undefined) throw new Error(`no handler for ${topic}`);
    return handler;
  };
  return {
    assigned: (at) => of(at.topic).assigned(at),
    handle: (batch) => of(batch.topic).handle(batch),
    revoked: async (at) => {
      await of(at.topic).revoked(at);
    },
  };
}

/** The services' settings that matter here. */
export const GROUPS = {
  command_handler: 'command-handler', projection: 'availability-projection', reservation: 'reservation',
} as const;

export const CONSUMING = { concurrency: 8, min_bytes: 1, max_wait_ms: 5, stall_timeout_ms: 60_000 } as const;

export const unheard = (): void => undefined;
