import { expect, it } from '@jest/globals';
import {
  callRecovery,
  eventually,
  evidenceOf,
  type RecoveryShown,
  runningStack,
  seller,
} from '@stockproof/testing';
import { tamper, trialOffer } from './trial-offer.js';

type Listed = {
  readonly items: readonly (RecoveryShown & {
    mode: string;
    requested_by: string;
    scope: { offers?: { sku: string }[] };
  })[];
};

it('a suspect offer gets a proposed repair automatically, once; a person approves and starts it', async () => {
  const stack = runningStack();
  const offer = await trialOffer(stack, await seller(stack));
  await tamper(
    stack,
    'availability',
    `UPDATE offer_availability SET status = 'suspect', expected_version = 6, found_version = 7 WHERE {offer}`,
    offer,
  );
  // The service also verifies the offer by itself, and such a run is in status planned for a short time.
  const mine = async () =>
    (await callRecovery<Listed>(stack, 'GET', '/v1/recoveries?status=planned')).body.items.filter(
      ({ mode, requested_by, scope }) =>
        mode === 'repair' &&
        requested_by === 'system:continuous' &&
        scope.offers?.some(({ sku }) => sku === offer.sku) === true,
    );
  const proposed = await eventually(async () => {
    const [one] = await mine();
    if (one === undefined) throw new Error('nothing proposed');
    return one;
  });
  const { plan_digest } = (await callRecovery(stack, 'GET', `/v1/recoveries/${proposed.recovery_id}`)).body;
  const at = `/v1/recoveries/${proposed.recovery_id}`;
  expect((await callRecovery(stack, 'POST', `${at}/approve`, 'grace', { plan_digest })).status).toBe(200);
  expect((await callRecovery(stack, 'POST', `${at}/start`)).status).toBe(202);
  const evidence = await evidenceOf(stack, proposed.recovery_id);
  expect(evidence).toMatchObject({
    requested_by: 'system:continuous',
    approved_by: 'grace',
    projection_rows_changed: 1,
  });
  expect(await mine()).toEqual([]);
});
