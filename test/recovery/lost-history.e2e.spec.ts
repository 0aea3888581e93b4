import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { askControl } from '@stockproof/embedded';
import { TOPICS } from '@stockproof/events';
import { skuPartition } from '@stockproof/sku-partitioner';
import { eventually, queryDatabase, recover, runningStack, type RunningStack, seller, testBroker } from '@stockproof/testing';
import { startInstance, stockproof, stopInstance } from '../stack/instance.js';
import { trialOffer } from './trial-offer.js';

const PART = 'availability-projection';
const POSITION = `SELECT next_offset::int FROM consumer_position WHERE consumer_group = '${PART}' AND topic = '${TOPICS.ledgerChanges}' AND partition = $1`;

async function positionOf(stack: RunningStack, partition: number): Promise<number> {
  return (await queryDatabase<{ next_offset: number }>(stack, 'availability', POSITION, [partition]))[0]?.next_offset ?? -1;
}

describe('retention that passes a stopped projection', () => {
  // One of its own: what is deleted here is the history that others verify.
  let env: Record<string, string>;
  let stack: RunningStack;
  beforeAll(async () => {
    env = await startInstance();
    stack = runningStack(env['STOCKPROOF_HOME']);
  }, 180_000);
  afterAll(() => stopInstance(env), 60_000);

  it('stops it; accepted, everything it may have missed is suspect; a recovery makes it whole', async () => {
    const ann = await seller(stack);
    const offer = await trialOffer(stack, ann);
    const partition = skuPartition(offer.sku, 8);
    const show = async (): Promise<unknown> => (await fetch(`${stack.urls.availability}/v1/availability/${offer.sku}/${offer.seller_id}`)).json();
    await askControl(stack.control_socket, PART, 'stop');
    const before = await positionOf(stack, partition);
    const later = [6, 7].map((id) => ({ event_id: `${offer.sku}-${id}`, ...offer, operation: 'I', quantity: id, event_time: '2026-06-19T19:00:00Z' }));
    expect((await ann.post(later)).status).toBe(202);
    const admin = await testBroker(stack).admin();
    await eventually(async () => expect((await admin.offsets(TOPICS.ledgerChanges)).get(partition)?.high).toBeGreaterThan(before + 1), 60_000);
    await eventually(async () => expect((await admin.committed('reservation', TOPICS.ledgerChanges)).get(partition)).toBeGreaterThan(before + 1), 60_000);
    const low = (await admin.offsets(TOPICS.ledgerChanges)).get(partition)?.high ?? 0;
    await admin.deleteBefore(TOPICS.ledgerChanges, new Map([[partition, low]]));
    await admin.close();

    await askControl(stack.control_socket, PART, 'start').catch(() => undefined);
    await eventually(() => {
      expect(runningStack(stack.home).parts[PART]).toMatchObject({ restarts: expect.any(Number), last_exit: expect.stringContaining('exit 1') });
      return Promise.resolve();
    }, 60_000);
    expect(await positionOf(stack, partition)).toBe(before);
    await askControl(stack.control_socket, PART, 'stop').catch(() => undefined);

    expect(await stockproof(env, 'accept-lost-history')).toMatch(new RegExp(`^partition ${partition}: offsets ${before} to ${low - 1} are lost; its \\d+ offers are suspect`));
    expect(await stockproof(env, 'accept-lost-history')).toBe('nothing is lost\n');
    await askControl(stack.control_socket, PART, 'start');
    await eventually(async () => expect(await show()).toMatchObject({ version: 5, status: 'suspect' }), 60_000);
    await eventually(async () => expect((await recover(stack, { scope: { type: 'by_offer', offers: [offer] } })).confidence_status).toBe('untrusted'), 60_000);
    const repaired = await recover(stack, { scope: { type: 'all' }, mode: 'repair' });
    expect(repaired.projection_rows_changed).toBeGreaterThan(0);
    await eventually(async () => expect(await show()).toMatchObject({ version: 7, status: 'current' }));
  }, 400_000);
});
