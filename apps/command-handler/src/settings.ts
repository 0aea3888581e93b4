import { TOKEN_SETTINGS } from '@stockproof/auth';
import type { Config } from '@stockproof/config';
import { BROKER_SETTINGS } from '@stockproof/kafka';

/** Every setting that the service reads; @stockproof/config has their meaning. */
export const SETTINGS = [
  'STOCKPROOF_HOST',
  'STOCKPROOF_COMMAND_HANDLER_PORT',
  ...BROKER_SETTINGS,
  'STOCKPROOF_TOPIC_PREFIX',
  'STOCKPROOF_INVENTORY_DATABASE_URL',
  'STOCKPROOF_CONNECT_URL',
  ...TOKEN_SETTINGS,
  'STOCKPROOF_PRODUCER_ROOTS_FILE',
  'STOCKPROOF_CONTRACT_FILE',
  'STOCKPROOF_KEY_CACHE_MS',
  'STOCKPROOF_APPLY_MAX_BATCH',
  'STOCKPROOF_APPLY_CONCURRENCY',
  'STOCKPROOF_APPLY_MAX_WAIT_MS',
  'STOCKPROOF_KNOWN_OFFERS',
  'STOCKPROOF_STALL_TIMEOUT_MS',
] as const;

/** The result of loadConfig. */
export type Settings = Config<(typeof SETTINGS)[number]>;
