import { beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS } from '@stockproof/events';
import {
  callRecovery,
  eventually,
  newKey,
  operatorToken,
  recover,
  runningStack,
  type Seller,
  seller,
  signed,
  testBroker,
} from '@stockproof/testing';
import { trialOffer, type TrialOffer } from '../recovery/trial-offer.js';
import { javaPartition } from '../model/java-partition.js';

const stack = runningStack();
const CONTRACT = 'inventory-availability-projection';
const SEVERAL = 5;

type Item = Readonly<Record<string, unknown>>;

async function get(
  url: string,
  token: string,
): Promise<{ status: number; body: { items: Item[]; code?: string } }> {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  return { status: answer.status, body: (await answer.json()) as { items: Item[] } };
}

/** Every page of a list, two items each, each page after the last item of the one before. */
async function pages(url: string, token: string, keyOf: (item: Item) => string): Promise<string[][]> {
  const read: string[][] = [];
  for (let after = ''; ;) {
    const { status, body } = await get(`${url}${url.includes('?') ? '&' : '?'}limit=2${after}`, token);
    expect(status).toBe(200);
    if (body.items.length === 0) return read;
    read.push(body.items.map(keyOf));
    after = `&after=${encodeURIComponent(read.at(-1)?.at(-1) ?? '')}`;
  }
}

