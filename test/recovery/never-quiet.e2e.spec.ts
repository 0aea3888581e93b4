import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { askControl } from '@stockproof/embedded';
import { skuPartition, TOPICS } from '@stockproof/events';
import {
  askAvailability,
  eventually,
  recover,
  runningStack,
  type Seller,
  seller,
  testBroker,
} from '@stockproof/testing';
import { tamper, trialOffer } from './trial-offer.js';

const stack = runningStack();
/** Some twenty updates per second: many during each step of a recovery, and few enough for the machine. */
const PAUSE_MS = 40;
/** About how long reading the offer's partition takes, so that much changes before its repair. */
const READ_FOR_S = 5;
/** Well above the rate of the updates. */
const MIN_RATE = 200;
type Offer = Awaited<ReturnType<typeof trialOffer>>;

/** The rate at which reading the offer's partition takes READ_FOR_S, whatever other specs have written. */
async function slowly({ sku }: Offer): Promise<{ rate_limit_events_per_second: number }> {
  const admin = await testBroker().admin();
  const { low, high } = (await admin.offsets(TOPICS.ledgerChanges)).get(skuPartition(sku, 8)) ?? {
    low: 0,
    high: 0,
  };
  await admin.close();
  return { rate_limit_events_per_second: Math.max(MIN_RATE, Math.ceil((high - low) / READ_FOR_S)) };
}

/** Updates of the offer, one after the other, until stopped; returns their number. */
function neverRest(ann: Seller, offer: Offer): () => Promise<number> {
  let resting = false;
  let sent = 0;
  const done = (async () => {
    for (; !resting; sent += 1) {
      await ann.post({
        event_id: `${offer.sku}-hot-${sent}`,
        ...offer,
        operation: 'I',
        quantity: 1,
        event_time: new Date().toISOString(),
      });
      await delay(PAUSE_MS);
    }
  })();
  return async () => {
    resting = true;
    await done;
    return sent;
  };
}

describe('an offer that changes continuously', () => {
  const shownOf = (offer: Offer) => async (): Promise<unknown> =>
    (await askAvailability(stack, `/v1/availability/${offer.sku}/${offer.seller_id}`)).json();

  async function wrong(how: string): Promise<{ ann: Seller; offer: Offer }> {
    const ann = await seller(stack);
    const offer = await trialOffer(stack, ann);
    await tamper(stack, 'availability', `UPDATE offer_availability SET ${how} WHERE {offer}`, offer);
    // The projection loses what it knows of the row.
    await askControl(stack.control_socket, 'availability-projection', 'restart');
    return { ann, offer };
  }

  it('is repaired after a gap: skipped changes follow the repaired state', async () => {
    const { ann, offer } = await wrong('version = version - 2');
    const shown = shownOf(offer);
    const rest = neverRest(ann, offer);
    await eventually(async () => expect(await shown()).toMatchObject({ version: 3, status: 'suspect' }));
    const scope = { type: 'by_offer', offers: [offer] };
    const repaired = await recover(stack, { scope, mode: 'repair', ...(await slowly(offer)) }).finally(rest);
    expect(repaired.confidence_status).toBe('trusted');
    // Without skipped changes, each repair would be followed by a new gap.
    expect(repaired.repairs.rounds).toBe(1);
    const hot = await rest();
    await eventually(async () =>
      expect(await shown()).toMatchObject({ version: 5 + hot, status: 'current' }),
    );
    expect((await recover(stack, { scope })).confidence_status).toBe('trusted');
  });

  it.each([
    ['suspect for no gap', `status = 'suspect'`],
    ['wrong by seven', 'sellable = sellable + 7, stock_on_hand = stock_on_hand + 7'],
  ])('is repaired at its current version: %s', async (_what, how) => {
    const { ann, offer } = await wrong(how);
    const shown = shownOf(offer);
    const rest = neverRest(ann, offer);
    await eventually(async () => expect(((await shown()) as { version: number }).version).toBeGreaterThan(6));
    const scope = { type: 'by_offer', offers: [offer] };
    const repaired = await recover(stack, { scope, mode: 'repair' }).finally(rest);
    // Without the later changes each repair would be stale, and eight rounds would not suffice.
    expect([repaired.confidence_status, repaired.repairs.applied]).toEqual(['trusted', 1]);
    expect(repaired.repairs.rounds).toBeLessThanOrEqual(2);
    const hot = await rest();
    await eventually(async () =>
      expect(await shown()).toMatchObject({
        version: 5 + hot,
        stock_on_hand: 120 + hot,
        status: 'current',
      }),
    );
    expect((await recover(stack, { scope })).confidence_status).toBe('trusted');
  });
});
