import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, runningStack, seller } from '@stockproof/testing';
import { anEvent } from '@stockproof/testing/kit';
import { ABrowser } from './a-browser.js';

const OWN = 'seller-42';
const stack = runningStack();
const sam = new ABrowser(stack);
const sku = `console-${randomUUID().slice(0, 8)}`;
const answerOf = async (answer: Response): Promise<Record<string, unknown>> => ({
  status: answer.status,
  ...((await answer.json()) as object),
});

describe('a person of a seller at the console', () => {
  let other = '';
  beforeAll(async () => {
    await sam.logIn('sam', '/me/updates');
    const owner = await seller(stack);
    other = owner.seller_id;
    await owner.post(anEvent({ event_id: sku, sku, quantity: 3, seller_id: other }));
    await eventually(async () => expect((await owner.outcome(sku)).status).toBe(200));
  });

  it('is shown with the seller and without a role of an operator', async () => {
    expect((await sam.session()).person).toEqual({
      subject: 'sam',
      name: 'sam',
      roles: ['seller'],
      seller_id: OWN,
    });
    expect(await answerOf(await sam.ask('/api/ingestion/v1/whoami'))).toEqual({
      status: 200,
      kind: 'seller',
      seller_id: OWN,
      person: 'sam',
    });
  });

  it('posts updates of the own seller, and of no other', async () => {
    const update = (change: object) =>
      anEvent({ event_id: sku, sku, quantity: 5, seller_id: OWN, ...change });
    const post = (body: object) => sam.change('/api/ingestion/v1/inventory-updates', body);
    expect((await post(update({}))).status).toBe(202);
    expect(await answerOf(await post(update({ seller_id: other, event_id: `${sku}-2` })))).toMatchObject({
      status: 403,
      code: 'seller_mismatch',
    });
    await eventually(async () =>
      expect(await answerOf(await sam.ask(`/api/command-handler/v1/inventory-updates/${sku}`))).toMatchObject(
        { status: 'accepted', seller_id: OWN, version: 1 },
      ),
    );
    expect(await answerOf(await sam.ask(`/api/command-handler/v1/offers/${OWN}/${sku}`))).toMatchObject({
      stock_on_hand: 5,
    });
  });

  it.each<[string, (other: string) => string, number]>([
    ['an offer of another seller', (id) => `/api/command-handler/v1/offers/${id}/${sku}`, 404],
    ['its history', (id) => `/api/command-handler/v1/offers/${id}/${sku}/transactions`, 404],
    ['the offers of another seller', (id) => `/api/command-handler/v1/offers?seller_id=${id}`, 403],
    ['an outcome of it', (id) => `/api/command-handler/v1/inventory-updates/${sku}?seller_id=${id}`, 403],
    ['its keys', (id) => `/api/ingestion/v1/sellers/${id}/api-keys`, 404],
    ['recoveries', () => '/api/recovery/v1/recoveries', 403],
    ['dead letters', () => '/api/recovery/v1/dead-letters', 403],
    ['connectors', () => '/api/command-handler/v1/connectors', 403],
    ['reservations', () => '/api/reservation/v1/reservations', 403],
    ['the state of the pipeline', () => '/api/now', 403],
  ])('is refused %s', async (_what, path, status) => {
    expect((await sam.ask(path(other))).status).toBe(status);
    expect((await sam.session()).person?.name).toBe('sam');
  });

  it('makes a key, which works at once; rotates and revokes it', async () => {
    const keys = `/api/ingestion/v1/sellers/${OWN}/api-keys`;
    const made = await answerOf(await sam.change(keys, { reason: 'a test of the console' }));
    expect(made).toMatchObject({ status: 201, api_key: expect.stringMatching(/^sp_/) });
    const use = (key: unknown) =>
      fetch(`${stack.urls.ingestion}/v1/whoami`, { headers: { authorization: `Bearer ${String(key)}` } });
    expect((await use(made['api_key'])).status).toBe(200);
    const next = await answerOf(await sam.change(`${keys}/${String(made['key_id'])}/rotate`));
    expect(next).toMatchObject({ status: 201, previous_expires_at: expect.any(String) });
    const { api_keys } = (await (await sam.ask(keys)).json()) as { api_keys: Record<string, unknown>[] };
    const of = (id: unknown) => api_keys.find(({ key_id }) => key_id === id);
    expect(of(made['key_id'])).toMatchObject({
      created_by: `sam of seller ${OWN}`,
      reason: 'a test of the console',
      last_used_at: expect.any(String),
    });
    expect(of(next['key_id'])).toMatchObject({ successor_of: made['key_id'], last_used_at: null });
    for (const key_id of [made['key_id'], next['key_id']]) {
      const headers = await sam.own();
      const gone = await sam.ask(`${keys}/${String(key_id)}`, { method: 'DELETE', headers });
      expect(gone.status).toBe(204);
    }
    await eventually(async () => expect((await use(made['api_key'])).status).toBe(401));
  });
});
