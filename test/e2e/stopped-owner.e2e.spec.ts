import { type ChildProcess, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { TOPICS } from '@stockproof/events';
import { createMarketplace, requestsOf } from '@stockproof/workload';
import { eventually, readTopic, runningStack, type Seller, seller, testBroker } from '@stockproof/testing';
import { expectAgreement, expectClosedAccounts } from '../model/agreement.js';
import { NaiveLedger } from '../model/naive-ledger.js';
import { modelEvent } from '../model/posted-event.js';

const SHARES = { redelivered: 0.02, conflicting: 0, late: 0.02, invalid: 0, hot: 0.5 };
const SERVICES = [
  ['command-handler', 'STOCKPROOF_COMMAND_HANDLER_PORT', 19_402],
  ['availability-projection', 'STOCKPROOF_AVAILABILITY_PORT', 19_403],
] as const;

/** A second process of a service, next to the one that the stack runs. */
function startSecond(part: string, port_setting: string, port: number): ChildProcess {
  const running = runningStack().parts[part];
  if (running === undefined) throw new Error(`no part ${part}`);
  const env = { ...process.env, ...running.env, [port_setting]: String(port) };
  const log = openSync(join(runningStack().home, 'log', `second-${part}.log`), 'a');
  return spawn(running.command, running.args, { env, stdio: ['ignore', log, log] });
}

async function post(
  poster: Seller,
  model: NaiveLedger,
  market: ReturnType<typeof createMarketplace>,
  arrays: number,
): Promise<void> {
  for (let sent = 0; sent < arrays; sent += 1) {
    const requests = requestsOf(Array.from({ length: 50 }, () => market.next(Date.now())));
    const bodies = requests.flatMap(({ postings }) => postings.map(({ body }) => body));
    for (const { postings } of requests)
      expect((await poster.post(postings.map(({ body }) => body))).status).toBe(202);
    for (const body of bodies) model.take(modelEvent(body));
    await delay(10);
  }
}

describe('a holder that is stopped, replaced and resumed', () => {
  let second: ChildProcess | undefined;
  let stopped_pid: number | undefined;

  afterEach(() => {
    if (stopped_pid !== undefined) process.kill(stopped_pid, 'SIGCONT');
    second?.kill('SIGKILL');
  });

  it.each(SERVICES)(
    '%s: no duplicate, no loss, no older version after a newer one',
    async (part, setting, port) => {
      const stack = runningStack();
      const poster = await seller(stack);
      const model = new NaiveLedger();
      const market = createMarketplace({
        seed: 31,
        prefix: `stop-${part}`,
        sellers: [poster.seller_id],
        skus: 12,
        ...SHARES,
      });
      const load = post(poster, model, market, 20);
      await delay(150);
      const pid = stack.parts[part]?.pid ?? 0;
      process.kill(pid, 'SIGSTOP');
      stopped_pid = pid;
      await load;
      second = startSecond(part, setting, port);
      await post(poster, model, market, 20);
      // The second process takes over once the group has removed the first; everything is applied without the
      // first.
      await expectAgreement(stack, model, [poster.seller_id], { within_ms: 90_000 });
      process.kill(pid, 'SIGCONT');
      stopped_pid = undefined;
      await post(poster, model, market, 20);
      await expectAgreement(stack, model, [poster.seller_id], { within_ms: 90_000 });
      await expectClosedAccounts(stack);
      await expectRisingVersions(poster.seller_id);
      // If it ended by itself before, that is reported here and not as a timeout.
      expect([second.exitCode, second.signalCode]).toEqual([null, null]);
      const ended = new Promise((done) => second?.once('exit', done));
      second.kill('SIGTERM');
      expect(await ended).toBe(0);
      second = undefined;
      await eventually(async () => {
        expect(runningStack().parts[part]?.state).toBe('running');
        await Promise.resolve();
      });
    },
  );
});

/**
 * Per offer each message is newer than the one before, or equal to it byte for byte
 * (docs/design.md#one-publisher-per-partition).
 */
async function expectRisingVersions(seller_id: string): Promise<void> {
  const faults: string[] = [];
  let read = 0;
  await readTopic(testBroker(), TOPICS.availability, (messages) => {
    const newest = new Map<string, { version: number; text: string }>();
    faults.length = 0;
    const mine = messages.filter(({ value }) => value?.includes(seller_id) === true);
    for (const { key, value, offset } of mine) {
      const text = value?.toString() ?? '';
      const { version } = JSON.parse(text) as { version: number };
      const before = newest.get(key?.toString() ?? '');
      if (
        before !== undefined &&
        (version < before.version || (version === before.version && text !== before.text))
      ) {
        faults.push(`${key?.toString()} at ${offset}: ${version} after ${before.version}`);
      }
      newest.set(key?.toString() ?? '', { version, text });
    }
    read = mine.length;
    return messages.length > 0 && read > 0;
  });
  expect(faults).toEqual([]);
}
