import { loadConfig } from '@stockproof/config';
import { createLogger, type Logger, startTelemetry, type Telemetry } from '@stockproof/telemetry';
import { DRAIN_WITHIN_MS } from './drain.js';

/** A service that was started. `stop` drains and rejects if something failed to stop. */
export interface RunningService {
  /** Stops accepting, finishes work in progress, closes connections. */
  stop(): Promise<void>;
}

/** Composes a service and starts listening. It must call `fail` when it cannot go on. */
export type StartService = (
  logger: Logger,
  telemetry: Telemetry,
  fail: (cause: Error) => void,
) => Promise<RunningService>;

/** Runs a service's process: log, metrics and traces, and runService. */
export async function serve(name: string, start: StartService): Promise<void> {
  const config = loadConfig([
    'STOCKPROOF_LOG_LEVEL',
    'STOCKPROOF_TRACE_RATIO',
    'STOCKPROOF_OTLP_URL',
    'STOCKPROOF_FAILPOINT_FILE',
  ]);
  const logger = createLogger(name, config.STOCKPROOF_LOG_LEVEL);
  if (config.STOCKPROOF_FAILPOINT_FILE !== '')
    logger.warn(
      { file: config.STOCKPROOF_FAILPOINT_FILE },
      'this service breaks where a file says so: for tests only',
    );
  const telemetry = startTelemetry({
    service: name,
    trace_ratio: config.STOCKPROOF_TRACE_RATIO,
    otlp_url: config.STOCKPROOF_OTLP_URL,
  });
  await runService(logger, (fail) => start(logger, telemetry, fail));
}

/**
 * Runs a service until SIGINT or SIGTERM, then drains it and exits with 0. `start` gets a function to call
 * when the service cannot go on: that drains it too and exits with 1, so that the supervisor restarts it.
 */
export async function runService(
  logger: Logger,
  start: (fail: (cause: Error) => void) => Promise<RunningService>,
): Promise<void> {
  let service: RunningService | null = null;
  let ending = false;
  const end = (code: number): void => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(code === 0 ? 2 : code), DRAIN_WITHIN_MS).unref();
    const stopped = service?.stop() ?? Promise.resolve();
    stopped.then(
      () => process.exit(code),
      (error: unknown) => {
        logger.error({ err: error }, 'the drain failed');
        process.exit(1);
      },
    );
  };
  const fail = (cause: Error): void => {
    // Caused by the shutdown, or too late: the exit code is decided.
    if (ending) return logger.warn({ err: cause }, 'given up: the service ends');
    logger.fatal({ err: cause }, 'the service cannot go on');
    end(1);
  };
  process.on('SIGINT', () => end(0)).on('SIGTERM', () => end(0));
  process.on('unhandledRejection', (reason) => fail(reason as Error)).on('uncaughtException', fail);
  try {
    service = await start(fail);
    logger.info('ready');
  } catch (error) {
    logger.fatal({ err: error }, 'the service could not start');
    process.exit(1);
  }
}
