import { expect } from '@jest/globals';
import { TOPICS } from '@stockproof/events';
import {
  callRecovery,
  eventually,
  redriveThroughApi,
  type RunningStack,
  signed,
  testBroker,
} from '@stockproof/testing';
import { javaPartition } from '../model/java-partition.js';
import type { TrialOffer } from '../recovery/trial-offer.js';
import { of, receive, type Scenario, shows, TIME, trusted, WITHIN_MS } from './offer-steps.js';

/** Puts a message with a negative quantity into the quarantine; returns its event as it should be, and its address. */
async function deadLetterOf(
  stack: RunningStack,
  offer: TrialOffer,
): Promise<{ event: object; path: string }> {
  const event = { ...offer, event_id: `${offer.sku}-3`, operation: 'I', quantity: 5, event_time: TIME };
  const producer = await testBroker().producer();
  await producer.send(TOPICS.updates, [
    signed({
      partition: javaPartition(offer.sku, 8),
      key: offer.sku,
      value: JSON.stringify({ ...event, quantity: -5 }),
    }),
  ]);
  await producer.close();
  const deadLetter = await eventually(async () => {
    const { body } = await callRecovery<{
      items: { source_topic: string; source_partition: number; source_offset: number }[];
    }>(stack, 'GET', `/v1/dead-letters?sku=${offer.sku}`);
    const [first] = body.items;
    if (first === undefined) throw new Error('no letter yet');
    return first;
  });
  const path = `/v1/dead-letters/${deadLetter.source_topic}/${deadLetter.source_partition}/${deadLetter.source_offset}`;
  return { event, path };
}

/** Redrives a dead letter, with repeated attempts; it takes effect once. */
export const redrive: Scenario = async (stack, ann) => {
  const offer = await receive(ann);
  await shows(stack, offer, { version: 2 });
  const { event, path } = await deadLetterOf(stack, offer);
  await eventually(
    async () =>
      expect((await redriveThroughApi<{ outcome?: string }>(stack, path, event)).body.outcome).toBe(
        'accepted',
      ),
    WITHIN_MS,
  );
  await shows(stack, offer, { version: 3, sellable: 15 });
  await trusted(stack, of(offer));
};

/** Redrives a plan's dead letter; whatever ends the service, the plan is carried out once. */
export const redrivePlan: Scenario = async (stack, ann) => {
  const offer = await receive(ann);
  await shows(stack, offer, { version: 2 });
  await deadLetterOf(stack, offer);
  const ask = <T>(method: 'GET' | 'POST', path: string, by: string, body?: object) =>
    eventually(async () => {
      const answer = await callRecovery<T>(stack, method, `/v1/redrive-plans${path}`, by, body);
      if (answer.status >= 500) throw new Error(`answered ${answer.status}`);
      return answer.body;
    }, WITHIN_MS);
  const plan = await ask<{ plan_id: string; digest: string }>('POST', '', 'ada', {
    filter: { sku: offer.sku },
    patch: [{ op: 'replace', path: '/quantity', value: 5 }],
    reason: 'crash points',
  });
  await ask('POST', `/${plan.plan_id}/approve`, 'grace', { digest: plan.digest });
  await eventually(
    async () =>
      expect(await ask('GET', `/${plan.plan_id}`, 'ada')).toMatchObject({
        status: 'done',
        counts: { redriven: 1, open: 0 },
      }),
    WITHIN_MS,
  );
  await shows(stack, offer, { version: 3, sellable: 15 });
  await trusted(stack, of(offer));
};
