import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { operatorToken, readAsViewer, type RunningStack, runningStack, seller } from '@stockproof/testing';
import { startInstance, stopInstance } from '../stack/instance.js';
import { testSeed } from '../stack/test-seed.js';
import { fuzz, schemathesis } from './run-schemathesis.js';

/** STOCKPROOF_TEST_EXAMPLES=2000 makes some 100,000 requests. */
const EXAMPLES = Number(process.env['STOCKPROOF_TEST_EXAMPLES'] ?? 4);
const WITHIN_MS = 300_000 + EXAMPLES * 20_000;

const program = await schemathesis();
const both = program === null ? it.skip : it;
if (program === null)
  console.warn(
    'Schemathesis could not be installed (python3 with venv, and a package index): the APIs are not fuzzed',
  );

describe('generated requests', () => {
  // On its own instance: generated requests may revoke, pause and fill what other tests need.
  let env: Record<string, string>;
  let stack: RunningStack;

  beforeAll(async () => {
    // Each operation is asked without a valid credential too, which is not to be answered with a 429.
    env = await startInstance({ STOCKPROOF_MAX_LOGIN_FAILURES: '10000' });
    stack = runningStack(env['STOCKPROOF_HOME']);
  });
  afterAll(() => stopInstance(env));

  both.each<[string, keyof RunningStack['urls'], string]>([
    ['a seller', 'ingestion', 'seller'],
    ['an admin', 'ingestion', 'admin'],
    ['a seller', 'command_handler', 'seller'],
    // A viewer who is no admin: Connect, restarted again and again, refuses more of it for a while (a 503).
    ['a viewer', 'command_handler', 'approver'],
    ['anybody', 'availability', 'seller'],
    ['a requester', 'recovery', 'requester'],
    ['an approver', 'recovery', 'approver'],
    ['an order service', 'reservation', 'order-service'],
  ])(
    'of %s get no 5xx, and no answer that the document of %s does not have',
    async (_who, service, role) => {
      // A seller of its own, because a seller may revoke its keys.
      const credential = role === 'seller' ? (await seller(stack)).api_key : operatorToken(stack, role);
      const url = stack.urls[service];
      const document = (await (await readAsViewer(stack, url, '/docs-json')).json()) as object;
      const { ok, report, requests } = await fuzz(
        program ?? '',
        url,
        document,
        credential,
        EXAMPLES,
        testSeed(),
      );
      expect(ok ? '' : report).toBe('');
      expect(requests).toBeGreaterThan(EXAMPLES);
    },
    WITHIN_MS,
  );
});
