import { describe, expect, it } from '@jest/globals';
import { askControl } from '@stockproof/embedded';
import { eventually, recover, runningStack, type Seller, seller } from '@stockproof/testing';
import { tamper, trialOffer } from './trial-offer.js';

const stack = runningStack();
type Offer = Awaited<ReturnType<typeof trialOffer>>;

/** Updates of the offer, one after the other without pause, until stopped; gives their number. */
function neverRest(ann: Seller, offer: Offer): () => Promise<number> {
  let resting = false;
  let sent = 0;
  const done = (async () => {
    for (; !resting; sent += 1) {
      await ann.post({ event_id: `${offer.sku}-hot-${sent}`, ...offer, operation: 'I', quantity: 1, event_time: new Date().toISOString() });
    }
  })();
  return async () => {
    resting = true;
    await done;
    return sent;
  };
}

describe('an offer that is never quiet', () => {
  it('is repaired: what was passed over behind a gap follows the repaired state', async () => {
    const ann = await seller(stack);
    const offer = await trialOffer(stack, ann);
    await tamper(stack, 'availability', 'UPDATE offer_availability SET version = version - 2 WHERE {offer}', offer);
    // What it knows of the row is forgotten: the next change finds a gap.
    await askControl(stack.control_socket, 'availability-projection', 'restart');
    const rest = neverRest(ann, offer);
    const shown = async (): Promise<unknown> => (await fetch(`${stack.urls.availability}/v1/availability/${offer.sku}/${offer.seller_id}`)).json();
    await eventually(async () => expect(await shown()).toMatchObject({ version: 3, status: 'suspect' }));
    const scope = { type: 'by_offer', offers: [offer] };
    const repaired = await recover(stack, { scope, mode: 'repair' }).finally(rest);
    // Without it each repair would end where a new gap begins.
    expect(repaired.repairs.rounds).toBe(1);
    expect(repaired.confidence_status).toBe('trusted');
    const hot = await rest();
    await eventually(async () => expect(await shown()).toMatchObject({ version: 5 + hot, status: 'current' }));
    expect((await recover(stack, { scope })).confidence_status).toBe('trusted');
  }, 180_000);
});
