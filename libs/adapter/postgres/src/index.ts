export { BoundClient } from './connection/bound-client.js';
export { type DatabaseAddress, databaseUrl } from './connection/database-url.js';
export { createPool, type PoolOptions, safeTypeParser } from './connection/pool.js';
export { inTransaction, awaitPipelined, writeTransaction } from './transactions/transaction.js';
export type { Queryable } from './transactions/transaction-statements.js';
export {
  bytea,
  columns,
  timestamp,
  arraysOf,
  columnNames,
  type RowColumn,
  unnestEach,
} from './row-columns.js';
export {
  isTransientPgError,
  isUniqueViolation,
  TRANSIENT_ERRORS,
  transientError,
} from './transactions/transient.js';
export { backoffMs, type RetryOptions, retryTransient } from './transactions/retry.js';
export { parseSafeInteger, UnsafeIntegerError } from './connection/safe-integer.js';
export { type MigrationClass, migrate } from './migrations/migrate.js';
export { runMigrations } from './migrations/main.js';
export { grantRoles, type RoleGrants } from './migrations/grant-roles.js';
export { type Advance, commitOffset, DatabaseWentBackError, FencedError } from './positions/position.js';
export { type BatchEnd, type CommitOptions, endOf, HeldShard } from './positions/held-shard.js';
export { HeldShards, type HeldShardsOptions } from './positions/held-shards.js';
export { knownRows, shareOfShard } from './positions/known-rows.js';
export {
  type Claim,
  claimShard,
  type GroupProgress,
  type PartitionKey,
  readPosition,
  type ShardClaim,
  type ShardKey,
} from './positions/sql/consumer-position.js';
export { acceptByHand } from './positions/accept-by-hand.js';
export {
  acceptLoss,
  beginsAgainAt,
  type Loss,
  type MovedToLog,
  type TopicNow,
} from './positions/accept-loss.js';
export { OtherTopicError } from './positions/other-topic.js';
export { ADD_TOPIC_ID, CREATE_CONSUMER_POSITION } from './positions/create-table.js';
