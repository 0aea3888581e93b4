import { TOKEN_SETTINGS } from '@stockproof/auth';
import type { Config } from '@stockproof/config';

/** Every setting that the service reads; @stockproof/config has their meaning. */
export const SETTINGS = [
  'STOCKPROOF_HOST',
  'STOCKPROOF_CONSOLE_PORT',
  'STOCKPROOF_CONSOLE_URL',
  'STOCKPROOF_CONSOLE_CLIENT_ID',
  'STOCKPROOF_CONSOLE_PROVIDER_URL',
  'STOCKPROOF_CONSOLE_SESSION_IDLE_S',
  'STOCKPROOF_CONSOLE_SESSION_MAX_S',
  'STOCKPROOF_CONSOLE_PAGE_DIR',
  'STOCKPROOF_ENVIRONMENT',
  'STOCKPROOF_COMMAND_HANDLER_URL',
  'STOCKPROOF_AVAILABILITY_URL',
  'STOCKPROOF_RECOVERY_URL',
  'STOCKPROOF_RESERVATION_URL',
  'STOCKPROOF_SUPERVISOR_URL',
  'STOCKPROOF_MAX_LOGIN_FAILURES',
  ...TOKEN_SETTINGS,
] as const;

/** The result of loadConfig. */
export type Settings = Config<(typeof SETTINGS)[number]>;
