import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Authenticator } from '@stockproof/auth';
import { CONFIG } from '@stockproof/service';
import { type InProcess, inProcess, serving } from '@stockproof/testing';
import { aPool } from '@stockproof/testing/kit';
import { DEAD_LETTERS, LEDGER_POOL, RECORDS_POOL } from '../tokens.js';
import { DeadLettersController } from './dead-letters.controller.js';

const GROUP = { reason: 'invalid_json', assignee: 'platform', messages: 3, overdue: 1 };
/** What every other statement returns: a row of the list. */
const MESSAGE = { source_topic: 't', source_partition: 0, source_offset: 7, sku: 'of-a-seller' };
const dead_letters = { triage_within_hours: 24 };
const authenticate: Authenticator = async (bearer) =>
  bearer === 'viewer'
    ? { kind: 'operator', name: 'ada', roles: ['viewer'] }
    : { kind: 'service', name: bearer };

let service: InProcess;
beforeAll(async () => {
  const pool = aPool(async ({ name }: { name: string }) => ({
    rows: [name === 'count-dead-letters' ? GROUP : MESSAGE],
  }));
  service = await inProcess(
    serving({
      controllers: [DeadLettersController],
      authenticate,
      providers: [
        { provide: LEDGER_POOL, useValue: pool },
        { provide: RECORDS_POOL, useValue: pool },
        { provide: DEAD_LETTERS, useValue: { contract: { dead_letters } } },
        { provide: CONFIG, useValue: { STOCKPROOF_DEAD_LETTER_PAYLOADS: 'none' } },
      ],
    }),
  );
});
afterAll(() => service.close());

it.each<[string, string, number, number | undefined]>([
  // who asks for what: the status, and how many messages are listed
  ['viewer', '', 200, 1],
  ['console', '', 200, 0],
  ['console', '/t/0/7', 403, undefined],
  ['reservation', '', 403, undefined],
])('%s reads the dead letters%s: %i', async (who, path, status, messages) => {
  const answer = await fetch(`${service.url}/v1/dead-letters${path}`, {
    headers: { authorization: `Bearer ${who}` },
  });
  const { by_reason, overdue, items } = (await answer.json()) as {
    by_reason?: unknown;
    overdue?: number;
    items?: unknown[];
  };
  expect([answer.status, items?.length]).toEqual([status, messages]);
  if (status === 200) expect([by_reason, overdue]).toEqual([[GROUP], 1]);
});
