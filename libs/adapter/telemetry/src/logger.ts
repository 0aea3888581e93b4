import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** One JSON line per entry on standard output; `service` names the process. Never pass secrets or whole events. */
export function createLogger(service: string, level: string): Logger {
  return pino({ level, base: { service }, timestamp: pino.stdTimeFunctions.isoTime });
}
