import { expect } from '@jest/globals';
import { TOPICS } from '@stockproof/events';
import {
  callRecovery,
  eventually,
  recover,
  type RecoveryShown,
  type RunningStack,
  type Seller,
  seller,
  signed,
  testBroker,
} from '@stockproof/testing';
import { anEvent } from '@stockproof/testing/kit';
import { javaPartition } from '../../model/java-partition.js';
import { tamper, type TrialOffer, trialOffer } from '../../recovery/trial-offer.js';
import { Shop } from '../../reservation/shop.js';
import type { Subjects } from './screens.js';

const CONTRACT = 'inventory-availability-projection';

/** An offer of whose view somebody changed a bucket. */
export async function wrongOffer(stack: RunningStack): Promise<TrialOffer> {
  const offer = await trialOffer(stack, await seller(stack));
  await tamper(stack, 'availability', 'UPDATE offer_availability SET damaged = 1 WHERE {offer}', offer);
  return offer;
}

/** A repair of it that waits for an approval; ada asked for it. */
export async function plannedRepair(stack: RunningStack, offer: TrialOffer): Promise<RecoveryShown> {
  const { seller_id, sku } = offer;
  const { status, body } = await callRecovery(stack, 'POST', '/v1/recoveries', 'ada', {
    contract: CONTRACT,
    mode: 'repair',
    scope: { type: 'by_offer', offers: [{ seller_id, sku }] },
    owner: 'ada',
    intent: 'The damaged bucket of the view is wrong',
  });
  if (status !== 201) throw new Error(`not planned: ${JSON.stringify(body)}`);
  return body;
}

/** Sends messages that nobody can apply, each of a new event id. Returns when they are sent. */
export async function sendPoison(owner: Seller, sku: string, event_ids: readonly string[]): Promise<void> {
  const producer = await testBroker().producer();
  await producer.send(
    TOPICS.updates,
    event_ids.map((event_id) => {
      const event = anEvent({ event_id, sku, seller_id: owner.seller_id, quantity: -7 });
      return signed({ partition: javaPartition(sku, 8), key: sku, value: JSON.stringify(event) });
    }),
  );
  await producer.close();
}

/** A dead letter, as `topic/partition/offset`. */
async function deadLetter(stack: RunningStack, owner: Seller, sku: string): Promise<string> {
  await sendPoison(owner, sku, [`${sku}-poison`]);
  return eventually(async () => {
    const { body } = await callRecovery<{ items: readonly Record<string, unknown>[] }>(
      stack,
      'GET',
      `/v1/dead-letters?sku=${sku}`,
    );
    const item = body.items[0];
    expect(item).toBeDefined();
    return `${item?.['source_topic']}/${item?.['source_partition']}/${item?.['source_offset']}`;
  });
}

async function reservation(stack: RunningStack): Promise<string> {
  const shop = await Shop.open(stack);
  const offers = [await shop.offer(5), await shop.offer(3)];
  const { body } = await shop.request(offers.map((offer) => ({ ...offer, quantity: 2 })));
  return body.reservation_id;
}

/** Something to look at on every screen. */
export async function makeSubjects(stack: RunningStack): Promise<Subjects> {
  const [offer, reservation_id] = await Promise.all([wrongOffer(stack), reservation(stack)]);
  const { seller_id, sku } = offer;
  const record = await recover(stack, {
    scope: { type: 'by_offer', offers: [{ seller_id, sku }] },
  });
  const { recovery_id: planned } = await plannedRepair(stack, offer);
  const dead_letter = await deadLetter(stack, await seller(stack), `poison-${sku}`);
  return {
    ...{ seller_id, sku, event_id: `${sku}-4`, verified: record.recovery_id, planned },
    ...{ dead_letter, reservation_id },
  };
}
