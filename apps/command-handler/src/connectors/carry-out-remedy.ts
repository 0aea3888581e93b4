import type { ConnectorWatchOptions } from '@stockproof/connectors';
import { recordedAct, type SecurityLog } from '@stockproof/security-log';
import type { Logger } from '@stockproof/telemetry';

const REMEDIES = {
  restart: 'failed tasks of the connector are started again',
  stop: 'the connector is stopped: its position is ahead of the server, and each start would move its slot past what is not captured',
} as const;

const ACTIONS = { restart: 'restart_connector', stop: 'stop_connector' } as const;

/**
 * Returns the function that carries out what the connector watch decides, and records it in the security log
 * as an act of the service. It is not refused if the log is unavailable: a restart repairs CDC, a stop keeps
 * changes from being skipped, and both would come too late (ADR 0045).
 */
export function carryOutRemedy(
  log: SecurityLog,
  logger: Pick<Logger, 'warn'>,
): ConnectorWatchOptions['carryOut'] {
  return ({ name, remedy, reason }, work) => {
    logger.warn({ connector: name, remedy }, REMEDIES[remedy]);
    const actor = 'service command-handler';
    const act = { action: ACTIONS[remedy], actor, target: name, reason, address: null };
    return recordedAct(log, act, { unwritten: 'act' }, work);
  };
}
