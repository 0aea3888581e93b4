import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Armed } from '@stockproof/failpoints';
import { BoundClient, createPool } from '@stockproof/postgres';
import { eventually } from '@stockproof/testing';
import type { Pool } from 'pg';
import { RunControl } from '../../../apps/recovery/src/engine/run-control.js';
import {
  type RangesVerification,
  verifyRanges,
} from '../../../apps/recovery/src/flows/ledger/units/verify-ranges.js';
import { selectorOf } from '../../../apps/recovery/src/flows/scope/scope-selector.js';
import { fillHistories, type Histories, PARTITIONS } from './fill-histories.js';
import { verificationContext } from './verification-context.js';

const [EVENTS, OFFERS, OFFERS_IN_RANGE] = [600, 60, 7];
const UNITS = Math.floor(OFFERS / OFFERS_IN_RANGE) + 1;
/** Long enough for a machine that is busy, short enough to wait for its end. */
const LEASE_MS = 3_000;
const folder = mkdtempSync(join(tmpdir(), 'stockproof-two-processes-'));
const failpoint = join(folder, 'failpoint.json');
let histories: Histories;
let drop: () => Promise<void>;

beforeAll(async () => {
  ({ histories, drop } = await fillHistories(folder, EVENTS, OFFERS, 40));
});
afterAll(async () => {
  await drop();
  rmSync(folder, { recursive: true, force: true });
});
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  for (const file of [failpoint, `${failpoint}.hanging`]) rmSync(file, { force: true });
});

/** Another process that works on units; `ends` has what became of its units. */
interface Worker {
  readonly process: ChildProcess;
  readonly ends: readonly string[];
  stop(): Promise<void>;
}

async function aWorker(trusts: 'sealed' | 'kafka' = 'sealed'): Promise<Worker> {
  const child = spawn(
    process.execPath,
    ['dist/bench/src/verification/work-process.js', JSON.stringify(histories), trusts, String(LEASE_MS), '1'],
    { env: { ...process.env, STOCKPROOF_FAILPOINT_FILE: failpoint }, stdio: ['pipe', 'pipe', 'inherit'] },
  );
  started.push(child);
  const exited = once(child, 'exit');
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => void lines.push(line));
  await eventually(async () => expect(lines).toContain('ready'));
  return {
    process: child,
    get ends() {
      return lines.slice(1);
    },
    stop: async () => {
      child.kill('SIGCONT');
      child.stdin.end();
      await exited;
    },
  };
}

interface UnitRow {
  readonly number: number;
  readonly status: string;
  readonly holder: string | null;
  readonly epoch: number;
}

/** When the process of the test, which coordinates, goes on: looked at before it verifies, and before it merges. */
interface Gates {
  readonly verifies?: (units: readonly UnitRow[]) => boolean;
  readonly merges?: (units: readonly UnitRow[]) => Promise<void>;
}

/** Verifies everything in units, one at a time in this process. */
async function verified(
  gates: Gates = {},
  trusts: 'sealed' | 'kafka' = 'sealed',
): Promise<RangesVerification> {
  const records = createPool({ url: histories.records_url, application_name: 'test', max: 2, by_key: true });
  const { context, close } = await verificationContext(histories, {
    trusts,
    folder: join(folder, 'work'),
    offers_in_range: OFFERS_IN_RANGE,
    units: { lease_ms: LEASE_MS, at_once: 1 },
  });
  const rows = async (): Promise<UnitRow[]> =>
    (await records.query<UnitRow>('SELECT number, status, holder, epoch FROM run_unit ORDER BY number')).rows;
  const may = gates.verifies ?? (() => true);
  const gated = {
    ...context,
    ledger_at: async (join?: string) => {
      if (join !== undefined) await eventually(async () => expect(may(await rows())).toBe(true), 60_000);
      return context.ledger_at(join);
    },
    records: beforeResults(context.records, async () => gates.merges?.(await rows())),
  };
  const everything = selectorOf({ type: 'all' }, PARTITIONS, [], trusts);
  try {
    return await verifyRanges(gated, everything, { with_view: true }, new RunControl('a-run'));
  } finally {
    await close();
    await records.end();
  }
}

