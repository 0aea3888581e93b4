import { expect, it } from '@jest/globals';
import { recordingMeter } from '@stockproof/testing';
import { observeRouted } from './observe-routed.js';

it('what came through the outbox is the end of its topics, read at most every ten seconds', async () => {
  const { meter, observed } = recordingMeter();
  let now_ms = 0;
  let high = 3;
  const admin = {
    offsets: async () =>
      new Map([
        [0, { low: 1, high }],
        [1, { low: 0, high: 4 }],
      ]),
  };
  observeRouted({ meter }, admin, ['r', 'd'], () => now_ms);
  const at = (messages: number) => [
    ['stockproof_outbox_routed', messages, { topic: 'r' }],
    ['stockproof_outbox_routed', messages, { topic: 'd' }],
  ];
  expect(await observed()).toEqual(at(7));
  high = 5;
  now_ms = 9_999;
  expect(await observed()).toEqual(at(7));
  now_ms = 10_000;
  expect(await observed()).toEqual(at(9));
});
