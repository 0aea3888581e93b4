import { randomUUID } from 'node:crypto';
import { operatorToken, type RunningStack } from '../running-stack.js';

/** A seller with its own key, created for one test. */
export interface Seller {
  readonly seller_id: string;
  readonly api_key: string;
  readonly key_id: string;
  /** Posts one event or an array unchanged. */
  post(body: unknown): Promise<Response>;
  outcome(event_id: string): Promise<Response>;
}

/** Creates a seller through the API; its id is new unless given. */
export async function seller(stack: RunningStack, seller_id = `seller-${randomUUID()}`): Promise<Seller> {
  const { urls } = stack;
  const { api_key, key_id } = await newKey(stack, seller_id);
  const authorization = `Bearer ${api_key}`;
  return {
    seller_id,
    api_key,
    key_id,
    post: (body) =>
      fetch(`${urls.ingestion}/v1/inventory-updates`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    outcome: (event_id) =>
      fetch(`${urls.command_handler}/v1/inventory-updates/${encodeURIComponent(event_id)}`, {
        headers: { authorization },
      }),
  };
}

/** Creates another key for a seller with two operators; returns what the requester receives. */
export async function newKey(
  stack: RunningStack,
  seller_id: string,
): Promise<{ readonly key_id: string; readonly api_key: string }> {
  const step = async <T>(path: string, role: string, body?: object): Promise<T> => {
    const answer = await fetch(`${stack.urls.ingestion}/v1/api-key-requests${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${operatorToken(stack, role)}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`no key: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const { request_id } = await step<{ request_id: string }>('', 'admin', { seller_id, reason: 'a test' });
  await step(`/${request_id}/approve`, 'approver');
  return step(`/${request_id}/collect`, 'admin');
}
