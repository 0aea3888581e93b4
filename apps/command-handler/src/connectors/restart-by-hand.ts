import { type ConnectorReport, restartRefusal } from '@stockproof/connectors';
import { Problem } from '@stockproof/http';

/** What restartConnector needs: the newest verdicts, and the call of Connect. */
export interface RestartContext {
  readonly reports: () => readonly ConnectorReport[];
  readonly restart: (name: string) => Promise<void>;
}

/**
 * Restarts a connector with all its tasks because a person asked for it. Throws a 404 for an unknown name, a 409 if a
 * restart could skip changes or would do nothing, and a 503 before the first check or if Connect does not do it.
 */
export async function restartByHand(
  { reports, restart }: RestartContext,
  names: readonly string[],
  name: string,
): Promise<void> {
  if (!names.includes(name)) throw new Problem(404, 'unknown_connector', `there is no connector ${name}`);
  const report = reports().find((one) => one.name === name);
  if (report === undefined)
    throw new Problem(503, 'connector_not_checked', 'the connector has not been checked yet; try again', {
      'retry-after': '3',
    });
  const refusal = restartRefusal(report);
  if (refusal !== null) throw new Problem(409, 'not_restartable', refusal);
  await restart(name).catch((cause: unknown) => {
    const problem = new Problem(503, 'connect_unavailable', 'Kafka Connect did not restart it; try again', {
      'retry-after': '3',
    });
    problem.cause = cause;
    throw problem;
  });
}
