import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { recover, runningStack, seller } from '@stockproof/testing';
import { burst } from './burst.js';

const PORT = '19412';

it('a second projection joins and leaves in a burst: partitions move with their repairs, and the record is trusted', async () => {
  const stack = runningStack();
  const ann = await seller(stack);
  const part = stack.parts['availability-projection'];
  if (part === undefined) throw new Error('no projection');
  const load = burst(ann, 'rebalance', 60);
  const second = spawn(part.command, part.args, {
    env: { ...process.env, ...part.env, STOCKPROOF_AVAILABILITY_PORT: PORT },
    stdio: 'ignore',
  });
  await delay(4_000);
  second.kill('SIGTERM');
  await new Promise((resolve) => second.once('exit', resolve));
  await load;
  const evidence = await recover(stack, {
    scope: { type: 'by_seller', seller_ids: [ann.seller_id] },
    mode: 'repair',
  });
  expect([evidence.confidence_status, evidence.repairs.sent, evidence.reasons]).toEqual(['trusted', 0, []]);
});
