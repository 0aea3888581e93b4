import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/**
 * Creates a logger that writes one JSON line per entry to standard output; `service` names the process. Do
 * not log secrets or whole events.
 */
export function createLogger(service: string, level: string): Logger {
  return pino({ level, base: { service }, timestamp: pino.stdTimeFunctions.isoTime });
}
