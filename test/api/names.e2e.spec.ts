import { request as ask } from 'node:http';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { callReservation, eventually, runningStack, type Seller, seller } from '@stockproof/testing';
import { anEvent } from '@stockproof/testing/kit';

/** Words of our addresses, steps, separators and escapes; property names of JavaScript; the longest name. */
const NAMES = [
  'stream',
  'availability-stream',
  'batch',
  'availability',
  'transactions',
  'events',
  'keys',
  'confirm',
  'cancel',
  'progress',
  'plan',
  'offers',
  'v1',
  'Stream',
  'STREAM',
  '...',
  'a/b',
  '/',
  '//',
  'a/',
  '/a',
  'a%2Fb',
  '%',
  '%2e%2e',
  '%00',
  '?',
  'a?b=c',
  '#',
  'a#b',
  '&',
  '+',
  'a b',
  ';',
  ':',
  ':sku',
  '*',
  '\\',
  '..\\',
  '../..',
  '{sku}',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'undefined',
  '💡'.repeat(64),
  'x'.repeat(64),
];

describe('every accepted name can be used in an address', () => {
  const stack = runningStack();
  const { availability, command_handler } = stack.urls;
  let ann: Seller;
  const id = (sku: string): string => [...`${sku}${'💡'.repeat(128)}`].slice(0, 128).join('');

  beforeAll(async () => {
    ann = await seller(stack);
    const { seller_id } = ann;
    const answer = await ann.post(
      NAMES.map((sku) => anEvent({ event_id: id(sku), sku, seller_id, quantity: 3 })),
    );
    expect(await answer.json()).toMatchObject({ queued: NAMES.length, refused: 0 });
    await eventually(async () =>
      expect(
        (
          await fetch(
            `${availability}/v1/availability/${encodeURIComponent(NAMES.at(-1) ?? '')}/${seller_id}`,
          )
        ).status,
      ).toBe(200),
    );
  });

  const reported = async (url: string): Promise<unknown> => {
    const answer = await fetch(url, { headers: { authorization: `Bearer ${ann.api_key}` } });
    return [answer.status, await answer.json()];
  };

  it.each(NAMES)('%j, at every address that names a SKU or an event', async (sku) => {
    const { seller_id } = ann;
    const [name, own] = [encodeURIComponent(sku), encodeURIComponent(seller_id)];
    const offer = { seller_id, sellable: 3 };
    await eventually(async () =>
      expect(await reported(`${availability}/v1/availability/${name}/${own}`)).toEqual([
        200,
        expect.objectContaining({ sku, ...offer }),
      ]),
    );
    expect(await reported(`${availability}/v1/availability/${name}`)).toEqual([
      200,
      expect.objectContaining({ sku, offers: expect.arrayContaining([expect.objectContaining(offer)]) }),
    ]);
    expect(await reported(`${command_handler}/v1/offers/${own}/${name}`)).toEqual([
      200,
      expect.objectContaining({ sku, seller_id, stock_on_hand: 3 }),
    ]);
    expect(await reported(`${command_handler}/v1/offers/${own}/${name}/transactions`)).toEqual([
      200,
      expect.objectContaining({ sku, transactions: [expect.objectContaining({ event_id: id(sku) })] }),
    ]);
    expect(await reported(`${command_handler}/v1/inventory-updates/${encodeURIComponent(id(sku))}`)).toEqual([
      200,
      expect.objectContaining({ event_id: id(sku), sku }),
    ]);
    const closing = new AbortController();
    const stream = await fetch(`${availability}/v1/availability-stream?sku=${name}`, {
      signal: closing.signal,
    });
    const { value } = await (stream.body ?? new ReadableStream())
      .pipeThrough(new TextDecoderStream())
      .getReader()
      .read();
    closing.abort();
    expect([stream.status, value ?? '']).toEqual([200, expect.any(String)]);
  });

  it.each(['.', '..'])('%j is refused as a name, because an address would lose it', async (name) => {
    const event = anEvent({ event_id: 'e', sku: 's', seller_id: ann.seller_id, quantity: 3 });
    for (const change of [{ sku: name }, { event_id: name }]) {
      const answer = await ann.post({ ...event, ...change });
      expect([answer.status, await answer.json()]).toEqual([
        400,
        expect.objectContaining({ code: 'dot_segment' }),
      ]);
    }
    const asked = await callReservation(stack, 'POST', '', {
      reservation_id: name,
      order_id: 'o',
      expires_in: 60,
      lines: [{ seller_id: 's', sku: 's', quantity: 1 }],
    });
    expect([asked.status, asked.body.code]).toEqual([400, 'bad_request']);
  });

  it('an address is exact: no other case, no slash at its end', async () => {
    const status = (path: string): Promise<number | undefined> =>
      new Promise((done, fail) => {
        ask(`${availability}${path}`, (answer) => done(answer.resume().statusCode))
          .on('error', fail)
          .end();
      });
    expect(
      await Promise.all(
        [
          '/v1/availability/stream',
          '/V1/availability/stream',
          '/v1/Availability/stream',
          '/v1/availability/stream/',
          '/v1/availability-stream/?sku=a',
        ].map(status),
      ),
    ).toEqual([200, 404, 404, 404, 404]);
  });
});
