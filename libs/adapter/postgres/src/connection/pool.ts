import pg from 'pg';
import { BoundClient, requireVerified } from './bound-client.js';
import { parseSafeInteger } from './safe-integer.js';

/** Options of createPool. A query that gets none of the `max` connections within five seconds is rejected. */
export interface PoolOptions {
  /** Must have `sslmode=verify-full`. */
  readonly url: string;
  /** Shown in pg_stat_activity. */
  readonly application_name: string;
  readonly max: number;
  /**
   * Set it if all queries are by key, with some thousand keys at most: sequential scans and hash and merge
   * joins are then disabled. A plan is made once per connection, when the tables of a new installation are
   * still empty, and would otherwise scan whole tables for every batch until they are first analyzed (ADR
   * 0024).
   */
  readonly by_key?: boolean;
  /**
   * Called if an idle connection fails (for example when the server restarts); the pool replaces it by
   * itself.
   */
  readonly onIdleError?: (error: Error) => void;
}

/** What remains is one index lookup per key. */
const BY_KEY = ' -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off';

const INT8_OID = 20;
const NUMERIC_OID = 1700;

/**
 * Creates a pool whose clients pipeline: statements that are issued without awaiting are sent together and
 * answered in order. bigint and numeric arrive as safe integers or throw, timestamptz as Date. Throws unless
 * the address has the server verified.
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
    // A stopped process must not hold locks that the next holder waits for.
    idle_in_transaction_session_timeout: 10_000,
    statement_timeout: 60_000,
    // Batches differ in size but not in shape: planning each with its arrays costs more than it gains, and
    // a large array makes the planner choose a sequential scan.
    options: `-c plan_cache_mode=force_generic_plan${options.by_key === true ? BY_KEY : ''}`,
    types: { getTypeParser: safeTypeParser },
  } as pg.PoolConfig);
  // Without a listener a restart of the server would end the process.
  pool.on('error', (error) => options.onIdleError?.(error));
  // The pool listens to idle connections only. One that breaks between two statements of a transaction rejects the
  // next statement; without a listener it would end the process before.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** The type parser for clients outside a pool: bigint and numeric arrive as safe integers or throw. */
export function safeTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
  if (oid === INT8_OID || oid === NUMERIC_OID) return parseSafeInteger;
  return pg.types.getTypeParser(oid, format);
}
