import { expect, it } from '@jest/globals';
import { eventually, recover, runningStack, seller } from '@stockproof/testing';
import { anEvent } from '@stockproof/testing/kit';

it('a marketplace sends everything three times: the record counts the duplicates', async () => {
  const stack = runningStack();
  const ann = await seller(stack);
  const events = Array.from({ length: 20 }, (_none, index) =>
    anEvent({
      event_id: `dup-${index}`,
      sku: `dup-${ann.seller_id}`.slice(0, 64),
      seller_id: ann.seller_id,
      quantity: 5,
    }),
  );
  for (let time = 0; time < 3; time += 1) expect((await ann.post(events)).status).toBe(202);
  await eventually(async () =>
    expect(await (await ann.outcome('dup-19')).json()).toMatchObject({ status: 'accepted', duplicates: 2 }),
  );
  const evidence = await recover(stack, { scope: { type: 'by_seller', seller_ids: [ann.seller_id] } });
  expect(evidence).toMatchObject({
    confidence_status: 'trusted',
    events_processed: 20,
    duplicates_skipped: 40,
  });
});
