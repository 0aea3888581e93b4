import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { askControl } from '@stockproof/embedded';
import { skuPartition, TOPICS } from '@stockproof/events';
import {
  askAvailability,
  eventually,
  queryDatabase,
  recover,
  runningStack,
  type RunningStack,
  seller,
  testBroker,
} from '@stockproof/testing';
import { anEvent } from '@stockproof/testing/kit';
import { Shop } from '../reservation/shop.js';
import { startInstance, stockproof, stopInstance } from '../stack/instance.js';
import { trialOffer } from './trial-offer.js';

const PART = 'availability-projection';
const DATABASES = {
  'availability-projection': 'availability',
  reservation: 'reservation',
  'command-handler': 'inventory',
} as const;
type Part = keyof typeof DATABASES;
const POSITION =
  'SELECT next_offset::int FROM consumer_position WHERE consumer_group = $1 AND topic = $2 AND partition = $3';

const CHECKPOINT = `SELECT max(version)::int AS version FROM signed_stream_head WHERE source = 'checkpoint' AND sku = $1`;

async function positionOf(
  stack: RunningStack,
  partition: number,
  part: Part = PART,
  topic: string = TOPICS.ledgerChanges,
): Promise<number> {
  return (
    (
      await queryDatabase<{ next_offset: number }>(stack, DATABASES[part], POSITION, [part, topic, partition])
    )[0]?.next_offset ?? -1
  );
}

/** Starts a stopped part, waits until it has ended because history was deleted, and keeps it stopped. */
async function endsWhenStarted({ control_socket, home }: RunningStack, part: Part): Promise<void> {
  // Not awaited: the supervisor would restart it until it gives up.
  void askControl(control_socket, part, 'start').catch(() => undefined);
  await eventually(() => {
    expect(runningStack(home).parts[part]).toMatchObject({
      restarts: expect.any(Number),
      last_exit: expect.stringContaining('exit 1'),
    });
    return Promise.resolve();
  }, 60_000);
  await askControl(control_socket, part, 'stop').catch(() => undefined);
}

/** The contracts, with a limit for the history that CDC must keep. */
function finiteContracts(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stockproof-test-contracts-'));
  cpSync('contracts', folder, { recursive: true });
  // If root started the stack, the services are other users.
  chmodSync(folder, 0o755);
  const file = join(folder, 'inventory-availability-projection.yaml');
  const text = readFileSync(file, 'utf8');
  expect(text).toContain('recovery_window: unlimited');
  writeFileSync(file, text.replace('recovery_window: unlimited', 'recovery_window: 30 days'));
  return folder;
}

