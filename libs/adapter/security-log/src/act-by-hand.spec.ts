import { expect, it, jest } from '@jest/globals';
import { actByHand } from './act-by-hand.js';

it.each(['', ' \n'])('without a reason nothing is done: %j', async (reason) => {
  const work = jest.fn(async () => 'done');
  const database_url = 'postgres://nobody@127.0.0.1:1/security';
  await expect(
    actByHand({ action: 'accept_loss', target: 'a log', reason, database_url }, work),
  ).rejects.toThrow('a reason is needed');
  expect(work).not.toHaveBeenCalled();
});
