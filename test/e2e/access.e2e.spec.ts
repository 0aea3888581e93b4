import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, operatorToken, runningStack, type Seller, seller } from '@stockproof/testing';
import { anEvent } from '@stockproof/testing/kit';

const event = (seller_id: string, event_id = 'e-1') =>
  anEvent({ event_id, sku: 'access-sku', quantity: 5, seller_id });

const as = (credential: string | null): Record<string, string> =>
  credential === null ? {} : { authorization: `Bearer ${credential}` };

describe('who may do what', () => {
  const stack = runningStack();
  const { ingestion, command_handler } = stack.urls;
  const viewer = operatorToken(stack, 'viewer');
  let ann: Seller;
  let ben: Seller;

  const post = (credential: string | null, body: unknown) =>
    fetch(`${ingestion}/v1/inventory-updates`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...as(credential) },
      body: JSON.stringify(body),
    });
  const codeOf = async (answer: Response) => [
    answer.status,
    ((await answer.json()) as { code?: string }).code,
  ];

  beforeAll(async () => {
    [ann, ben] = await Promise.all([seller(stack), seller(stack)]);
    expect((await ben.post(event(ben.seller_id))).status).toBe(202);
    await eventually(async () => expect((await ben.outcome('e-1')).status).toBe(200));
  });

  it.each<[string, () => string | null, () => string, number, string]>([
    ['no key', () => null, () => ann.seller_id, 401, 'unauthorized'],
    [
      'a made up key',
      () => `sp_${'0'.repeat(18)}_${'0'.repeat(64)}`,
      () => ann.seller_id,
      401,
      'unauthorized',
    ],
    ['half a key', () => ann.api_key.slice(0, -1), () => ann.seller_id, 401, 'unauthorized'],
    [
      'another’s secret',
      () => `sp_${ann.key_id}_${ben.api_key.split('_')[2]}`,
      () => ann.seller_id,
      401,
      'unauthorized',
    ],
    ['an operator’s token', () => viewer, () => ann.seller_id, 403, 'forbidden'],
    ['another seller’s id', () => ann.api_key, () => ben.seller_id, 403, 'seller_mismatch'],
    ['an id that does not exist', () => ann.api_key, () => 'nobody-here', 403, 'seller_mismatch'],
  ])('posting with %s is refused', async (_name, credential, seller_id, status, code) => {
    expect(await codeOf(await post(credential(), event(seller_id(), 'e-9')))).toEqual([status, code]);
  });

  it('returns the same answer for another seller’s offer and for an unknown one', async () => {
    const answers = [ben.seller_id, 'nobody-here'].map(async (seller_id) => {
      const answer = await fetch(`${command_handler}/v1/offers/${seller_id}/access-sku`, {
        headers: as(ann.api_key),
      });
      return [answer.status, await answer.json()];
    });
    const [theirs, none] = await Promise.all(answers);
    expect(theirs).toEqual(none);
    expect(theirs?.[0]).toBe(404);
  });

  it('shows a seller its own result, never another seller’s with the same event id', async () => {
    expect(await codeOf(await ann.outcome('e-1'))).toEqual([404, 'not_decided']);
    expect(await (await ben.outcome('e-1')).json()).toMatchObject({ status: 'accepted', version: 1 });
  });

  it.each<[string, string, string]>([
    ['a viewer asks for a key', 'POST', '/v1/api-key-requests'],
    ['a viewer revokes a key', 'DELETE', '/v1/sellers/x/api-keys/y'],
    ['a viewer introspects', 'POST', '/v1/introspect'],
  ])('%s: refused', async (_name, method, path) => {
    const grace = stack.credentials.operators.find(({ roles }) => !roles.includes('admin'))?.token ?? '';
    expect(await codeOf(await fetch(`${ingestion}${path}`, { method, headers: as(grace) }))).toEqual([
      403,
      'forbidden',
    ]);
  });

  it('lets a key create its successor, refuses a revoked one everywhere within two seconds, and accepts the other', async () => {
    const carl = await seller(stack);
    expect((await carl.post(event(carl.seller_id))).status).toBe(202);
    await eventually(async () => expect((await carl.outcome('e-1')).status).toBe(200));
    const at = `${ingestion}/v1/sellers/${carl.seller_id}/api-keys`;
    const rotate = (credential: string) =>
      fetch(`${at}/${carl.key_id}/rotate`, { method: 'POST', headers: as(credential) });
    expect(await codeOf(await rotate(operatorToken(stack, 'admin')))).toEqual([403, 'forbidden']);
    expect(await codeOf(await rotate(ann.api_key))).toEqual([404, 'not_found']);
    const { api_key, key_id, previous_expires_at } = (await (await rotate(carl.api_key)).json()) as {
      api_key: string;
      key_id: string;
      previous_expires_at: string;
    };
    // A key cannot create a successor under another name.
    expect(await codeOf(await rotate(api_key))).toEqual([404, 'not_found']);
    expect(Date.parse(previous_expires_at) - Date.now()).toBeLessThanOrEqual(24 * 3_600_000);
    expect((await carl.post(event(carl.seller_id))).status).toBe(202);
    const { api_keys } = (await (await fetch(at, { headers: as(api_key) })).json()) as { api_keys: object[] };
    expect(api_keys).toMatchObject([
      {
        key_id: carl.key_id,
        created_by: 'ada',
        approved_by: 'grace',
        reason: 'a test',
        successor_of: null,
        expires_at: previous_expires_at,
      },
      { key_id, created_by: `seller ${carl.seller_id}`, approved_by: null, successor_of: carl.key_id },
    ]);
    expect(await codeOf(await fetch(at, { headers: as(ann.api_key) }))).toEqual([404, 'not_found']);
    expect((await fetch(`${at}/${carl.key_id}`, { method: 'DELETE', headers: as(api_key) })).status).toBe(
      204,
    );
    await eventually(async () => expect((await carl.post(event(carl.seller_id))).status).toBe(401), 2_000);
    await eventually(async () => expect((await carl.outcome('e-1')).status).toBe(401), 2_000);
    expect((await post(api_key, event(carl.seller_id, 'e-2'))).status).toBe(202);
  });
});
