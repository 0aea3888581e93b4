import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type AnotherProcess,
  anotherProcess,
  eventually,
  kafkaClient,
  askAvailability,
  runningStack,
  seller,
} from '@stockproof/testing';
import { trialOffer } from '../recovery/trial-offer.js';

describe('a query-only process of the projection', () => {
  const stack = runningStack();
  let query: AnotherProcess;
  let groups: string[];

  const asked = (availability: string, path: string): Promise<Response> =>
    askAvailability(
      { ...stack, urls: { ...stack.urls, availability }, credentials: stack.credentials },
      path,
    );

  /** Members of all groups that are of the projection; a group that another spec uses is not of it. */
  async function projecting(): Promise<string[]> {
    const admin = kafkaClient(stack).admin();
    await admin.connect();
    try {
      const names = (await admin.listGroups()).groups
        .map(({ groupId }) => groupId)
        .filter((name) => name.includes('availability-projection'));
      const described = (await admin.describeGroups(names)).groups;
      return described
        .flatMap(({ groupId, members }) => members.map(({ memberId }) => `${groupId} ${memberId}`))
        .sort();
    } finally {
      await admin.disconnect();
    }
  }

  beforeAll(async () => {
    groups = await eventually(async () => {
      const found = await projecting();
      expect(found).not.toEqual([]);
      return found;
    });
    query = await anotherProcess(
      stack,
      'availability-projection',
      { setting: 'STOCKPROOF_AVAILABILITY_PORT', is: 19_461 },
      { STOCKPROOF_AVAILABILITY_ROLE: 'query' },
    );
  });
  afterAll(() => void query?.process.kill('SIGKILL'));

  it('joins no group: the members are those from before', async () => {
    expect(await projecting()).toEqual(groups);
  });

  it('answers queries and streams what is published, like the others', async () => {
    const ann = await seller(stack);
    const offer = await trialOffer(stack, ann);
    const path = `/v1/availability/${offer.sku}/${offer.seller_id}`;
    const answer = async (url: string) =>
      (await asked(url, path)).json() as Promise<{ version: number; sellable: number }>;
    const { version, sellable } = await answer(query.url);
    expect(await answer(stack.urls.availability)).toMatchObject({ version, sellable });
    const stream = await fetch(`${query.url}/v1/availability-stream?sku=${offer.sku}`);
    const events = (stream.body as ReadableStream<Uint8Array>)
      .pipeThrough(new TextDecoderStream())
      .getReader();
    let said = '';
    const reads = async (text: string): Promise<void> => {
      while (!said.includes(text)) said += (await events.read()).value ?? '';
    };
    await reads('event: snapshot');
    await ann.post([
      {
        event_id: `${offer.sku}-more`,
        sku: offer.sku,
        seller_id: offer.seller_id,
        operation: 'I',
        quantity: 7,
        event_time: '2026-06-19T18:23:11Z',
      },
    ]);
    await reads(`"sellable":${sellable + 7}`);
    await events.cancel();
    expect((await asked(query.url, '/v1/freshness')).status).toBe(200);
  });

  it('ends in order, and leaves no group behind', async () => {
    query.process.kill('SIGTERM');
    expect(await query.exited).toBe(0);
    expect(await projecting()).toEqual(groups);
  });
});
