import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Command } from 'commander';
import { addKeyRequestCommands } from './key-requests.js';
import { addRedrivePlanCommands } from './redrive-plans.js';
import { addRedriveCommands } from './redrives.js';

const home = mkdtempSync(join(tmpdir(), 'stockproof-cli-'));
const EVENT = { event_id: 'e', sku: 's' };
const REDRIVE = {
  redrive_id: 'red-1',
  dead_letter: 't/3/7',
  status: 'approved',
  seller_id: 'ann',
  event_id: 'e',
  digest: 'd1',
  reason: 'why',
  requested_by: 'ada',
  approved_by: 'grace',
  expires_at: 'LATER',
};
const REQUEST = { ...REDRIVE, request_id: 'kr-1' };
const SENT = {
  redrive_id: 'red-1',
  event_id: 'e',
  outcome: 'accepted',
  closed: true,
  reconciled_before: { recovery_id: 'rec-1', confidence_status: 'trusted' },
  evidence: { recovery_id: 'rec-2', confidence_status: 'trusted' },
};

const COUNTS = { open: 0, redriven: 2, refused: 0, already_closed: 0, undecided: 0 };
const PLAN = {
  plan_id: 'rdp-1',
  status: 'done',
  digest: 'd1',
  dead_letters: 2,
  counts: COUNTS,
  reason: 'why',
  requested_by: 'ada',
  void_reason: null,
};
const PLAN_TEXT = 'rdp-1  done       2 of 2 redriven, 0 refused, 0 already closed, 0 not decided  ada: why';
const PATCH = JSON.stringify([{ op: 'remove', path: '/a' }]);
const LINE = { line: 1, dead_letter: 't/3/7', seller_id: 'ann', event_id: 'e', code: null, detail: null };
const NOT_SENT = { ...LINE, line: 2, event_id: null, code: 'not_json', detail: 'no' };

/** The requests that the services received, and their next answers. */
let asked: string[] = [];
let next: { readonly status?: number; readonly body: object } = { body: {} };
const services = createServer((request, response) => {
  void text(request).then((body) => {
    asked.push(`${request.method} ${request.url}${body === '' ? '' : ` ${body}`}`);
    response
      .writeHead(next.status ?? 200, { 'content-type': 'application/json' })
      .end(JSON.stringify(next.body));
  });
});

beforeAll(async () => {
  await new Promise<void>((done) => services.listen(0, '127.0.0.1', done));
  const port = String((services.address() as AddressInfo).port);
  Object.assign(process.env, {
    STOCKPROOF_HOME: home,
    STOCKPROOF_TOKEN: 'a-token',
    STOCKPROOF_RECOVERY_PORT: port,
    STOCKPROOF_INGESTION_PORT: port,
  });
});
afterAll(() => {
  services.close();
  services.closeAllConnections();
  rmSync(home, { recursive: true });
});
beforeEach(() => {
  asked = [];
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
});

/** The output of a command; rejects with its error line. */
async function says(args: readonly string[], answer: typeof next): Promise<string> {
  next = answer;
  const lines: string[] = [];
  for (const way of ['log', 'error'] as const)
    jest.spyOn(console, way).mockImplementation((line: string) => void lines.push(line));
  const program = new Command().exitOverride();
  addRedriveCommands(program);
  addRedrivePlanCommands(program);
  addKeyRequestCommands(program);
  await program.parseAsync(args, { from: 'user' });
  return lines.join('\n');
}

