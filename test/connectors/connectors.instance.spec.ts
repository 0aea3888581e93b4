import { beforeAll, describe, expect, it } from '@jest/globals';
import { connectFetch } from '@stockproof/connectors';
import {
  eventually,
  readAsViewer,
  queryDatabase,
  runningStack,
  type RunningStack,
  testBroker,
} from '@stockproof/testing';
import { stockproof, tryStockproof } from '../stack/instance.js';
import { sharedInstance } from '../stack/shared-instance.js';

const LEDGER = 'postgres-inventory-connector';
const STOCK = 'postgres-stock-connector';
const OUTBOX = 'postgres-outbox-connector';
const TOLD_WITHIN_MS = 60_000;
/**
 * Deadline for the command line after readiness has reported a fault: it is a separate process, which takes
 * time to start on a busy machine.
 */
const ALSO_WITHIN_MS = 60_000;
const WELL_WITHIN_MS = 240_000;

interface Line {
  readonly name: string;
  readonly state: string;
  readonly reason: string;
  readonly blocked: string | null;
}

let env: Record<string, string>;
let stack: RunningStack;

const sql = <T extends object>(text: string): Promise<T[]> => queryDatabase<T>(stack, 'inventory', text);
const SLOT_OF = {
  [LEDGER]: 'debezium_inventory_slot',
  [STOCK]: 'debezium_stock_slot',
  [OUTBOX]: 'debezium_outbox_slot',
};

async function statusNow(): Promise<{ exit: number | null; lines: readonly Line[] }> {
  const { status, stdout } = await tryStockproof(env, 'status', '--json');
  return { exit: status, lines: (JSON.parse(stdout) as { connectors: readonly Line[] }).connectors };
}

async function readiness(): Promise<{ code: number; said: string }> {
  const answer = await fetch(`${stack.urls.command_handler}/health/ready`);
  return { code: answer.status, said: await answer.text() };
}

/** The command line, readiness and metrics report the fault and what it blocks, whatever Connect reports. */
async function isReported(name: string, reason: string): Promise<void> {
  // Cheap to poll. The command line is a separate process each time, so it is called after this.
  await eventually(async () => expect((await readiness()).said).toContain(reason), TOLD_WITHIN_MS);
  await eventually(async () => {
    const [{ exit, lines }, { code, said }] = [await statusNow(), await readiness()];
    const line = lines.find((one) => one.name === name);
    expect([exit, line?.reason, code]).toEqual([1, reason, 503]);
    expect(line?.blocked).toMatch(/\w/);
    expect(said).toContain(name);
    expect(said).toContain(reason);
    expect(said).toContain(line?.blocked ?? '');
  }, ALSO_WITHIN_MS);
  const metrics = await (await readAsViewer(stack, stack.urls.command_handler, '/metrics')).text();
  expect(metrics).toMatch(
    new RegExp(`^stockproof_connector_reason\\{connector="${name}",reason="${reason}"\\} 1`, 'm'),
  );
  expect(metrics).toMatch(
    new RegExp(`^stockproof_connector_task_up\\{connector="${name}",task="0"\\} 0`, 'm'),
  );
}

async function allWell(): Promise<void> {
  await eventually(async () => expect((await readiness()).code).toBe(200), WELL_WITHIN_MS);
  await eventually(async () => {
    const [{ exit, lines }, { code }] = [await statusNow(), await readiness()];
    expect([exit, code, lines.map(({ state }) => state)]).toEqual([0, 200, ['ok', 'ok', 'ok']]);
  }, WELL_WITHIN_MS);
}

