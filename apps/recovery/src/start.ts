import { bearerAuthenticator, noSellers, tokenChecks } from '@stockproof/auth';
import { loadConfig } from '@stockproof/config';
import { createHttpApp, drain, type RunningService } from '@stockproof/http';
import { openSecurityLog, refusalsTo } from '@stockproof/security-log';
import type { Logger, Telemetry } from '@stockproof/telemetry';
import { RecoveryModule } from './app.module.js';
import { composeDeadLetters, composeOutcomes, composeRecoveries } from './compose.js';
import { RequestWaits } from './requests/request-waits.js';
import { SETTINGS } from './settings.js';
import { openSources } from './sources.js';
import { tasksOf } from './tasks.js';

/** Puts the service together, takes up what was left unfinished, and listens. */
export async function start(
  logger: Logger,
  telemetry: Telemetry,
  fail: (cause: Error) => void,
): Promise<RunningService> {
  const config = loadConfig(SETTINGS);
  const security = openSecurityLog('recovery', logger, telemetry);
  const sources = await openSources(config, logger, fail);
  const { pool, ledger, view } = sources;
  const recovering = await composeRecoveries(config, sources, { logger, telemetry, security });
  const { keys, publisher, runner, recoveries } = recovering;
  const waits = new RequestWaits();
  const app = await createHttpApp({
    title: 'recovery',
    logger,
    telemetry,
    refusals: refusalsTo(security),
    module: RecoveryModule.with({
      pool,
      ledger,
      view,
      keys,
      recoveries,
      dead_letters: await composeDeadLetters(config, sources, recoveries, waits),
      outcomes: composeOutcomes(config, sources, waits),
      review_within_hours: config.STOCKPROOF_BREAK_GLASS_REVIEW_HOURS,
      // Sellers have nothing to ask for here, so their keys are not even looked up.
      authenticate: bearerAuthenticator(tokenChecks('recovery', config), noSellers),
      security,
    }),
    max_body_bytes: 4_194_304,
    health: { recovery_database: () => pool.query('SELECT 1').then(() => null) },
  });
  const tasks = tasksOf(config, { pool, ledger, view, keys, runner, recoveries, logger });
  await publisher.publish();
  for (const task of tasks) await task.start();
  await app.listen(config.STOCKPROOF_RECOVERY_PORT, config.STOCKPROOF_HOST);
  const stopTasks = async (): Promise<void> => {
    for (const task of tasks) await task.stop();
  };
  return {
    stop: async () => {
      waits.stop();
      await drain(app, stopTasks);
      await runner.stop();
      await sources.close();
      await Promise.all([security.close(), telemetry.shutdown()]);
    },
  };
}