describe('a list in pages has each item once and leaves none out', () => {
  const token = operatorToken(stack, 'viewer');
  let ann: Seller;
  let offer: TrialOffer;
  beforeAll(async () => {
    ann = await seller(stack);
    offer = await trialOffer(stack, ann);
  });

  it('of dead letters of one time, the oldest first, of one SKU and for one reason', async () => {
    const producer = await testBroker().producer();
    const bad = (index: number): string =>
      JSON.stringify({
        ...offer,
        event_id: `bad-${index}`,
        operation: index === 0 ? 'X' : 'I',
        quantity: index === 0 ? 1 : -1,
        event_time: '2026-06-19T19:00:00Z',
      });
    await producer.send(
      TOPICS.updates,
      Array.from({ length: SEVERAL }, (_none, index) =>
        signed({ partition: javaPartition(offer.sku, 8), key: offer.sku, value: bad(index) }),
      ),
    );
    await producer.close();
    const url = `${stack.urls.recovery}/v1/dead-letters?sku=${offer.sku}`;
    const keyOf = ({ source_topic, source_partition, source_offset }: Item): string =>
      `${source_topic}/${source_partition}/${source_offset}`;
    await eventually(async () => expect((await get(url, token)).body.items).toHaveLength(SEVERAL));
    const all = (await get(url, token)).body.items;
    expect(all.map(({ sku }) => sku)).toEqual(Array(SEVERAL).fill(offer.sku));
    const names = all.map(keyOf);
    expect(names).toEqual([...names].sort((a, b) => Number(a.split('/')[2]) - Number(b.split('/')[2])));
    const read = await pages(url, token, keyOf);
    expect([read.map((page) => page.length), read.flat()]).toEqual([[2, 2, 1], names]);
    const invalid = (await get(`${url}&reason=invalid_quantity`, token)).body.items;
    expect(invalid.map(keyOf)).toEqual(names.slice(1));
    const before = await callRecovery<{
      by_reason: { reason: string; messages: number; overdue: number }[];
      overdue: number;
    }>(stack, 'GET', '/v1/dead-letters');
    expect(
      before.body.by_reason.find(({ reason }) => reason === 'invalid_quantity')?.messages,
    ).toBeGreaterThanOrEqual(SEVERAL - 1);
    expect([before.body.overdue, ...before.body.by_reason.map(({ overdue }) => overdue)]).toEqual(
      Array(before.body.by_reason.length + 1).fill(0),
    );
    expect((await get(`${url}&after=${TOPICS.updates}/0/999999999`, token)).body.code).toBe(
      'unknown_dead_letter',
    );
    expect((await get(`${url}&after=yesterday`, token)).status).toBe(400);
  });

  it('of recoveries, the newest first, by status', async () => {
    const ask = {
      contract: CONTRACT,
      scope: { type: 'by_offer', offers: [offer] },
      mode: 'verify',
      owner: 'o',
      intent: 'i',
    };
    const made = await Promise.all(
      Array.from(
        { length: SEVERAL },
        async () => (await callRecovery(stack, 'POST', '/v1/recoveries', 'ada', ask)).body.recovery_id,
      ),
    );
    const url = `${stack.urls.recovery}/v1/recoveries?status=planned`;
    const all = (await get(`${url}&limit=500`, token)).body.items;
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set(['planned']));
    const times = all.map(({ requested_at }) => String(requested_at));
    expect(times).toEqual([...times].sort().reverse());
    const read = (await pages(url, token, ({ recovery_id }) => String(recovery_id))).flat();
    expect(new Set(read).size).toBe(read.length);
    expect(read.filter((id) => made.includes(id))).toHaveLength(SEVERAL);
    // Others may add runs meanwhile, and the service starts its own runs as soon as they are planned.
    const known = all
      .filter(({ requested_by }) => requested_by !== 'system:continuous')
      .map(({ recovery_id }) => String(recovery_id));
    expect(read.filter((id) => known.includes(id))).toEqual(known);
    expect((await get(`${url}&after=rec-nobody`, token)).status).toBe(404);
  });

  it('of reservations, by id', async () => {
    const orders = operatorToken(stack, 'order-service');
    const made = Array.from({ length: SEVERAL }, (_none, index) => `list-${offer.sku}-${index}`);
    for (const reservation_id of made) {
      const answer = await fetch(`${stack.urls.reservation}/v1/reservations`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${orders}`, prefer: 'wait=5' },
        body: JSON.stringify({
          reservation_id,
          order_id: reservation_id,
          lines: [{ ...offer, quantity: 1 }],
          expires_in: 600,
        }),
      });
      expect(answer.status).toBe(200);
    }
    const url = `${stack.urls.reservation}/v1/reservations?status=held&stuck=false`;
    const read = (await pages(url, orders, ({ reservation_id }) => String(reservation_id))).flat();
    expect(read.filter((id) => made.includes(id))).toEqual(made);
    expect(read).toEqual([...new Set(read)].sort());
    for (const wanted of ['status=cancelled', 'stuck=true']) {
      const { items } = (await get(`${stack.urls.reservation}/v1/reservations?limit=500&${wanted}`, orders))
        .body;
      expect(items.filter(({ reservation_id }) => made.includes(String(reservation_id)))).toEqual([]);
    }
  });

  it('of the confidence of offers, the oldest first, of one SKU and one level', async () => {
    const sku = `known-${offer.sku}`;
    const sellers = await Promise.all(Array.from({ length: SEVERAL }, () => seller(stack)));
    const offers = await Promise.all(sellers.map((one) => trialOffer(stack, one, sku)));
    for (const scope of [
      { type: 'by_offer', offers: offers.slice(2) },
      { type: 'by_offer', offers: offers.slice(0, 2) },
    ])
      await recover(stack, { scope });
    const read: Item[] = [];
    for (let after = ''; ;) {
      const { body } = await get(
        `${stack.urls.recovery}/v1/confidence/offers?limit=2&confidence=trusted&sku=${sku}${after}`,
        token,
      );
      expect(body.items.length).toBeLessThanOrEqual(2);
      read.push(...body.items);
      const { next } = body as { next?: string | null };
      if (next === null) break;
      after = `&after=${next}`;
    }
    // An offer that is verified again meanwhile moves to the end and is listed there again.
    expect(new Set(read.map(({ seller_id }) => seller_id))).toEqual(
      new Set(offers.map(({ seller_id }) => seller_id)),
    );
    expect(new Set(read.map((item) => item['sku']))).toEqual(new Set([sku]));
    const places = read.map(({ verified_at, seller_id }) => `${String(verified_at)} ${String(seller_id)}`);
    expect(places).toEqual([...places].sort());
    const other = await get(
      `${stack.urls.recovery}/v1/confidence/offers?confidence=untrusted&sku=${sku}`,
      token,
    );
    expect(other.body).toEqual({ items: [], next: null });
  });

  it('of signed records, by number, without a gap', async () => {
    const url = `${stack.urls.recovery}/v1/evidence`;
    const read = (
      await pages(url, token, ({ integrity }) => String((integrity as { sequence: number }).sequence))
    )
      .flat()
      .map(Number);
    expect(read).toEqual(read.map((_none, index) => index + 1));
  });

  it('of the keys of one seller alone, the oldest first, also of revoked ones', async () => {
    const admin = operatorToken(stack, 'admin');
    const bob = await seller(stack);
    const at = (id: string): string =>
      `${stack.urls.ingestion}/v1/sellers/${encodeURIComponent(id)}/api-keys`;
    const post = { method: 'POST', headers: { authorization: `Bearer ${admin}` } };
    const { key_id } = await newKey(stack, bob.seller_id);
    // Another seller's key cannot be found to be revoked.
    expect(
      (await fetch(`${at(ann.seller_id)}/${key_id}`, { method: 'DELETE', headers: post.headers })).status,
    ).toBe(404);
    const keysOf = async ({ seller_id }: Seller): Promise<Item[]> =>
      ((await (await fetch(at(seller_id), { headers: post.headers })).json()) as { api_keys: Item[] })
        .api_keys;
    const live = await keysOf(bob);
    expect(live.map((key) => [key['key_id'], key['revoked_at'], key['revoked_by']])).toEqual([
      [bob.key_id, null, null],
      [key_id, null, null],
    ]);
    expect(
      (await fetch(`${at(bob.seller_id)}/${key_id}`, { method: 'DELETE', headers: post.headers })).status,
    ).toBe(204);
    expect((await keysOf(bob)).map((key) => [key['key_id'], key['revoked_at'] !== null])).toEqual([
      [bob.key_id, false],
      [key_id, true],
    ]);
    expect((await keysOf(ann)).map((key) => key['key_id'])).toEqual([ann.key_id]);
  });
});
