import pg from 'pg';
import { BoundClient, requireVerified } from './bound-client.js';
import { parseSafeInteger } from './safe-integer.js';

export interface PoolOptions {
  /** With `sslmode=verify-full`. */
  readonly url: string;
  /** Shown in pg_stat_activity. */
  readonly application_name: string;
  readonly max: number;
  /**
   * Everything is asked by key, some thousand keys at most: whole tables are neither read nor hashed. A plan
   * is made once per connection, when a new installation's tables are still empty, and would read all of them
   * for every batch until they are first analyzed (ADR 0024).
   */
  readonly by_key?: boolean;
  /** An idle connection failed (the server restarted, say); the pool replaces it by itself. */
  readonly onIdleError?: (error: Error) => void;
}

/** What is left is one look into an index for each key. */
const BY_KEY = ' -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off';

const INT8_OID = 20;
const NUMERIC_OID = 1700;

/**
 * A pool whose clients pipeline: statements issued without awaiting go out together, answers come in order.
 * bigint and numeric arrive as safe integers or throw, timestamptz as Date.
 * Throws where the address does not have the server verified.
 */
export function createPool(options: PoolOptions): pg.Pool {
  requireVerified(options.url);
  const pool = new pg.Pool({
    Client: BoundClient,
    connectionString: options.url,
    application_name: options.application_name,
    max: options.max,
    pipeline: true,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    // A stopped process must not hold locks that its successor waits for.
    idle_in_transaction_session_timeout: 10_000,
    statement_timeout: 60_000,
    // Batches differ in size, never in shape: planning each again with its arrays costs more than it gains,
    // and a large array tempts the planner to scan whole tables.
    options: `-c plan_cache_mode=force_generic_plan${options.by_key === true ? BY_KEY : ''}`,
    types: { getTypeParser: safeTypeParser },
  } as pg.PoolConfig);
  // Without a listener a restart of the server would end the process.
  pool.on('error', (error) => options.onIdleError?.(error));
  return pool;
}

/** For clients outside a pool: bigint and numeric arrive as safe integers or throw. */
export function safeTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
  if (oid === INT8_OID || oid === NUMERIC_OID) return parseSafeInteger;
  return pg.types.getTypeParser(oid, format);
}