/** The pool, with something to be done before results of units are read. */
function beforeResults(pool: Pool, merges: () => Promise<void> | undefined): Pool {
  return new Proxy(pool, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      if (name !== 'query') return (member as () => unknown).bind(target);
      return async (...asked: [{ readonly name?: string }]) => {
        if (asked[0].name === 'read-unit-result') await merges();
        return (member as (...all: typeof asked) => unknown).call(target, ...asked);
      };
    },
  });
}

/** Everything that a record is made from. */
function recorded({ heads, stateDigest, barrier: _, ...found }: RangesVerification): object {
  const { live, ...rest } = found;
  return { ...rest, live: live.name, offers: heads().count, root: heads().root(), digest: stateDigest() };
}

const ofOthers = (units: readonly UnitRow[], status: string): number =>
  units.filter((unit) => unit.status === status && unit.number > 0).length;
const arm = (armed: Armed): void => {
  if (armed.action === 'hang') writeFileSync(`${failpoint}.hanging`, '');
  writeFileSync(failpoint, JSON.stringify(armed));
};
const isMet = (): boolean => !existsSync(failpoint);

describe('two processes give the record of one', () => {
  it.each(['sealed', 'kafka'] as const)('read from %s', async (trusts) => {
    const alone = recorded(await verified({}, trusts));
    const worker = await aWorker(trusts);
    const by_two = recorded(
      await verified({ verifies: (units) => ofOthers(units, 'done') === UNITS - 1 }, trusts),
    );
    await worker.stop();
    expect(worker.ends).toEqual(Array.from({ length: UNITS - 1 }, () => 'recorded'));
    expect(by_two).toEqual(alone);
    expect(alone).toMatchObject({ offers: OFFERS, wrong: [], counts: { table: { read: EVENTS } } });
  });

  it('a worker that is killed with a result: another claim verifies its unit', async () => {
    const alone = recorded(await verified());
    arm({ name: 'unit.record', when: 'before', action: 'kill' });
    const worker = await aWorker();
    const killed = once(worker.process, 'exit');
    const by_two = recorded(await verified({ verifies: isMet }));
    expect([(await killed)[1], worker.ends]).toEqual(['SIGKILL', []]);
    expect(by_two).toEqual(alone);
  });

  it('a worker that was stopped for longer than its lease writes nothing', async () => {
    const alone = recorded(await verified());
    arm({ name: 'unit.record', when: 'before', action: 'hang' });
    const worker = await aWorker();
    const stoppedAt = (): boolean => isMet() && worker.process.kill('SIGSTOP');
    const found = await verified({
      verifies: stoppedAt,
      merges: async (units) => {
        // Another claim has verified its unit, and the set is still there when it goes on.
        expect(units.filter(({ epoch }) => epoch === 2)).toHaveLength(1);
        expect(new Set(units.map(({ holder, status }) => `${holder} ${status}`)).size).toBe(1);
        rmSync(`${failpoint}.hanging`, { force: true });
        worker.process.kill('SIGCONT');
        await eventually(async () => expect(worker.ends).toEqual(['lost']));
      },
    });
    await worker.stop();
    expect(recorded(found)).toEqual(alone);
  });

  it('a corrupted row is found in a range that the other process verified', async () => {
    const client = new BoundClient(histories.ledger_url);
    await client.connect();
    const set = (event_id: string) =>
      client.query(
        `SET session_replication_role = replica; UPDATE inventory_transaction SET event_id = '${event_id}' WHERE sku = 'sku-40' AND version = 4`,
      );
    const { rows } = await client.query<{ event_id: string }>(
      `SELECT event_id FROM inventory_transaction WHERE sku = 'sku-40' AND version = 4`,
    );
    await set('x');
    try {
      const alone = recorded(await verified());
      const worker = await aWorker();
      const found = await verified({ verifies: (units) => ofOthers(units, 'done') === UNITS - 1 });
      await worker.stop();
      expect(found.checks.filter(({ status }) => status === 'fail').map(({ name }) => name)).toContain(
        'digest_chain_holds',
      );
      expect(found.wrong.map(({ sku }) => sku)).toEqual(['sku-40']);
      expect(recorded(found)).toEqual(alone);
    } finally {
      await set(rows[0]?.event_id ?? '');
      await client.end();
    }
  });
});
