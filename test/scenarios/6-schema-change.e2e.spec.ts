import { expect, it } from '@jest/globals';
import { TOPICS } from '@stockproof/events';
import { eventually, recover, runningStack, seller, signed, testBroker } from '@stockproof/testing';
import { javaPartition } from '../model/java-partition.js';
import { trialOffer } from '../recovery/trial-offer.js';

it('a producer writes an unknown version: it is quarantined completely, and not guessed at', async () => {
  const stack = runningStack();
  const ann = await seller(stack);
  const offer = await trialOffer(stack, ann);
  const producer = await testBroker().producer();
  const event = {
    ...offer,
    event_id: `${offer.sku}-v4`,
    schema_version: 4,
    operation: 'I',
    amount: { units: 4 },
    event_time: '2026-06-19T19:00:00Z',
  };
  await producer.send(TOPICS.updates, [
    signed({ partition: javaPartition(offer.sku, 8), key: offer.sku, value: JSON.stringify(event) }),
  ]);
  await producer.close();
  await eventually(async () => {
    const outcome = await ann.outcome(`${offer.sku}-v4`);
    expect(await outcome.json()).toMatchObject({ status: 'quarantined', reason: 'unknown_version' });
  });
  const evidence = await recover(stack, { scope: { type: 'by_offer', offers: [offer] } });
  expect(evidence).toMatchObject({
    confidence_status: 'trusted',
    events_processed: 5,
    schema: { versions: [3] },
  });
});
