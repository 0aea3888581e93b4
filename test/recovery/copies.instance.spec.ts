import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { askControl } from '@stockproof/embedded';
import {
  type Checkpoint,
  type Evidence,
  keyRing,
  verifyChain,
  verifyCheckpoints,
} from '@stockproof/evidence';
import {
  type AnotherProcess,
  anotherProcess,
  askAvailability,
  callRecovery,
  eventually,
  evidenceOf,
  queryDatabase,
  requestRecovery,
  type RunningStack,
  runningStack,
  seller,
} from '@stockproof/testing';
import { freePorts, startInstance, stopInstance } from '../stack/instance.js';

/** Its own instance, because the keys of evidence are made again. */
const LEASE_MS = 3_000;
const SETTINGS = {
  STOCKPROOF_RECOVERY_LEASE_MS: String(LEASE_MS),
  STOCKPROOF_CHECKPOINT_INTERVAL_MS: '500',
};
/** Of Leader: 1.25 leases, or until PostgreSQL ends a transaction of a stopped process. */
const LEADS_WITHIN_MS = 1.25 * LEASE_MS + 10_000;
const OFFERS = 12;
const EVENTS_EACH = 3;
let env: Record<string, string>;
let stack: RunningStack;
let copies: AnotherProcess[] = [];
let seller_id = '';
let ann: Awaited<ReturnType<typeof seller>>;
const skus = Array.from({ length: OFFERS }, (_none, n) => `copy-${n}-${randomUUID()}`);

/** The stack as one of the copies shows it. */
const at = (copy: number): RunningStack => ({
  ...stack,
  urls: { ...stack.urls, recovery: copies[copy]?.url ?? '' },
  credentials: stack.credentials,
});
const post = (round: number): Promise<unknown> =>
  ann.post(
    skus.map((sku) => ({
      event_id: `${sku}-${round}`,
      sku,
      seller_id,
      operation: 'I',
      quantity: 5,
      event_time: '2026-06-19T18:23:11Z',
    })),
  );
const everything = (copy: number, rate?: number) =>
  requestRecovery(at(copy), {
    scope: { type: 'by_sku', skus },
    ...(rate === undefined ? {} : { rate_limit_events_per_second: rate }),
  });
const keysOf = async (copy: number) =>
  (await callRecovery<object>(at(copy), 'GET', '/v1/evidence/keys')).body;
const records = async (copy: number) =>
  (await callRecovery<{ items: Evidence[] }>(at(copy), 'GET', '/v1/evidence')).body.items;

/** The copy that leads, by the process in the name of the holder. */
async function leading(): Promise<{ copy: number; epoch: number }> {
  const [lease] = await queryDatabase<{ holder: string; epoch: number; held: boolean }>(
    stack,
    'recovery',
    'SELECT holder, epoch::int AS epoch, expires_at > now() AS held FROM leader_lease',
  );
  const copy = copies.findIndex(({ process }) => lease?.holder.split('/')[1] === String(process.pid));
  if (lease?.held !== true || copy === -1) throw new Error('none of the copies leads');
  return { copy, epoch: lease.epoch };
}

async function start(copy: number): Promise<AnotherProcess> {
  const [port = 0] = await freePorts(1);
  const { STOCKPROOF_EVIDENCE_KEYS_DIR: keys = '', STOCKPROOF_EVIDENCE_DIR: files = '' } =
    stack.parts['recovery']?.env ?? {};
  const own = {
    ...SETTINGS,
    STOCKPROOF_EVIDENCE_KEYS_DIR: join(keys, `copy-${copy}`),
    STOCKPROOF_EVIDENCE_DIR: join(files, `copy-${copy}`),
    STOCKPROOF_ANCHOR_FILE: '',
  };
  return anotherProcess(stack, 'recovery', { setting: 'STOCKPROOF_RECOVERY_PORT', is: port }, own);
}

beforeAll(async () => {
  env = await startInstance(SETTINGS);
  stack = runningStack(env['STOCKPROOF_HOME']);
  await askControl(stack.control_socket, 'recovery', 'stop');
  // As before the first start: no key, nothing signed.
  expect(
    await queryDatabase(stack, 'recovery', 'SELECT 1 FROM evidence UNION ALL SELECT 1 FROM checkpoint'),
  ).toEqual([]);
  await queryDatabase(stack, 'recovery', 'TRUNCATE evidence_key, leader_lease');
  copies = await Promise.all([start(0), start(1)]);
  ann = await seller(stack);
  ({ seller_id } = ann);
  for (let round = 0; round < EVENTS_EACH; round += 1) await post(round);
  for (const sku of skus)
    await eventually(async () => {
      const answer = await askAvailability(stack, `/v1/availability/${sku}/${seller_id}`);
      expect(await answer.json()).toMatchObject({ version: EVENTS_EACH });
    });
});
afterAll(async () => {
  for (const { process } of copies) {
    process.kill('SIGCONT');
    process.kill('SIGKILL');
  }
  await stopInstance(env);
});

