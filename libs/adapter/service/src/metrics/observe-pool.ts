import type { Telemetry } from '@stockproof/telemetry';

/** The figures that a pool of pg gives of itself. */
export interface PoolFigures {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  readonly options: { readonly max: number };
}

/** Registers the connections of a pool, by OpenTelemetry's names; its name is `user@database`, from its address. */
export function observePool({ meter }: Pick<Telemetry, 'meter'>, url: string, pool: PoolFigures): void {
  const { username, pathname } = new URL(url);
  const db_client_connection_pool_name = `${decodeURIComponent(username)}@${pathname.slice(1)}`;
  const labels = { db_client_connection_pool_name };
  const connections = meter.createObservableGauge('db_client_connections', {
    description: 'connections of a pool: used, idle',
  });
  const most = meter.createObservableGauge('db_client_connections_max', {
    description: 'connections that a pool may open',
  });
  const waiting = meter.createObservableGauge('db_client_connections_pending_requests', {
    description: 'queries that wait for a connection',
  });
  meter.addBatchObservableCallback(
    (result) => {
      const { totalCount, idleCount, waitingCount, options } = pool;
      const state = (db_client_connection_state: string) => ({ ...labels, db_client_connection_state });
      result.observe(connections, totalCount - idleCount, state('used'));
      result.observe(connections, idleCount, state('idle'));
      result.observe(most, options.max, labels);
      result.observe(waiting, waitingCount, labels);
    },
    [connections, most, waiting],
  );
}
