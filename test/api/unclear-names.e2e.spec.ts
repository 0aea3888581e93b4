import { beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS } from '@stockproof/events';
import {
  callReservation,
  eventually,
  runningStack,
  type Seller,
  seller,
  signed,
  testBroker,
} from '@stockproof/testing';
import { anEvent } from '@stockproof/testing/kit';
import { javaPartition } from '../model/java-partition.js';

/** A name with what its reader cannot see, by what that is. */
const UNCLEAR: readonly (readonly [string, string])[] = [
  ['a blank before', ' twin'],
  ['a blank behind', 'twin '],
  ['a blank that does not break', 'tw\u00a0in'],
  ['a character of no width', 'tw\u200bin'],
  ['a byte order mark', '\ufefftwin'],
  ['an override of the direction', '\u202etwin'],
  ['a separator of lines', 'twin\u2028'],
  ['a filler', 'twin\u3164'],
];

describe('a name that its reader cannot tell from another', () => {
  const stack = runningStack();
  const { availability, command_handler } = stack.urls;
  let ann: Seller;
  const event = (change: object) => ({
    ...anEvent({ event_id: 'clear', sku: 'clear', quantity: 3, seller_id: ann.seller_id }),
    ...change,
  });
  beforeAll(async () => {
    ann = await seller(stack);
  });

  it.each(UNCLEAR)(
    '%s is refused in each field of an update, by index and with the reason',
    async (_what, name) => {
      const v2 = { schema_version: 2 };
      const answer = await ann.post([
        event({ sku: name }),
        event({ event_id: name }),
        event({ ...v2, location_id: name, event_id: 'l' }),
        event({ ...v2, operation: 'M', to_location_id: name, event_id: 'm' }),
        event({ ...v2, operation: 'S', sku: name, event_id: 's' }),
      ]);
      const { results } = (await answer.json()) as { results: { code: string; detail: string }[] };
      expect(answer.status).toBe(207);
      expect(results.map(({ code, detail }) => `${code} ${detail.split(':')[0]}`)).toEqual([
        'unclear_name sku',
        'unclear_name event_id',
        'unclear_name location_id',
        'unclear_name to_location_id',
        'unclear_name sku',
      ]);
    },
  );

  it.each(UNCLEAR)('%s is refused as the name of a reservation and of its order', async (_what, name) => {
    const asked = {
      order_id: 'o',
      reservation_id: 'r',
      expires_in: 60,
      lines: [{ seller_id: 's', sku: 's', quantity: 1 }],
    };
    for (const change of [{ reservation_id: name }, { order_id: name }]) {
      const { status, body } = await callReservation(stack, 'POST', '', { ...asked, ...change });
      expect([status, body.code]).toEqual([400, 'bad_request']);
    }
  });

  it('of a producer is rejected by the ledger, which says so; a count of nothing makes no offer of it either', async () => {
    const producer = await testBroker().producer();
    const update = event({ event_id: `direct-${Date.now()}`, sku: 'tw\u200bin' });
    await producer.send(TOPICS.updates, [
      signed({ partition: javaPartition(update.sku, 8), key: update.sku, value: JSON.stringify(update) }),
    ]);
    await producer.close();
    const empty = event({ event_id: `empty-${Date.now()}`, sku: 'tw\u200bin', operation: 'S', quantity: 0 });
    expect((await ann.post(empty)).status).toBe(202);
    for (const { event_id } of [update, empty])
      await eventually(async () =>
        expect(await (await ann.outcome(event_id)).json()).toMatchObject({
          status: 'rejected',
          reason: 'unclear_name',
        }),
      );
  });

  it.each(UNCLEAR)('%s may be asked for: stock from before has such names', async (_what, name) => {
    const [sku, own] = [encodeURIComponent(name), encodeURIComponent(ann.seller_id)];
    const statuses = await Promise.all(
      [
        `${availability}/v1/availability/${sku}/${own}`,
        `${command_handler}/v1/offers/${own}/${sku}`,
        `${command_handler}/v1/inventory-updates/${sku}`,
      ].map(
        async (url) => (await fetch(url, { headers: { authorization: `Bearer ${ann.api_key}` } })).status,
      ),
    );
    expect(statuses).toEqual([404, 404, 404]);
  });
});