describe('commands that need two persons', () => {
  it.each<[string, readonly string[], object, string, string]>([
    [
      'a redrive is asked for',
      ['redrives', 'request', 't/3/7', '--event', JSON.stringify(EVENT), '--reason', 'why'],
      REDRIVE,
      `POST /v1/dead-letters/t/3/7/redrives {"event":${JSON.stringify(EVENT)},"reason":"why"}`,
      'red-1: asked for; another person: stockproof redrives approve red-1 --digest d1',
    ],
    [
      'redrives are listed',
      ['redrives', 'list', '--status', 'approved'],
      { items: [REDRIVE] },
      'GET /v1/redrives?status=approved',
      'red-1  approved   t/3/7  ann e  ada: why',
    ],
    [
      'a redrive is approved',
      ['redrives', 'approve', 'red-1', '--digest', 'd1'],
      REDRIVE,
      'POST /v1/redrives/red-1/approve {"digest":"d1"}',
      'red-1: approved by grace until LATER; next: stockproof redrives send red-1',
    ],
    [
      'a redrive is sent',
      ['redrives', 'send', 'red-1'],
      SENT,
      'POST /v1/redrives/red-1/send',
      'red-1: e accepted; the dead letter is closed; the offer is trusted before, trusted after (rec-2)',
    ],
    [
      'a redrive is withdrawn',
      ['redrives', 'withdraw', 'red-1', '--reason', 'a mistake'],
      REDRIVE,
      'POST /v1/redrives/red-1/withdraw {"reason":"a mistake"}',
      'red-1: withdrawn; nothing is sent of it',
    ],
    [
      'a plan is looked at before',
      ['redrive-plans', 'preview', '--sku', 's', '--patch', PATCH],
      { to_send: 1, dead_letters: 2, left_out: true, items: [LINE, NOT_SENT] },
      `POST /v1/redrive-plan-check {"filter":{"sku":"s"},"patch":${PATCH}}`,
      '   1  t/3/7  ann e\n   2  t/3/7  is not sent  not_json: no\n1 of 2 would be sent; more match, and are left for another plan',
    ],
    [
      'a plan is asked for',
      ['redrive-plans', 'request', '--reason-is', 'late', '--per-second', '5', '--reason', 'why'],
      PLAN,
      'POST /v1/redrive-plans {"filter":{"reason":"late"},"redrives_per_second":5,"reason":"why"}',
      'rdp-1: asked for 2 dead letters; another person: stockproof redrive-plans approve rdp-1 --digest d1',
    ],
    [
      'plans are listed',
      ['redrive-plans', 'list', '--status', 'done'],
      { items: [PLAN] },
      'GET /v1/redrive-plans?status=done',
      PLAN_TEXT,
    ],
    [
      'the lines of a plan are listed',
      ['redrive-plans', 'lines', 'rdp-1'],
      { items: [{ ...LINE, result: 'redriven', outcome: 'accepted' }] },
      'GET /v1/redrive-plans/rdp-1/report/lines?limit=500',
      '   1  t/3/7  ann e  redriven accepted',
    ],
    [
      'a plan is approved',
      ['redrive-plans', 'approve', 'rdp-1', '--digest', 'd1'],
      PLAN,
      'POST /v1/redrive-plans/rdp-1/approve {"digest":"d1"}',
      `${PLAN_TEXT}; next: stockproof redrive-plans follow rdp-1`,
    ],
    [
      'a plan is followed',
      ['redrive-plans', 'follow', 'rdp-1'],
      PLAN,
      'GET /v1/redrive-plans/rdp-1',
      PLAN_TEXT,
    ],
    [
      'a plan is withdrawn',
      ['redrive-plans', 'withdraw', 'rdp-1', '--reason', 'a mistake'],
      PLAN,
      'POST /v1/redrive-plans/rdp-1/withdraw {"reason":"a mistake"}',
      PLAN_TEXT,
    ],
    [
      'a key is asked for',
      ['key-requests', 'create', 'ann', '--reason', 'why'],
      REQUEST,
      'POST /v1/api-key-requests {"seller_id":"ann","reason":"why"}',
      'kr-1: asked for; another person: stockproof key-requests approve kr-1',
    ],
    [
      'keys that were asked for are listed',
      ['key-requests', 'list'],
      { items: [REQUEST] },
      'GET /v1/api-key-requests',
      'kr-1  approved   ann  ada: why',
    ],
    [
      'a key is approved',
      ['key-requests', 'approve', 'kr-1'],
      REQUEST,
      'POST /v1/api-key-requests/kr-1/approve',
      'kr-1: approved by grace; ada has until LATER: stockproof key-requests collect kr-1',
    ],
    [
      'a key is collected',
      ['key-requests', 'collect', 'kr-1'],
      { key_id: 'k', api_key: 'sp_k_secret', expires_at: 'THEN' },
      'POST /v1/api-key-requests/kr-1/collect',
      'sp_k_secret\nk: told this once; good until THEN',
    ],
    [
      'a key that was asked for is withdrawn',
      ['key-requests', 'withdraw', 'kr-1', '--reason', 'a mistake'],
      REQUEST,
      'POST /v1/api-key-requests/kr-1/withdraw {"reason":"a mistake"}',
      'kr-1: withdrawn; no key is made of it',
    ],
  ])('%s', async (_what, args, body, request, reported) => {
    expect([await says(args, { body }), asked]).toEqual([reported, [request]]);
    // For programs: standard output is the service's answer and nothing else.
    expect(JSON.parse(await says([...args, '--json'], { body }))).toEqual(body);
  });

  it('read the corrected event from a file', async () => {
    const file = join(home, 'event.json');
    writeFileSync(file, JSON.stringify(EVENT));
    await says(['redrives', 'request', 't/3/7', '--event', `@${file}`, '--reason', 'r'], { body: REDRIVE });
    expect(asked).toEqual([expect.stringContaining(JSON.stringify(EVENT))]);
  });

  it.each<[string, object, number | undefined]>([
    ['all were redriven', COUNTS, undefined],
    ['one was refused', { ...COUNTS, redriven: 1, refused: 1 }, 3],
  ])('end with 0 or 3 if of a plan %s', async (_what, counts, code) => {
    await says(['redrive-plans', 'follow', 'rdp-1'], { body: { ...PLAN, counts } });
    expect(process.exitCode).toBe(code);
  });

  it('end with 3 if a redrive was sent and is not decided yet', async () => {
    const sent = { ...SENT, outcome: null, closed: false, reconciled_before: null };
    expect(await says(['redrives', 'send', 'red-1'], { body: sent })).toContain(
      'nothing is lost: look again',
    );
    expect(process.exitCode).toBe(3);
  });

  it.each<[readonly string[], string, RegExp]>([
    [['redrives', 'approve', 'red-1', '--digest', 'x'], 'four_eyes', /another person approves: `--as NAME`/],
    [['redrives', 'approve', 'red-1', '--digest', 'x'], 'digest_mismatch', /stockproof redrives show/],
    [['redrives', 'send', 'red-1'], 'not_approved', /stockproof redrives approve/],
    [['redrives', 'send', 'red-1'], 'reconcile_first', /stockproof recovery run --mode repair/],
    [['redrives', 'show', 'red-1'], 'unknown_redrive', /stockproof redrives list/],
    [['key-requests', 'approve', 'kr-1'], 'four_eyes', /another person approves: `--as NAME`/],
    [['key-requests', 'collect', 'kr-1'], 'not_approved', /stockproof key-requests approve/],
    [['key-requests', 'withdraw', 'kr-1', '--reason', 'r'], 'key_collected', /revoke a key/],
    // A refusal with an unknown code is printed unchanged.
    [['key-requests', 'collect', 'kr-1'], 'new_code', /^new_code: no$/],
  ])('%j refused as %s: one line, with what to do', async (args, code, advice) => {
    const refused = says(args, { status: 409, body: { code, detail: 'no' } });
    await expect(refused).rejects.toThrow(advice);
    await expect(refused).rejects.toThrow(/^[^\n]+$/);
  });

  it('report what to do if no stack was ever started', async () => {
    delete process.env['STOCKPROOF_TOKEN'];
    const refused = says(['redrives', 'list'], { body: {} });
    await expect(refused).rejects.toThrow(/^there are no development operators in .*: `npm start`[^\n]*$/);
    process.env['STOCKPROOF_TOKEN'] = 'a-token';
    expect(asked).toEqual([]);
  });

  it('send no event that is not JSON', async () => {
    const args = ['redrives', 'request', 't/3/7', '--event', '{', '--reason', 'r'];
    await expect(says(args, { body: {} })).rejects.toThrow(/^--event must be JSON/);
    expect(asked).toEqual([]);
  });
});
