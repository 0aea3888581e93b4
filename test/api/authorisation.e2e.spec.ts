import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  eventually,
  readAsViewer,
  runningStack,
  type Seller,
  seller,
  SERVICES,
  type ServiceName,
} from '@stockproof/testing';
import { anEvent } from '@stockproof/testing/kit';
import { MATRIX, PRINCIPALS, type PrincipalName } from './matrix.js';

/** A SKU that only another seller has. */
const UNITS = 771_177_717;

interface ApiDocument {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly security?: readonly object[] }>>>
  >;
}

describe('who may do what, operation by operation', () => {
  const stack = runningStack();
  const open = new Map<string, boolean>();
  const credentials = new Map<PrincipalName, string | null>([['nobody', null]]);
  let owner: Seller;

  beforeAll(async () => {
    for (const service of [...SERVICES, 'console'] as const) {
      const { paths } = (await (
        await readAsViewer(stack, stack.urls[service], '/docs-json')
      ).json()) as ApiDocument;
      for (const [path, item] of Object.entries(paths)) {
        for (const [method, { security }] of Object.entries(item))
          open.set(`${service} ${method.toUpperCase()} ${path}`, security === undefined);
      }
    }
    for (const { name, token } of stack.credentials.operators) credentials.set(name as PrincipalName, token);
    for (const { name, token } of stack.credentials.seller_people)
      credentials.set(name as PrincipalName, token);
    credentials.set('seller', (await seller(stack)).api_key);
    owner = await seller(stack);
    await owner.post(
      anEvent({ event_id: 'theirs', sku: 'matrix-sku', quantity: UNITS, seller_id: owner.seller_id }),
    );
    await eventually(async () => expect((await owner.outcome('theirs')).status).toBe(200));
  });

  /** The operation on an object of another seller, or on one that does not exist. */
  async function ask(
    operation: string,
    by: PrincipalName,
  ): Promise<{ readonly status: number; readonly text: string }> {
    const [service, method, template = ''] = operation.split(' ') as [
      ServiceName | 'console',
      string,
      string,
    ];
    const named: Record<string, string> = {
      seller_id: owner.seller_id,
      sku: 'matrix-sku',
      event_id: 'theirs',
      partition: '0',
      offset: '0',
    };
    const path = template.replace(/\{(\w+)\}/g, (_whole, name: string) => named[name] ?? 'nothing');
    const credential = credentials.get(by) ?? null;
    const answer = await fetch(`${stack.urls[service]}${path}`, {
      method,
      signal: AbortSignal.timeout(10_000),
      headers: {
        ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
        ...(credential === null ? {} : { authorization: `Bearer ${credential}` }),
      },
      ...(method === 'POST' ? { body: '{}' } : {}),
    });
    const streamed = answer.headers.get('content-type')?.startsWith('text/event-stream') === true;
    const text = streamed ? '' : await answer.text();
    if (streamed) await answer.body?.cancel();
    return { status: answer.status, text };
  }

  it('is listed for every operation, and for no other', () => {
    expect([...open.keys()].sort()).toEqual(Object.keys(MATRIX).sort());
  });

  it('agrees with the credentials in the API documents', () => {
    const said = [...open]
      .filter(([, needs_none]) => needs_none)
      .map(([operation]) => operation)
      .sort();
    expect(said).toEqual(
      Object.entries(MATRIX)
        .filter(([, who]) => who.includes('nobody'))
        .map(([operation]) => operation)
        .sort(),
    );
  });

  it.each(Object.entries(MATRIX))('%s', async (operation, admitted) => {
    const answers = await Promise.all(PRINCIPALS.map(async (by) => [by, await ask(operation, by)] as const));
    const refused = answers.filter(([, { status }]) => [401, 403].includes(status)).map(([by]) => by);
    // An admitted seller that requests an object of another seller gets the answer "not found".
    expect(refused).toEqual(PRINCIPALS.filter((by) => !admitted.includes(by)));
    for (const [by, { status, text }] of answers) {
      expect([by, status < 500]).toEqual([by, true]);
      const known = admitted.includes('nobody') || (admitted.includes(by) && by !== 'seller' && by !== 'sam');
      if (!known)
        expect([by, text.includes(owner.api_key) || text.includes(String(UNITS))]).toEqual([by, false]);
    }
  });
});
