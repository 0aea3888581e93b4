import { expect, it } from '@jest/globals';
import { recordingMeter } from '@stockproof/testing';
import { observePool } from './observe-pool.js';

it('connections are counted by pool and state, and the name of a pool contains no password', async () => {
  const { meter, observed } = recordingMeter();
  const pool = { totalCount: 5, idleCount: 2, waitingCount: 1, options: { max: 8 } };
  observePool(
    { meter },
    'postgres://ledger_reader:secret@127.0.0.1:5432/inventory?sslmode=verify-full',
    pool,
  );
  const labels = { db_client_connection_pool_name: 'ledger_reader@inventory' };
  expect(await observed()).toEqual([
    ['db_client_connections', 3, { ...labels, db_client_connection_state: 'used' }],
    ['db_client_connections', 2, { ...labels, db_client_connection_state: 'idle' }],
    ['db_client_connections_max', 8, labels],
    ['db_client_connections_pending_requests', 1, labels],
  ]);
});
