import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { askControl, metricsPasswordFile } from '@stockproof/embedded';
import { createMarketplace } from '@stockproof/workload';
import { eventually, readAsViewer, runningStack, seller } from '@stockproof/testing';
import { expectAgreement, expectClosedAccounts } from '../model/agreement.js';
import { SteadyLoad } from '../model/steady-load.js';

const PARTS = ['ingestion', 'command-handler', 'availability-projection', 'kafka', 'connect', 'postgres'];
const SHARES = { redelivered: 0.05, conflicting: 0.01, late: 0.02, invalid: 0, hot: 0.3 };
const LOAD_BETWEEN_MS = 1_500;
// One kill is usually enough to leave a transaction open, if the broker is one that loses markers
// (docs/adr/0018).
const ORDERLY_STOPS = 3;

async function killAndWait(part: string): Promise<void> {
  const pid = runningStack().parts[part]?.pid ?? 0;
  process.kill(pid, 'SIGKILL');
  await eventually(async () => {
    const now = runningStack().parts[part];
    expect(now).toMatchObject({ state: 'running' });
    expect(now?.pid).not.toBe(pid);
    await Promise.resolve();
  }, 180_000);
}

describe('every part is killed under load, one after the other, and the broker is stopped in order', () => {
  it('acknowledged events are not lost or duplicated, and all parts catch up by themselves', async () => {
    const stack = runningStack();
    const sellers = await Promise.all([seller(stack), seller(stack)]);
    const loads = sellers.map((poster, index) => {
      const options = { seed: 21 + index, prefix: 'kills', sellers: [poster.seller_id], skus: 40, ...SHARES };
      return new SteadyLoad(poster, createMarketplace(options));
    });
    for (const part of PARTS) {
      await delay(LOAD_BETWEEN_MS);
      await killAndWait(part);
    }
    for (let stops = 0; stops < ORDERLY_STOPS; stops += 1) {
      await delay(LOAD_BETWEEN_MS);
      await askControl(stack.control_socket, 'kafka', 'restart');
    }
    await delay(LOAD_BETWEEN_MS);
    await Promise.all(loads.map((load) => load.stop()));
    expect(loads.every(({ acknowledged }) => acknowledged > 500)).toBe(true);
    for (const [index, load] of loads.entries()) {
      const ids = [sellers[index]?.seller_id ?? ''];
      await expectAgreement(stack, load.model, ids, { more_duplicates: true, within_ms: 120_000 });
    }
    await expectClosedAccounts(stack);
    await eventually(() =>
      Promise.resolve(
        expect(PARTS.map((part) => runningStack().parts[part]?.state)).toEqual(PARTS.map(() => 'running')),
      ),
    );
    const url = `${stack.urls.supervisor}/metrics`;
    expect((await fetch(url)).status).toBe(401);
    const authorization = `Bearer ${readFileSync(metricsPasswordFile(stack.home), 'utf8')}`;
    const metrics = await (await fetch(url, { headers: { authorization } })).text();
    for (const part of PARTS) {
      expect(metrics).toMatch(new RegExp(`^stockproof_part_restarts_total\\{part="${part}"\\} [1-9]`, 'm'));
      expect(metrics).toMatch(new RegExp(`^stockproof_part_up\\{part="${part}"\\} 1`, 'm'));
    }
    await eventually(async () => {
      const connectors = await (await readAsViewer(stack, stack.urls.command_handler, '/metrics')).text();
      expect(connectors).toMatch(
        /^stockproof_connector_task_up\{connector="postgres-inventory-connector",task="0"\} 1/m,
      );
    }, 90_000);
  }, 900_000);
});
