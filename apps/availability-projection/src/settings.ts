import { TOKEN_SETTINGS } from '@stockproof/auth';
import type { Config } from '@stockproof/config';
import { BROKER_SETTINGS } from '@stockproof/kafka';

/** Every setting that a query-only process reads; @stockproof/config has their meaning. */
export const QUERY_SETTINGS = [
  'STOCKPROOF_HOST',
  'STOCKPROOF_AVAILABILITY_PORT',
  ...BROKER_SETTINGS,
  'STOCKPROOF_TOPIC_PREFIX',
  'STOCKPROOF_AVAILABILITY_DATABASE_URL',
  ...TOKEN_SETTINGS,
  'STOCKPROOF_CONTRACT_FILE',
  'STOCKPROOF_KEY_CACHE_MS',
  // Also the size of the pool.
  'STOCKPROOF_PROJECT_CONCURRENCY',
  'STOCKPROOF_FRESHNESS_BOUND_MS',
  'STOCKPROOF_AVAILABILITY_PUBLIC',
] as const;

/** Every setting that the service reads. */
export const SETTINGS = [
  ...QUERY_SETTINGS,
  'STOCKPROOF_PROJECT_MAX_BATCH',
  'STOCKPROOF_PROJECT_MAX_WAIT_MS',
  'STOCKPROOF_KNOWN_OFFERS',
  'STOCKPROOF_STALL_TIMEOUT_MS',
  'STOCKPROOF_PROJECTIONS_DIR',
] as const;

/** The result of loadConfig. */
export type Settings = Config<(typeof SETTINGS)[number]>;

/** The part of it that a query-only process has. */
export type QuerySettings = Config<(typeof QUERY_SETTINGS)[number]>;
