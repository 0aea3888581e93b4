import { expect, it } from '@jest/globals';
import { askAvailability, eventually, recover, runningStack, seller } from '@stockproof/testing';
import { anEvent } from '@stockproof/testing/kit';
import { trialOffer } from '../recovery/trial-offer.js';

it('an event arrives after a later one was published: it counts, a new version is published, and the record counts it as late', async () => {
  const stack = runningStack();
  const ann = await seller(stack);
  const offer = await trialOffer(stack, ann);
  expect(
    (await ann.post(anEvent({ ...offer, event_id: 'late', quantity: 8, event_time: '2026-06-01T00:00:00Z' })))
      .status,
  ).toBe(202);
  await eventually(async () => {
    const answer = await askAvailability(stack, `/v1/availability/${offer.sku}/${offer.seller_id}`);
    expect(await answer.json()).toMatchObject({ version: 6, sellable: 123 });
  });
  const evidence = await recover(stack, { scope: { type: 'by_offer', offers: [offer] } });
  // The fifth event of the offer was also late.
  expect(evidence).toMatchObject({
    confidence_status: 'trusted',
    late_events_accepted: 2,
    events_processed: 6,
  });
});
