import { z } from 'zod';
import { count, port } from './setting-types.js';

/** How many of each server there are, and what that means for Kafka's topics (docs/adr/0093). */
export const topologySettings = {
  STOCKPROOF_TOPOLOGY: z
    .enum(['single', 'ha'])
    .default('single')
    .describe(
      '`npm start`: single: one of each server; ha: three brokers, two Connect workers, two copies of each service. A home keeps its first one',
    ),
  STOCKPROOF_COPIES: z.coerce
    .number()
    .int()
    .min(0)
    .max(8)
    .default(0)
    .describe('`npm start`: copies of each service; 0: one, or two with the topology ha'),
  STOCKPROOF_HA_FIRST_PORT: port(19200).describe(
    '`npm start`: first of the consecutive ports of the additional nodes and copies',
  ),
  STOCKPROOF_KAFKA_REPLICATION_FACTOR: count(1).describe(
    'set-up: copies of each partition of a topic that is created; with the topology ha: 3',
  ),
  STOCKPROOF_KAFKA_MIN_INSYNC_REPLICAS: count(1).describe(
    'set-up: copies that must have a record before it counts as written; with the topology ha: 2',
  ),
};