describe('retention', () => {
  // An own instance, because it deletes history that other specs verify.
  let env: Record<string, string>;
  const acceptLost = (...part: string[]): Promise<string> =>
    stockproof(env, 'accept-lost-history', ...part, '--reason', 'retention passed it');
  let stack: RunningStack;
  const contracts = finiteContracts();
  beforeAll(async () => {
    env = await startInstance({
      STOCKPROOF_CONTRACT_FILE: join(contracts, 'inventory-availability-projection.yaml'),
      STOCKPROOF_CHECKPOINT_INTERVAL_MS: '500',
      // Nothing is sealed: what is sealed is not lost with Kafka's, and which SKUs share a partition is chance.
      STOCKPROOF_SEAL_MIN_MESSAGES: '1000000',
    });
    stack = runningStack(env['STOCKPROOF_HOME']);
  });
  afterAll(async () => {
    await stopInstance(env);
    rmSync(contracts, { recursive: true });
  });

  it('of a stopped projection’s input stops it; after the loss is accepted all offers it may have missed are suspect, until a recovery', async () => {
    const ann = await seller(stack);
    const offer = await trialOffer(stack, ann);
    const partition = skuPartition(offer.sku, 8);
    const show = async (): Promise<unknown> =>
      (await askAvailability(stack, `/v1/availability/${offer.sku}/${offer.seller_id}`)).json();
    await askControl(stack.control_socket, PART, 'stop');
    const before = await positionOf(stack, partition);
    const later = [6, 7].map((id) =>
      anEvent({ event_id: `${offer.sku}-${id}`, ...offer, quantity: id, event_time: '2026-06-19T19:00:00Z' }),
    );
    expect((await ann.post(later)).status).toBe(202);
    const admin = await testBroker(stack).admin();
    await eventually(
      async () =>
        expect((await admin.offsets(TOPICS.ledgerChanges)).get(partition)?.high).toBeGreaterThan(before + 1),
      60_000,
    );
    await eventually(
      async () =>
        expect((await admin.committed('reservation', TOPICS.ledgerChanges)).get(partition)).toBeGreaterThan(
          before + 1,
        ),
      60_000,
    );
    const low = (await admin.offsets(TOPICS.ledgerChanges)).get(partition)?.high ?? 0;
    await admin.deleteBefore(TOPICS.ledgerChanges, new Map([[partition, low]]));
    await admin.close();

    await endsWhenStarted(stack, PART);
    expect(await positionOf(stack, partition)).toBe(before);

    expect(await acceptLost()).toContain(
      `${TOPICS.ledgerChanges}/${partition}: offsets ${before} to ${low - 1} are lost, it goes on at ${low}\n`,
    );
    expect(await acceptLost()).toBe('nothing is lost\n');
    await askControl(stack.control_socket, PART, 'start');
    await eventually(
      async () => expect(await show()).toMatchObject({ version: 5, status: 'suspect' }),
      60_000,
    );
    await eventually(
      async () =>
        expect(
          (await recover(stack, { scope: { type: 'by_offer', offers: [offer] } })).confidence_status,
        ).toBe('untrusted'),
      60_000,
    );
    const repaired = await recover(stack, { scope: { type: 'all' }, mode: 'repair' });
    expect(repaired.projection_rows_changed).toBeGreaterThan(0);
    await eventually(async () => expect(await show()).toMatchObject({ version: 7, status: 'current' }));
  }, 600_000);

  it('of a stopped reservation service’s input: after the loss is accepted a waiting saga asks again and ends', async () => {
    const shop = await Shop.open(stack);
    const offer = await shop.offer(5);
    const partition = skuPartition(offer.sku, 8);
    const admin = await testBroker(stack).admin();
    const end = async () => (await admin.offsets(TOPICS.ledgerChanges)).get(partition)?.high ?? 0;
    await askControl(stack.control_socket, 'command-handler', 'stop');
    const {
      body: { reservation_id },
    } = await shop.request([{ ...offer, quantity: 2 }], {}, 0);
    await eventually(async () =>
      expect((await admin.offsets(TOPICS.stockCommands)).get(partition)?.high).toBeGreaterThan(0),
    );
    await askControl(stack.control_socket, 'reservation', 'stop');
    const [before, answered_from] = [await positionOf(stack, partition, 'reservation'), await end()];
    await askControl(stack.control_socket, 'command-handler', 'start');
    await shop.sees(offer, { sellable: 3, reserved: 2 });
    expect(await end()).toBeGreaterThan(answered_from);
    const low = await end();
    await admin.deleteBefore(TOPICS.ledgerChanges, new Map([[partition, low]]));
    await admin.close();
    await endsWhenStarted(stack, 'reservation');
    expect(await positionOf(stack, partition, 'reservation')).toBe(before);

    expect(await acceptLost('reservation')).toContain(
      `${TOPICS.ledgerChanges}/${partition}: offsets ${before} to ${low - 1} are lost`,
    );
    expect(await acceptLost('reservation')).toBe('nothing is lost\n');
    await askControl(stack.control_socket, 'reservation', 'start');
    await eventually(
      async () =>
        expect((await shop.call('GET', `/${reservation_id}`)).body).toMatchObject({ status: 'held' }),
      90_000,
    );
    await shop.sees(offer, { sellable: 3, reserved: 2 });
  });

  it('of a stopped command handler’s input: after the loss is accepted its events have no result, and are decided when sent again', async () => {
    const ann = await seller(stack);
    const { sku } = await trialOffer(stack, ann);
    const partition = skuPartition(sku, 8);
    await askControl(stack.control_socket, 'command-handler', 'stop');
    const event = anEvent({
      event_id: `${sku}-6`,
      sku,
      seller_id: ann.seller_id,
      quantity: 1,
      event_time: '2026-06-19T19:00:00Z',
    });
    expect((await ann.post(event)).status).toBe(202);
    const admin = await testBroker(stack).admin();
    const low = (await admin.offsets(TOPICS.updates)).get(partition)?.high ?? 0;
    const before = await positionOf(stack, partition, 'command-handler', TOPICS.updates);
    await admin.deleteBefore(TOPICS.updates, new Map([[partition, low]]));
    await admin.close();
    await endsWhenStarted(stack, 'command-handler');

    expect(await acceptLost('command-handler')).toContain(
      `${TOPICS.updates}/${partition}: offsets ${before} to ${low - 1} are lost`,
    );
    await askControl(stack.control_socket, 'command-handler', 'start');
    await eventually(async () => expect((await ann.outcome(event.event_id)).status).toBe(404), 60_000);
    expect((await ann.post(event)).status).toBe(202);
    await eventually(
      async () =>
        expect(await (await ann.outcome(event.event_id)).json()).toMatchObject({ status: 'accepted' }),
      60_000,
    );
  });

  /** Deletes the CDC events in the partition of this SKU that all groups have read. */
  async function forgetCapture(sku: string): Promise<void> {
    const partition = skuPartition(sku, 8);
    const admin = await testBroker(stack).admin();
    const end = (await admin.offsets(TOPICS.ledgerChanges)).get(partition)?.high ?? 0;
    // After the last row there is the marker of its transaction, which no consumer receives.
    await eventually(async () => {
      expect(await positionOf(stack, partition)).toBeGreaterThanOrEqual(end - 1);
      expect(
        (await admin.committed('reservation', TOPICS.ledgerChanges)).get(partition),
      ).toBeGreaterThanOrEqual(end - 1);
    }, 60_000);
    await admin.deleteBefore(TOPICS.ledgerChanges, new Map([[partition, end - 1]]));
    await admin.close();
  }

  it('of the beginning of CDC is covered by the last trusted record; an offer without one lacks rows', async () => {
    const ann = await seller(stack);
    const [known, unknown] = [await trialOffer(stack, ann), await trialOffer(stack, ann)];
    const verify = (offer: object, mode: 'verify' | 'repair' = 'verify') =>
      recover(stack, { scope: { type: 'by_offer', offers: [offer] }, mode });
    expect((await verify(known)).confidence_status).toBe('trusted');
    // A checkpoint has both offers by now; it does not depend on CDC.
    await eventually(async () =>
      expect(await queryDatabase(stack, 'recovery', CHECKPOINT, [unknown.sku])).toEqual([{ version: 5 }]),
    );
    for (const { sku } of [known, unknown]) await forgetCapture(sku);
    const next = [known, unknown].map((offer) =>
      anEvent({ ...offer, event_id: `${offer.sku}-6`, quantity: 1, event_time: '2026-06-19T19:00:00Z' }),
    );
    expect((await ann.post(next)).status).toBe(202);
    await eventually(async () => {
      for (const { sku, seller_id } of next) {
        expect(
          await (await askAvailability(stack, `/v1/availability/${sku}/${seller_id}`)).json(),
        ).toMatchObject({ version: 6, status: 'current' });
      }
    });
    const after = await verify(known);
    expect([after.confidence_status, after.counts.table.read, after.counts.cdc.read]).toEqual([
      'trusted',
      6,
      1,
    ]);
    const suspicious = await verify(unknown);
    const found = suspicious.checks
      .filter(({ status }) => status === 'fail')
      .map(({ name, counterexamples }) => [name, counterexamples[0]?.first_differing_version]);
    expect([suspicious.confidence_status, found]).toEqual(['untrusted', [['cdc_history_matches_table', 1]]]);
    expect((await verify(unknown, 'repair')).confidence_status).toBe('trusted');
  });
});