describe('two copies of recovery that started at the same moment from empty folders', () => {
  it('have one key, and one of them leads', async () => {
    expect(keyRing(await keysOf(0)).size).toBe(1);
    expect(await keysOf(1)).toEqual(await keysOf(0));
    expect((await eventually(leading, LEADS_WITHIN_MS)).epoch).toBe(1);
  });

  it('append to one chain, whichever is asked', async () => {
    const ids = await Promise.all(
      skus.map((sku, n) => requestRecovery(at(n % 2), { scope: { type: 'by_sku', skus: [sku] } })),
    );
    const verdicts = await Promise.all(ids.map((id, n) => evidenceOf(at((n + 1) % 2), id)));
    expect(verdicts.map(({ confidence_status }) => confidence_status)).toEqual(ids.map(() => 'trusted'));
    const [one, other] = [await records(0), await records(1)];
    expect(one).toEqual(other);
    expect(one.length).toBeGreaterThanOrEqual(ids.length);
    expect(verifyChain(one, keyRing(await keysOf(0)), true)).toEqual([]);
  });

  it('sign with the key that one of them made', async () => {
    const { body } = await callRecovery<{ key_id: string }>(at(0), 'POST', '/v1/evidence/keys/rotate');
    expect(body.key_id).toBe('evidence-2');
    expect(await keysOf(1)).toEqual(await keysOf(0));
    for (const copy of [1, 0]) {
      const { integrity } = await evidenceOf(at(copy), await everything(copy));
      expect(integrity.key_id).toBe('evidence-2');
    }
    expect(verifyChain(await records(1), keyRing(await keysOf(1)), true)).toEqual([]);
  });

  it('show and command a run of the other', async () => {
    const id = await everything(0, 2);
    const shown = async (copy: number) =>
      (
        await callRecovery<{ status: string; progress: { events_read?: number } | null }>(
          at(copy),
          'GET',
          `/v1/recoveries/${id}`,
        )
      ).body;
    await eventually(async () => expect((await shown(1)).progress).not.toBeNull(), 60_000);
    expect((await callRecovery(at(1), 'POST', `/v1/recoveries/${id}/pause`)).status).toBe(200);
    expect((await shown(0)).status).toBe('paused');
    expect((await callRecovery(at(1), 'POST', `/v1/recoveries/${id}/resume`)).status).toBe(200);
    await callRecovery(at(1), 'POST', `/v1/recoveries/${id}/abort`, 'ada', { reason: 'enough' });
    expect((await shown(0)).status).toBe('aborted');
  });

  it('one is killed in the middle of a run: the other ends it with the same result, and leads', async () => {
    const whole = await evidenceOf(at(0), await everything(0));
    const { copy, epoch } = await eventually(leading, LEADS_WITHIN_MS);
    const id = await everything(copy, 2);
    // As the other one sees it: it has begun.
    await eventually(async () => {
      const { body } = await callRecovery(at(1 - copy), 'GET', `/v1/recoveries/${id}`);
      expect([body.status, body.step]).toEqual(['running', expect.any(String)]);
    }, 60_000);
    copies[copy]?.process.kill('SIGKILL');
    const killed_ms = performance.now();
    const next = await eventually(async () => {
      const now = await leading();
      expect(now.copy).toBe(1 - copy);
      return now;
    }, LEADS_WITHIN_MS);
    console.info(`another copy led after ${Math.round(performance.now() - killed_ms)} ms`);
    expect(next.epoch).toBe(epoch + 1);
    const evidence = await evidenceOf(at(1 - copy), id);
    expect([evidence.confidence_status, evidence.resumed, evidence.offers, evidence.counts]).toEqual([
      'trusted',
      1,
      whole.offers,
      whole.counts,
    ]);
    copies[copy] = await start(copy);
    expect(verifyChain(await records(copy), keyRing(await keysOf(copy)), true)).toEqual([]);
  });

  it('a leader that is stopped and goes on later has not signed beside the next one', async () => {
    const { copy, epoch } = await eventually(leading, LEADS_WITHIN_MS);
    const stopped = copies[copy]?.process;
    stopped?.kill('SIGSTOP');
    await post(EVENTS_EACH);
    const next = await eventually(async () => {
      const now = await leading();
      expect(now.copy).toBe(1 - copy);
      return now;
    }, LEADS_WITHIN_MS);
    expect(next.epoch).toBeGreaterThan(epoch);
    const signed = async (version: number): Promise<number> =>
      Number(
        (
          await queryDatabase<{ n: number }>(
            stack,
            'recovery',
            `SELECT count(DISTINCT sku)::int AS n FROM signed_stream_head WHERE source = 'checkpoint' AND seller_id = $1 AND version = $2`,
            [seller_id, version],
          )
        )[0]?.n,
      );
    await eventually(async () => expect(await signed(EVENTS_EACH + 1)).toBe(OFFERS), 60_000);
    stopped?.kill('SIGCONT');
    await post(EVENTS_EACH + 1);
    await eventually(async () => expect(await signed(EVENTS_EACH + 2)).toBe(OFFERS), 60_000);
    expect((await leading()).copy).toBe(1 - copy);
    const checkpoints = await queryDatabase<Checkpoint>(
      stack,
      'recovery',
      `SELECT sequence::int AS sequence, previous_digest, heads::int AS heads, merkle_root, key_id, signature,
         to_char(taken_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS taken_at
       FROM checkpoint ORDER BY sequence`,
    );
    expect(checkpoints.length).toBeGreaterThan(2);
    expect(verifyCheckpoints(checkpoints, keyRing(await keysOf(1 - copy)))).toEqual([]);
    const verdicts = (await records(1 - copy)).map(({ confidence_status }) => confidence_status);
    expect(verdicts.filter((verdict) => verdict === 'untrusted')).toEqual([]);
  });
});
