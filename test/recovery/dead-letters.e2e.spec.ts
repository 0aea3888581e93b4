import { beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS } from '@stockproof/events';
import { callRecovery, eventually, runningStack, type Seller, seller, testBroker } from '@stockproof/testing';
import { javaHome } from '../model/java-home.js';
import { tamper, type TrialOffer, trialOffer } from './trial-offer.js';

interface Letters {
  readonly policy: { readonly replayable: boolean };
  readonly overdue: number;
  readonly items: readonly { source_topic: string; source_partition: number; source_offset: number; event_id: string; reason: string; sku: string; overdue: boolean }[];
}

describe('a dead letter', () => {
  const stack = runningStack();
  let ann: Seller;
  let offer: TrialOffer;
  let path: string;
  const good = (event_id = 'fixed'): object => ({ ...offer, event_id, operation: 'I', quantity: 7, event_time: '2026-06-19T19:00:00Z' });
  const redrive = (event: object, name = 'grace', at = path) =>
    callRecovery<{ code?: string; outcome?: string; evidence?: { confidence_status: string } }>(stack, 'POST', at, name, { event });

  beforeAll(async () => {
    ann = await seller(stack);
    offer = await trialOffer(stack, ann);
    path = await letter('broken');
  });

  /** A letter of an event that is broken, waiting to be sent again; gives its address. */
  async function letter(event_id: string): Promise<string> {
    const producer = await testBroker().producer();
    const broken = { ...good(event_id), quantity: -7 };
    await producer.send(TOPICS.updates, [{ partition: javaHome(offer.sku, 8), key: offer.sku, value: JSON.stringify(broken) }]);
    await producer.close();
    return eventually(async () => {
      const { body } = await callRecovery<Letters>(stack, 'GET', `/v1/dead-letters?sku=${offer.sku}`);
      const found = body.items.find((item) => item.event_id === event_id);
      expect([body.policy.replayable, found]).toMatchObject([true, { reason: 'invalid_quantity', sku: offer.sku, overdue: false }]);
      return `/v1/dead-letters/${found?.source_topic}/${found?.source_partition}/${found?.source_offset}/redrive`;
    });
  }

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

  it.each<[string, object]>([
    ['rejected', { operation: 'D', quantity: 1_000_000 }], ['superseded', { operation: 'S', event_time: '2026-06-19T17:00:00Z' }],
  ])('may be %s when it is sent again: the sender is told what became of it', async (outcome, change) => {
    // Another seller has an event of this id, which was accepted.
    const bob = await seller(stack);
    expect((await bob.post({ ...good(`fixed-${outcome}`), seller_id: bob.seller_id })).status).toBe(202);
    await eventually(async () => expect(await (await bob.outcome(`fixed-${outcome}`)).json()).toMatchObject({ status: 'accepted' }));
    const at = await letter(`fixed-${outcome}`);
    const sent = await redrive({ ...good(`fixed-${outcome}`), ...change }, 'rosa', at);
    expect(sent.body).toMatchObject({ outcome, evidence: { confidence_status: 'trusted' } });
  }, 60_000);
});
