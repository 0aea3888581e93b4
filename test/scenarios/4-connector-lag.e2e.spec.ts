import { expect, it } from '@jest/globals';
import { askControl } from '@stockproof/embedded';
import {
  callRecovery,
  eventually,
  evidenceOf,
  runningStack,
  seller,
  requestRecovery,
} from '@stockproof/testing';
import { burst } from './burst.js';

it('the connector is unavailable and returns at its slot: a recovery waits for it instead of guessing', async () => {
  const stack = runningStack();
  const ann = await seller(stack);
  await askControl(stack.control_socket, 'connect', 'stop');
  await burst(ann, 'lag', 10);
  const recovery_id = await requestRecovery(stack, {
    scope: { type: 'by_seller', seller_ids: [ann.seller_id] },
  });
  await eventually(async () => {
    const { body } = await callRecovery(stack, 'GET', `/v1/recoveries/${recovery_id}`);
    expect([body.status, body.step]).toEqual(['running', 'barrier']);
  });
  await askControl(stack.control_socket, 'connect', 'start');
  expect(await evidenceOf(stack, recovery_id)).toMatchObject({ confidence_status: 'trusted', reasons: [] });
});
