import { beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS } from '@stockproof/events';
import { callRecovery, eventually, runningStack, type Seller, seller, testBroker } from '@stockproof/testing';
import { javaHome } from '../model/java-home.js';
import { tamper, type TrialOffer, trialOffer } from './trial-offer.js';

interface Letters {
  readonly policy: { readonly replayable: boolean };
  readonly overdue: number;
  readonly items: readonly { source_topic: string; source_partition: number; source_offset: number; reason: string; sku: string; overdue: boolean }[];
}

describe('a dead letter', () => {
  const stack = runningStack();
  let ann: Seller;
  let offer: TrialOffer;
  let path: string;
  const good = (event_id = 'fixed'): object => ({ ...offer, event_id, operation: 'I', quantity: 7, event_time: '2026-06-19T19:00:00Z' });
  const redrive = (event: object, name = 'grace') =>
    callRecovery<{ code?: string; outcome?: string; evidence?: { confidence_status: string } }>(stack, 'POST', path, name, { event });

  beforeAll(async () => {
    ann = await seller(stack);
    offer = await trialOffer(stack, ann);
    const producer = await testBroker().producer();
    const broken = { ...good('broken'), quantity: -7 };
    await producer.send(TOPICS.updates, [{ partition: javaHome(offer.sku, 8), key: offer.sku, value: JSON.stringify(broken) }]);
    await producer.close();
    await eventually(async () => {
      const { body } = await callRecovery<Letters>(stack, 'GET', `/v1/dead-letters?sku=${offer.sku}`);
      expect(body).toMatchObject({ policy: { replayable: true }, items: [{ reason: 'invalid_quantity', sku: offer.sku, overdue: false }] });
      const [letter] = body.items;
      path = `/v1/dead-letters/${letter?.source_topic}/${letter?.source_partition}/${letter?.source_offset}/redrive`;
    });
  });

  it.each<[string, () => object, string, number, string]>([
    ['by a requester', () => good(), 'ada', 403, 'forbidden'],
    ['as what would be refused again', () => ({ ...good(), quantity: 0 }), 'grace', 400, 'invalid_quantity'],
    ['as another seller’s event', () => ({ ...good(), seller_id: 'somebody' }), 'grace', 409, 'seller_mismatch'],
  ])('is not sent again %s', async (_name, event, name, status, code) => {
    const answer = await redrive(event(), name);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('is not sent again while its offer is wrong', async () => {
    await tamper(stack, 'availability', 'UPDATE offer_availability SET damaged = 1 WHERE {offer}', offer);
    expect((await redrive(good())).body.code).toBe('reconcile_first');
    await tamper(stack, 'availability', 'UPDATE offer_availability SET damaged = 5 WHERE {offer}', offer);
  });

  it('is sent again between two records, once, and as one event only', async () => {
    const first = await redrive(good());
    expect(first.body).toMatchObject({ outcome: 'accepted', reconciled_before: { confidence_status: 'trusted' }, evidence: { confidence_status: 'trusted' } });
    expect((await redrive(good())).body).toMatchObject({ outcome: 'accepted' });
    await eventually(async () => expect(await (await ann.outcome('fixed')).json()).toMatchObject({ status: 'accepted', version: 6, duplicates: 1 }));
    expect((await redrive(good('another'))).body.code).toBe('redriven_otherwise');
  }, 60_000);
});
