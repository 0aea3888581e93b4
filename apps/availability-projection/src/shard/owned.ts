import type { PartitionPublisher } from '../publish/partition-publisher.js';
import type { FoldSession } from './session.js';

/**
 * A shard that this process holds: the one writer of its rows and messages, for CDC events and repairs alike.
 */
export interface Owned {
  readonly session: FoldSession;
  readonly publisher: PartitionPublisher;
}
