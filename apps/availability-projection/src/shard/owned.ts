import type { PartitionPublisher } from '../publish/partition-publisher.js';
import type { FoldSession } from './session.js';

/** The state of a held shard: the only writer of its rows and messages, for CDC events and repairs. */
export interface Owned {
  readonly session: FoldSession;
  readonly publisher: PartitionPublisher;
}
