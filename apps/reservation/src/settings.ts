import { TOKEN_SETTINGS } from '@stockproof/auth';
import type { Config } from '@stockproof/config';
import { BROKER_SETTINGS } from '@stockproof/kafka';

/** Every setting that the service reads; @stockproof/config has their meaning. */
export const SETTINGS = [
  'STOCKPROOF_HOST',
  'STOCKPROOF_RESERVATION_PORT',
  ...BROKER_SETTINGS,
  'STOCKPROOF_TOPIC_PREFIX',
  'STOCKPROOF_RESERVATION_DATABASE_URL',
  ...TOKEN_SETTINGS,
  'STOCKPROOF_CONTRACT_FILE',
  'STOCKPROOF_STALL_TIMEOUT_MS',
  'STOCKPROOF_RESERVATION_MAX_OPEN_PER_CLIENT',
  'STOCKPROOF_RESERVATION_MAX_UNITS_PER_CLIENT',
  'STOCKPROOF_RESERVATION_MAX_HOLD_S',
] as const;

/** The result of loadConfig. */
export type Settings = Config<(typeof SETTINGS)[number]>;