async function askConnect(method: string, name: string, what: string, body?: object): Promise<unknown> {
  return eventually(async () => {
    const answer = await connectFetch(`${stack.urls.connect}/connectors/${name}/${what}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`Connect answers ${answer.status}: ${await answer.text()}`);
    const text = await answer.text();
    return text === '' ? null : (JSON.parse(text) as unknown);
  });
}

/** The acts of this kind in the security log, in order. */
const acts = (action: string, name: string): Promise<object[]> =>
  queryDatabase(
    stack,
    'security',
    `SELECT outcome, recorded_by, actor, reason FROM security_event WHERE action = $1 AND target = $2 ORDER BY sequence`,
    [action, name],
  );
const BY_WATCH = { recorded_by: 'command_handler', actor: 'service command-handler' };

const WHY = 'lost in a trial';
const resetOffsets = (name: string): Promise<string> =>
  stockproof(env, 'connector', 'reset-offsets', name, '--reason', WHY);

describe('a connector that moves nothing is reported within a minute, and the runbook repairs it', () => {
  beforeAll(async () => {
    env = await sharedInstance();
    stack = runningStack(env['STOCKPROOF_HOME']);
    await allWell();
  }, 600_000);

  it('its slot was dropped: none is created silently', async () => {
    const slot = SLOT_OF[OUTBOX];
    await eventually(() =>
      sql(`
      SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '${slot}' AND active;
      SELECT pg_drop_replication_slot('${slot}')`),
    );
    await isReported(OUTBOX, 'slot_missing');
    await eventually(async () =>
      expect(await askConnect('GET', OUTBOX, 'status')).toMatchObject({ tasks: [{ state: 'FAILED' }] }),
    );
    // Otherwise Debezium would create a slot when the task starts again, as with a new worker or a restart by
    // an operator.
    await askConnect('POST', OUTBOX, 'restart?includeTasks=true');
    await eventually(async () =>
      expect(await askConnect('GET', OUTBOX, 'status')).toMatchObject({
        tasks: [{ state: 'FAILED', trace: expect.stringContaining('slot_missing') }],
      }),
    );
    expect(await sql(`SELECT FROM pg_replication_slots WHERE slot_name = '${slot}'`)).toEqual([]);
    await resetOffsets(OUTBOX);
    await allWell();
  }, 500_000);

  it('its slot was invalidated by the server', async () => {
    await askConnect('PUT', STOCK, 'stop');
    await sql(`ALTER SYSTEM SET idle_replication_slot_timeout = '1s'`);
    await sql('SELECT pg_reload_conf()');
    await eventually(async () => {
      await sql('CHECKPOINT');
      const [slot] = await sql<{ wal_status: string }>(
        `SELECT wal_status FROM pg_replication_slots WHERE slot_name = '${SLOT_OF[STOCK]}'`,
      );
      expect(slot?.wal_status).toBe('lost');
    });
    await sql('ALTER SYSTEM RESET idle_replication_slot_timeout');
    await sql('SELECT pg_reload_conf()');
    await askConnect('PUT', STOCK, 'resume');
    await isReported(STOCK, 'slot_lost');
    await resetOffsets(STOCK);
    await allWell();
  }, 500_000);

  it('its stored position is 10 GiB ahead of the server: it is stopped before it skips more', async () => {
    await askConnect('PUT', LEDGER, 'stop');
    const stored = (await askConnect('GET', LEDGER, 'offsets')) as {
      offsets: { partition: object; offset: Record<string, unknown> }[];
    };
    const raised = stored.offsets.map(({ partition, offset }) => ({
      partition,
      offset: Object.fromEntries(
        Object.entries(offset).map(([key, value]) => [
          key,
          /^lsn(_proc|_commit)?$/.test(key) ? Number(value) + 10 * 1024 ** 3 : value,
        ]),
      ),
    }));
    await askConnect('PATCH', LEDGER, 'offsets', { offsets: raised });
    await askConnect('PUT', LEDGER, 'resume');
    await isReported(LEDGER, 'lsn_ahead_of_server');
    await eventually(async () =>
      expect(await askConnect('GET', LEDGER, 'status')).toMatchObject({ connector: { state: 'STOPPED' } }),
    );
    const [attempted, done] = await acts('stop_connector', LEDGER);
    const stopped = { ...BY_WATCH, reason: 'lsn_ahead_of_server' };
    expect([attempted, done]).toEqual([
      { ...stopped, outcome: 'attempted' },
      { ...stopped, outcome: 'done' },
    ]);
    await resetOffsets(LEDGER);
    expect((await acts('accept_loss', `connector ${LEDGER}`)).slice(-2)).toMatchObject([
      { outcome: 'attempted', actor: expect.stringMatching(/^system user ./), reason: WHY },
      { outcome: 'done' },
    ]);
    await allWell();
  }, 500_000);

  it('its task fails again and again', async () => {
    await sql('ALTER PUBLICATION stockproof_outbox RENAME TO taken_away');
    await sql(
      `SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '${SLOT_OF[OUTBOX]}'`,
    );
    try {
      await isReported(OUTBOX, 'restart_loop');
    } finally {
      await sql('ALTER PUBLICATION taken_away RENAME TO stockproof_outbox');
    }
    // Failures of the trials before count for ten minutes, so the first restart would already count as a
    // loop.
    expect(await acts('restart_connector', OUTBOX)).toContainEqual({
      ...BY_WATCH,
      outcome: 'attempted',
      reason: expect.stringMatching(/^(task_failed|restart_loop)$/),
    });
    await allWell();
  }, 500_000);

  it('a message that another program writes into the WAL delays nothing', async () => {
    // Debezium would send it to a topic that does not exist, and wait for it.
    const [message] = await sql<{ lsn: string }>(
      `SELECT pg_logical_emit_message(false, 'anybody', 'anything')::text AS lsn`,
    );
    await eventually(async () => {
      const passed = await sql<{ slot_name: string }>(
        `SELECT slot_name FROM pg_replication_slots WHERE confirmed_flush_lsn > '${message?.lsn}'::pg_lsn`,
      );
      expect(passed.map(({ slot_name }) => slot_name).sort()).toEqual(Object.values(SLOT_OF).sort());
    }, TOLD_WITHIN_MS);
    await allWell();
  }, 500_000);

  it('Connect reports RUNNING and has no task for it', async () => {
    // So that Connect stores how many tasks a connector has.
    const producer = await testBroker(stack).producer();
    await producer.send('stockproof_connect_configs', [
      { partition: 0, key: `commit-${STOCK}`, value: JSON.stringify({ tasks: 0 }) },
    ]);
    await producer.close();
    await eventually(async () =>
      expect(await askConnect('GET', STOCK, 'status')).toMatchObject({
        connector: { state: 'RUNNING' },
        tasks: [],
      }),
    );
    await isReported(STOCK, 'no_task');
    await resetOffsets(STOCK);
    await allWell();
  }, 500_000);

  it('Connect is stopped by a signal', async () => {
    const pid = runningStack(env['STOCKPROOF_HOME']).parts['connect']?.pid ?? 0;
    process.kill(pid, 'SIGSTOP');
    try {
      await isReported(LEDGER, 'connect_unreachable');
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await allWell();
  }, 500_000);

  it('the server is another one than the captured one', async () => {
    await sql('UPDATE capture_server SET timeline = timeline + 1');
    await isReported(LEDGER, 'other_server');
    await stockproof(env, 'connector', 'accept-server', '--reason', WHY);
    await allWell();
  }, 500_000);
});
