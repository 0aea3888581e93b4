import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { operatorToken, runningStack, seller } from '@stockproof/testing';

const stack = runningStack();

it.each([
  ['curl', 'sh', 'examples/http/curl.sh'],
  ['Python', 'python3', 'examples/http/stockproof.py'],
])('the example in %s posts, follows, reserves and confirms', async (_name, program, file) => {
  const ann = await seller(stack);
  const { stdout } = await promisify(execFile)(program, [file], {
    timeout: 240_000,
    env: {
      PATH: process.env['PATH'],
      STOCKPROOF_INGESTION: stack.urls.ingestion,
      STOCKPROOF_LEDGER: stack.urls.command_handler,
      STOCKPROOF_RESERVATION: stack.urls.reservation,
      STOCKPROOF_KEY: ann.api_key,
      STOCKPROOF_ORDER_TOKEN: operatorToken(stack, 'order-service'),
      SELLER: ann.seller_id,
      SKU: `example-${randomUUID()}`,
    },
  });
  const [posted, outcome, held, confirmed] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect([posted, outcome, held, confirmed]).toEqual([
    expect.objectContaining({ queued: 2 }),
    expect.objectContaining({ status: 'accepted' }),
    expect.objectContaining({ status: 'held' }),
    expect.objectContaining({ status: 'confirmed' }),
  ]);
});
