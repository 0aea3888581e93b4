import { beforeAll, describe, expect, it } from '@jest/globals';
import { callRecovery, runningStack, type Seller, seller, tokenOfPerson } from '@stockproof/testing';
import { MATRIX } from './matrix.js';
import { IN_BODIES, IN_PATHS, IN_QUERIES, ODD_TEXTS } from './odd-texts.js';

type Service = 'ingestion' | 'command_handler' | 'availability' | 'recovery' | 'reservation';

describe('a text that cannot be stored is refused with a reason', () => {
  const stack = runningStack();
  let ann: Seller;
  let planned = '';
  beforeAll(async () => {
    ann = await seller(stack);
    const { body } = await callRecovery(stack, 'POST', '/v1/recoveries', 'ada', {
      contract: 'inventory-availability-projection',
      scope: { type: 'all' },
      mode: 'verify',
      owner: 'test',
      intent: 'odd texts',
    });
    planned = body.recovery_id;
    await callRecovery(stack, 'POST', `/v1/recoveries/${planned}/plan`);
  });

  /**
   * The content of an answer: its status if it is a refusal that the client can correct, otherwise the whole
   * answer.
   */
  async function said(
    service: Service,
    method: string,
    path: string,
    by: string,
    body: unknown,
  ): Promise<unknown> {
    const token = by === 'seller' ? ann.api_key : (tokenOfPerson(stack, by) ?? '');
    const answer = await fetch(`${stack.urls[service]}${path.replace('planned', planned)}`, {
      method,
      signal: AbortSignal.timeout(10_000),
      headers: {
        authorization: `Bearer ${token}`,
        ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
      },
      ...(method === 'POST' ? { body: JSON.stringify(body) } : {}),
    });
    const problem = answer.headers.get('content-type')?.startsWith('application/problem+json') === true;
    if (problem && answer.status < 500) return void (await answer.body?.cancel());
    return { status: answer.status, reported: await answer.text() };
  }

  /** Each odd text that is not refused, with the answer. */
  async function taken(
    operation: string,
    by: string,
    path: (address: string) => string,
    body: (text: string) => unknown,
  ): Promise<unknown[]> {
    const [service, method] = operation.split(' ') as [Service, string];
    const answers = await Promise.all(
      ODD_TEXTS.map(
        async ([text, address]) =>
          [text, await said(service, method, path(address), by, body(text))] as const,
      ),
    );
    return answers.filter(([, answer]) => answer !== undefined);
  }
  const pathOf = (operation: string): string => operation.split(' ')[2] ?? '';

  it.each(IN_PATHS)('in the path of %s', async (operation, [by = 'ada']) => {
    expect(
      await taken(
        operation,
        by,
        (address) => pathOf(operation).replaceAll(/\{\w+\}/g, address),
        () => ({}),
      ),
    ).toEqual([]);
  });

  it.each(IN_QUERIES)('%s', async (operation) => {
    expect(
      await taken(
        operation,
        'ada',
        (address) => pathOf(operation) + address,
        () => ({}),
      ),
    ).toEqual([]);
  });

  it.each(IN_BODIES)('in the body of %s: %s', async (operation, _field, body) => {
    const [by = 'ada'] = MATRIX[operation] ?? (operation.endsWith('abort') ? ['ada'] : ['grace']);
    expect(
      await taken(
        operation,
        by,
        () => pathOf(operation),
        (text) => ({ ...body(text), ...(by === 'seller' ? { seller_id: ann.seller_id } : {}) }),
      ),
    ).toEqual([]);
  });
});
