import { randomUUID } from 'node:crypto';
import { operatorToken, type RunningStack } from './running-stack.js';

/** A seller with a key of its own, made for one test. */
export interface Seller {
  readonly seller_id: string;
  readonly api_key: string;
  readonly key_id: string;
  /** Posts one event or an array as it is. */
  post(body: unknown): Promise<Response>;
  outcome(event_id: string): Promise<Response>;
}

/** Makes a seller through the API; its id is new unless given. */
export async function seller(stack: RunningStack, seller_id = `seller-${randomUUID()}`): Promise<Seller> {
  const { urls } = stack;
  const created = await fetch(`${urls.ingestion}/v1/sellers/${encodeURIComponent(seller_id)}/api-keys`, {
    method: 'POST',
    headers: { authorization: `Bearer ${operatorToken(stack, 'admin')}` },
  });
  if (created.status !== 201) throw new Error(`no key: ${created.status} ${await created.text()}`);
  const { api_key, key_id } = (await created.json()) as { api_key: string; key_id: string };
  const authorization = `Bearer ${api_key}`;
  return {
    seller_id, api_key, key_id,
    post: (body) =>
      fetch(`${urls.ingestion}/v1/inventory-updates`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    outcome: (event_id) =>
      fetch(`${urls.command_handler}/v1/inventory-updates/${encodeURIComponent(event_id)}`, { headers: { authorization } }),
  };
}
