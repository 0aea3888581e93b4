import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { askControl } from '@stockproof/embedded';
import {
  askAvailability,
  callRecovery,
  eventually,
  evidenceOf,
  type RunningStack,
  runningStack,
  type Seller,
  seller,
  requestRecovery,
} from '@stockproof/testing';
import { sharedInstance } from '../stack/shared-instance.js';
import { tamper, type TrialOffer, trialOffer } from './trial-offer.js';

/** Its own instance, because other specs need a recovery service that is not killed. */
let stack: RunningStack;

const part = (action: string): Promise<void> =>
  askControl(stack.control_socket, 'recovery', action as 'kill');

/** Waits until a run has reached a step, then kills the service in it. */
async function killAt(recovery_id: string, step: string): Promise<void> {
  await eventually(async () => {
    const { body } = await callRecovery<{ items: { type: string; step?: string }[] }>(
      stack,
      'GET',
      `/v1/recoveries/${recovery_id}/history`,
    );
    if (!body.items.some((event) => event.type === 'step_reached' && event.step === step))
      throw new Error(`not yet ${step}`);
  });
  await part('kill');
}

describe('a recovery whose service is killed', () => {
  let ann: Seller;

  beforeAll(async () => {
    stack = runningStack((await sharedInstance())['STOCKPROOF_HOME']);
    ann = await seller(stack);
  });
  afterEach(async () => {
    await part('start');
    await eventually(async () => expect((await fetch(`${stack.urls.recovery}/health/ready`)).ok).toBe(true));
  });

  it.each(['barrier', 'replay', 'reconcile', 'repair', 'seal'])(
    'at %s is resumed and has the same end',
    async (step) => {
      const offer: TrialOffer = await trialOffer(stack, ann);
      await tamper(stack, 'availability', 'UPDATE offer_availability SET sellable = 1 WHERE {offer}', offer);
      const id = await requestRecovery(stack, {
        scope: { type: 'by_offer', offers: [offer] },
        mode: 'repair',
      });
      await killAt(id, step);
      await part('start');
      const evidence = await evidenceOf(stack, id);
      const { resumed } = (await callRecovery(stack, 'GET', `/v1/recoveries/${id}`)).body;
      expect([evidence.confidence_status, evidence.resumed]).toEqual(['trusted', resumed]);
      await eventually(async () => {
        const answer = await askAvailability(stack, `/v1/availability/${offer.sku}/${offer.seller_id}`);
        expect(await answer.json()).toMatchObject({ version: 5, sellable: 115, confidence: 'trusted' });
      });
      const { body } = await callRecovery<{ items: { type: string }[] }>(
        stack,
        'GET',
        `/v1/recoveries/${id}/history`,
      );
      expect(body.items.filter(({ type }) => type === 'recovery_completed')).toHaveLength(1);
    },
  );
});
