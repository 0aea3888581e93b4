import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { askControl } from '@stockproof/embedded';
import { skuPartition, TOPICS } from '@stockproof/events';
import {
  eventually,
  queryDatabase,
  recover,
  runningStack,
  type RunningStack,
  seller,
  testBroker,
} from '@stockproof/testing';
import { startInstance, stopInstance } from '../stack/instance.js';
import { trialOffer } from './trial-offer.js';

const HANDLER = 'command-handler';
/** Ends the connections to the ledger's database, because PostgreSQL copies only an unused one. */
const READERS = [HANDLER, 'recovery', 'connect'] as const;

describe('a ledger that went back in time', () => {
  let env: Record<string, string>;
  let stack: RunningStack;
  beforeAll(async () => {
    env = await startInstance();
    stack = runningStack(env['STOCKPROOF_HOME']);
  });
  afterAll(() => stopInstance(env));

  const server = (sql: string) => queryDatabase(stack, 'recovery', sql);
  const reported = (): string => readFileSync(join(stack.home, 'log', `${HANDLER}.log`), 'utf8');
  const decided = () =>
    queryDatabase(
      stack,
      'inventory',
      `
    SELECT (SELECT count(*)::int FROM inventory_transaction) AS rows, (SELECT max(accepted_at) FROM inventory_transaction) AS newest,
      (SELECT coalesce(sum(received), 0)::int FROM accounting) AS received, (SELECT sum(next_offset)::int FROM consumer_position) AS positions`,
    );

  async function each(action: 'stop' | 'start'): Promise<void> {
    for (const part of action === 'stop' ? READERS : [...READERS].reverse())
      await askControl(stack.control_socket, part, action).catch(() => undefined);
    if (action === 'start') return;
    await eventually(async () => {
      await server(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'inventory' AND backend_type <> 'walsender'`,
      );
      expect(await server(`SELECT pid FROM pg_stat_activity WHERE datname = 'inventory'`)).toEqual([]);
    }, 60_000);
  }

  it('is noticed before it decides anything, at a start and while the handler runs; with its data back everything continues', async () => {
    const ann = await seller(stack);
    const { sku } = await trialOffer(stack, ann);
    const partition = skuPartition(sku, 8);
    await each('stop');
    await server('CREATE DATABASE inventory_earlier TEMPLATE inventory');
    await each('start');
    const later = {
      event_id: `${sku}-6`,
      sku,
      seller_id: ann.seller_id,
      operation: 'D',
      quantity: 70,
      event_time: '2026-06-19T19:00:00Z',
    };
    await eventually(async () => expect((await ann.post(later)).status).toBe(202), 60_000);
    await eventually(
      async () =>
        expect(await (await ann.outcome(later.event_id)).json()).toMatchObject({ status: 'accepted' }),
      60_000,
    );
    const admin = await testBroker(stack).admin();
    const end = (await admin.offsets(TOPICS.updates)).get(partition)?.high ?? 0;
    await eventually(async () =>
      expect((await admin.committed(HANDLER, TOPICS.updates)).get(partition)).toBe(end),
    );

    await each('stop');
    await server('ALTER DATABASE inventory RENAME TO inventory_later');
    await server('ALTER DATABASE inventory_earlier RENAME TO inventory');
    const before = await decided();
    // The earlier state would accept it; in the current one 70 units are gone.
    expect((await ann.post({ ...later, event_id: `${sku}-7`, quantity: 60 })).status).toBe(202);
    // Not awaited: the supervisor would restart it until it gives up.
    void askControl(stack.control_socket, HANDLER, 'start').catch(() => undefined);
    await eventually(async () => expect(reported()).toContain('PositionWentBackError'), 60_000);
    expect(reported()).toContain('docs/runbooks/12-ledger-went-back.md');
    await eventually(
      async () =>
        expect(runningStack(stack.home).parts[HANDLER]).toMatchObject({
          last_exit: expect.stringContaining('exit 1'),
        }),
      60_000,
    );
    await askControl(stack.control_socket, HANDLER, 'stop').catch(() => undefined);
    expect(await decided()).toEqual(before);

    // As in the runbook: the current database is put back.
    await server(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'inventory'`);
    await server('ALTER DATABASE inventory RENAME TO inventory_earlier');
    await server('ALTER DATABASE inventory_later RENAME TO inventory');
    await each('start');
    await eventually(
      async () =>
        expect(await (await ann.outcome(`${sku}-7`)).json()).toMatchObject({
          status: 'rejected',
          reason: 'insufficient_stock',
        }),
      60_000,
    );
    await eventually(
      async () =>
        expect((await recover(stack, { scope: { type: 'by_sku', skus: [sku] } })).confidence_status).toBe(
          'trusted',
        ),
      120_000,
    );

    // While a handler runs.
    const partitions = await decided();
    await server('ALTER DATABASE inventory ALLOW_CONNECTIONS false');
    await eventually(async () => {
      await server(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN ('inventory', 'inventory_earlier')`,
      );
      await server('ALTER DATABASE inventory RENAME TO inventory_later');
    }, 60_000);
    await server('ALTER DATABASE inventory_earlier RENAME TO inventory');
    await eventually(
      async () => expect((await ann.post({ ...later, event_id: `${sku}-8`, quantity: 60 })).status).toBe(202),
      60_000,
    );
    await eventually(async () => expect(reported()).toContain('DatabaseWentBackError'), 60_000);
    await askControl(stack.control_socket, HANDLER, 'stop').catch(() => undefined);
    expect(await decided()).toEqual(before);
    expect(partitions).not.toEqual(before);
    await admin.close();
  }, 500_000);
});
