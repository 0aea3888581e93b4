import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Principal } from '@stockproof/auth';
import { Problem } from '@stockproof/http';
import { merkleRoot } from '@stockproof/evidence';
import { initialRun, RUN_STATUSES } from '@stockproof/recovery-run';
import { type InProcess, inProcess, serving } from '@stockproof/testing';
import { parseContract } from '@stockproof/recovery-contract';
import { CONFIG } from '@stockproof/service';
import { anEvent, aPool } from '@stockproof/testing/kit';
import { BreakGlassController } from './break-glass/break-glass.controller.js';
import { ContractsController } from './contracts/contracts.controller.js';
import { ConfidenceController } from './confidence/confidence.controller.js';
import { summarise } from './confidence/proofs/summarise.js';
import { DeadLettersController } from './dead-letters/dead-letters.controller.js';
import { RedrivesController } from './dead-letters/redrive/redrives.controller.js';
import { SettleDeadLettersController } from './dead-letters/settle/settle-dead-letters.controller.js';
import { EvidenceController } from './evidence/evidence.controller.js';
import { EvidenceKeys } from './evidence/keys/evidence-keys.js';
import { OutcomeChecksController } from './outcomes/outcomes.controller.js';
import { RecoveriesController } from './requests/recoveries.controller.js';
import { Recoveries } from './requests/recoveries.js';
import { RecoveryReports } from './requests/report/recovery-reports.js';
import {
  CONFIDENCE_SUMMARY,
  DEAD_LETTERS,
  LEDGER_POOL,
  OUTCOMES,
  RECORDS_POOL,
  RECOVERY_FLOWS,
  REVIEW_WITHIN_HOURS,
  VIEW_POOL,
} from './tokens.js';

const ID = 'rec-2026-07-01-0123456789ab';
const WHO: Readonly<Record<string, Principal>> = {
  ann: { kind: 'seller', seller_id: 'ann', key_id: 'k' },
  viewer: { kind: 'operator', name: 'v', roles: ['viewer'] },
  approver: { kind: 'operator', name: 'a', roles: ['approver'] },
  requester: { kind: 'operator', name: 'r', roles: ['requester'] },
  admin: { kind: 'operator', name: 'm', roles: ['admin'] },
};
const found = async () => ({ state: initialRun(), version: 1, history: [] });
const done = async () => initialRun();

/** Rows that each statement finds, by its name; what the last one was asked. */
let rows: Readonly<Record<string, object[]>>;
let asked: Record<string, readonly unknown[]>;
const query = async (one: string | { name?: string; values?: readonly unknown[] }) => {
  const { name = '', values = [] } = typeof one === 'string' ? {} : one;
  asked[name] = values;
  return { rows: rows[name] ?? [], rowCount: rows[name]?.length ?? 0 };
};
let service: InProcess;
beforeAll(async () => {
  const recoveries = {
    request: done,
    plan: done,
    approve: done,
    reject: done,
    start: done,
    pause: done,
    resume: done,
    changeRate: done,
    abort: done,
    review: done,
    find: (id: string) => (id === ID ? found() : Promise.reject(new Problem(404, 'unknown_recovery', 'no'))),
  };
  const runs = { load: found, version: async () => 1, notedProgress: async () => null };
  const contract = parseContract(readFileSync('contracts/reservation-view.yaml', 'utf8'), 'reservation-view');
  const flows = new Map([['reservation-view', { contract, digest: 'ab'.repeat(32) }]]);
  const reports = new RecoveryReports({ runs, runner: { control: () => undefined }, flows });
  const counted = aPool(query);
  const pool = { query, connect: async () => ({ query, release: () => undefined }) };
  const keys = {
    jwks: async () => ({ keys: [] }),
    rotate: async () => 'evidence-2',
    copyPublic: async () => undefined,
  };
  const dead_letters = {
    contract: { dead_letters: { replayable: false, triage_within_hours: 24 } },
    ledger: pool,
    records: pool,
    now_ms: () => 0,
  };
  service = await inProcess(
    serving({
      controllers: [
        RecoveriesController,
        ContractsController,
        EvidenceController,
        ConfidenceController,
        DeadLettersController,
        RedrivesController,
        SettleDeadLettersController,
        OutcomeChecksController,
        BreakGlassController,
      ],
      authenticate: async (token: string) => WHO[token] ?? null,
      providers: [
        { provide: RECORDS_POOL, useValue: pool },
        { provide: LEDGER_POOL, useValue: pool },
        { provide: VIEW_POOL, useValue: pool },
        {
          provide: CONFIDENCE_SUMMARY,
          useValue: () => summarise({ records: counted, view: counted, proof_valid_hours: 24 }),
        },
        { provide: EvidenceKeys, useValue: keys },
        { provide: Recoveries, useValue: recoveries },
        { provide: RecoveryReports, useValue: reports },
        { provide: RECOVERY_FLOWS, useValue: flows },
        {
          provide: CONFIG,
          useValue: {
            STOCKPROOF_PROJECTIONS_DIR: 'projections',
            STOCKPROOF_DEAD_LETTER_PAYLOADS: 'masked',
          },
        },
        { provide: DEAD_LETTERS, useValue: dead_letters },
        { provide: OUTCOMES, useValue: { partitions: 8, now_ms: () => 0 } },
        { provide: REVIEW_WITHIN_HOURS, useValue: 24 },
      ],
    }),
  );
});
afterAll(() => service.close());

async function call(
  operation: string,
  who: string,
  body?: object,
  given: typeof rows = {},
): Promise<{ status: number; reported: Record<string, unknown> }> {
  [rows, asked] = [given, {}];
  const [method = '', path = ''] = operation.split(' ');
  const sent =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const answer = await fetch(`${service.url}/v1/${path}`, {
    method,
    ...sent,
    headers: { authorization: `Bearer ${who}`, ...sent.headers },
  });
  const text = await answer.text();
  return {
    status: answer.status,
    reported: (text.startsWith('{') ? JSON.parse(text) : {}) as Record<string, unknown>,
  };
}

describe('an operation answers with', () => {
  const DEAD_LETTER = 'dead-letters/updates/3/7';
  const REDRIVE = 'red-2026-07-01-0123456789ab';
  const EVENT = anEvent({
    event_id: 'e-1',
    sku: 's',
    quantity: 1,
    event_time: '1970-01-01T00:00:00Z',
    seller_id: 'ann',
  });
  it.each<[string, string, object | undefined, number, string | undefined]>([
    [
      'POST recoveries',
      'viewer',
      { contract: 'c', scope: {}, mode: 'verify', owner: 'o', intent: 'i' },
      201,
      undefined,
    ],
    ['GET recoveries', 'viewer', undefined, 200, undefined],
    ['GET recoveries?limit=501', 'viewer', undefined, 400, 'bad_request'],
    ['GET recoveries?limit=500', 'viewer', undefined, 200, undefined],
    ['GET recoveries?limit=0', 'viewer', undefined, 400, 'bad_request'],
    ...RUN_STATUSES.map((status): [string, string, undefined, number, undefined] => [
      `GET recoveries?status=${status}`,
      'viewer',
      undefined,
      200,
      undefined,
    ]),
    ['GET recoveries?status=none', 'viewer', undefined, 400, 'bad_request'],
    [`GET recoveries?after=${ID}`, 'viewer', undefined, 200, undefined],
    ['GET recoveries?after=mistyped', 'viewer', undefined, 404, 'unknown_recovery'],
    ['GET recoveries?mode=rebuild', 'viewer', undefined, 400, 'bad_request'],
    ['GET recoveries?confidence_status=sure', 'viewer', undefined, 400, 'bad_request'],
    ['GET recoveries?since=yesterday', 'viewer', undefined, 400, 'bad_request'],
    ['GET recoveries?flow=', 'viewer', undefined, 400, 'bad_request'],
    ['GET contracts', 'viewer', undefined, 200, undefined],
    ['GET contracts', 'ann', undefined, 403, 'forbidden'],
    ['GET contracts/reservation-view', 'viewer', undefined, 200, undefined],
    ['GET contracts/none', 'viewer', undefined, 404, 'unknown_contract'],
    ['GET candidates', 'viewer', undefined, 200, undefined],
    ['GET recoveries', 'ann', undefined, 403, 'forbidden'],
    ['GET recoveries', 'nobody', undefined, 401, 'unauthorized'],
    [`GET recoveries/${ID}`, 'viewer', undefined, 200, undefined],
    ['GET recoveries/other', 'viewer', undefined, 404, 'unknown_recovery'],
    [`GET recoveries/${ID}/history`, 'viewer', undefined, 200, undefined],
    ['GET recoveries/other/progress', 'viewer', undefined, 404, 'unknown_recovery'],
    [`POST recoveries/${ID}/plan`, 'viewer', undefined, 200, undefined],
    [`POST recoveries/${ID}/approve`, 'viewer', { plan_digest: 'x' }, 200, undefined],
    [`POST recoveries/${ID}/reject`, 'viewer', { reason: 'x' }, 200, undefined],
    [`POST recoveries/${ID}/start`, 'viewer', undefined, 202, undefined],
    [`POST recoveries/${ID}/pause`, 'viewer', undefined, 200, undefined],
    [`POST recoveries/${ID}/resume`, 'viewer', undefined, 200, undefined],
    [
      `POST recoveries/${ID}/rate`,
      'viewer',
      { rate_limit_events_per_second: 1, reason: 'r' },
      200,
      undefined,
    ],
    [`POST recoveries/${ID}/review`, 'viewer', { verdict: 'justified', note: 'n' }, 200, undefined],
    ['GET break-glass', 'viewer', undefined, 200, undefined],
    ['GET break-glass?state=open', 'viewer', undefined, 400, 'bad_request'],
    ['GET break-glass?after=mistyped', 'viewer', undefined, 404, 'unknown_recovery'],
    ['GET break-glass', 'ann', undefined, 403, 'forbidden'],
    [`POST recoveries/${ID}/abort`, 'viewer', undefined, 200, undefined],
    [`GET recoveries/${ID}/evidence`, 'viewer', undefined, 404, 'no_evidence'],
    ['GET evidence', 'viewer', undefined, 200, undefined],
    ['GET evidence?limit=1001', 'viewer', undefined, 400, 'bad_request'],
    ['GET evidence/keys', 'nobody', undefined, 200, undefined],
    ['POST evidence/keys/rotate', 'admin', undefined, 201, undefined],
    ['POST evidence/keys/rotate', 'approver', undefined, 403, 'forbidden'],
    [`GET evidence/${ID}/proof?seller_id=ann&sku=s`, 'viewer', undefined, 404, 'no_evidence'],
    ['GET confidence/offers?limit=1001', 'viewer', undefined, 400, 'bad_request'],
    ['GET confidence/offers?confidence=sure', 'viewer', undefined, 400, 'bad_request'],
    ['GET dead-letters', 'viewer', undefined, 200, undefined],
    ['GET dead-letters?limit=1001', 'viewer', undefined, 400, 'bad_request'],
    ['GET dead-letters?state=new', 'viewer', undefined, 400, 'bad_request'],
    ['GET dead-letters?after=updates/3/7', 'viewer', undefined, 404, 'unknown_dead_letter'],
    [`GET ${DEAD_LETTER}`, 'viewer', undefined, 404, 'unknown_dead_letter'],
    [`POST ${DEAD_LETTER}/redrives`, 'viewer', { event: EVENT, reason: 'x' }, 403, 'forbidden'],
    [`POST ${DEAD_LETTER}/redrives`, 'approver', { event: EVENT, reason: 'x' }, 403, 'forbidden'],
    [`POST ${DEAD_LETTER}/redrives`, 'requester', { event: EVENT }, 400, 'bad_request'],
    [`POST ${DEAD_LETTER}/redrives`, 'requester', { event: EVENT, reason: ' ' }, 400, 'bad_request'],
    [`POST ${DEAD_LETTER}/redrives`, 'requester', { event: {}, reason: 'x' }, 400, 'missing_field'],
    [`POST ${DEAD_LETTER}/redrives`, 'requester', { event: EVENT, reason: 'x' }, 409, 'not_replayable'],
    [`POST ${DEAD_LETTER}/redrives/check`, 'viewer', { event: EVENT }, 403, 'forbidden'],
    [`POST ${DEAD_LETTER}/redrives/check`, 'requester', {}, 400, 'bad_request'],
    [`POST ${DEAD_LETTER}/redrives/check`, 'requester', { event: {} }, 400, 'missing_field'],
    [`POST ${DEAD_LETTER}/redrives/check`, 'approver', { event: EVENT }, 409, 'not_replayable'],
    ['GET dead-letters?seller_id=', 'viewer', undefined, 400, 'bad_request'],
    ['GET redrives', 'viewer', undefined, 200, undefined],
    ['GET redrives?status=open', 'viewer', undefined, 400, 'bad_request'],
    [`GET redrives?after=${REDRIVE}`, 'viewer', undefined, 404, 'unknown_redrive'],
    [`GET redrives/${REDRIVE}`, 'viewer', undefined, 404, 'unknown_redrive'],
    [`POST redrives/${REDRIVE}/approve`, 'requester', { digest: 'a'.repeat(64) }, 403, 'forbidden'],
    [`POST redrives/${REDRIVE}/approve`, 'approver', { digest: 'a' }, 400, 'bad_request'],
    [`POST redrives/${REDRIVE}/approve`, 'approver', { digest: 'a'.repeat(64) }, 404, 'unknown_redrive'],
    [`POST redrives/${REDRIVE}/send`, 'viewer', undefined, 403, 'forbidden'],
    [`POST redrives/${REDRIVE}/send`, 'requester', undefined, 404, 'unknown_redrive'],
    [`POST ${DEAD_LETTER}/dismiss`, 'approver', {}, 400, 'bad_request'],
    [`POST ${DEAD_LETTER}/dismiss`, 'approver', { reason: 'x'.repeat(1_001) }, 400, 'bad_request'],
    [`POST ${DEAD_LETTER}/dismiss`, 'approver', { reason: 'no' }, 404, 'unknown_dead_letter'],
    [`POST ${DEAD_LETTER}/release`, 'approver', { reason: 'no' }, 404, 'unknown_dead_letter'],
    [`POST ${DEAD_LETTER}/release`, 'viewer', { reason: 'no' }, 403, 'forbidden'],
    ['POST outcomes/check', 'viewer', {}, 400, 'bad_request'],
    ['POST outcomes/emissions', 'viewer', { intent: 'x' }, 403, 'forbidden'],
  ])('%s by %s, %.40j: %i %s', async (operation, who, body, status, code) => {
    const answer = await call(operation, who, body);
    expect([answer.status, answer.reported['code']]).toEqual([status, code]);
  });
});

it('runs are listed by what is wanted, each with what the caller may do', async () => {
  const run = { flow: 'reservation-view', mode: 'repair', status: 'planned', requested_by: 'r' };
  const query =
    'flow=f&mode=repair&confidence_status=trusted&requested_by=r&since=2026-07-01T02:00:00%2B02:00';
  const may = async (who: string): Promise<unknown> => {
    const { reported } = await call(`GET recoveries?${query}`, who, undefined, { '': [run] });
    return (reported['items'] as { may: object }[])[0]?.may;
  };
  expect(await may('approver')).toEqual({ approve: true, break_glass: false, why: null });
  expect(await may('viewer')).toMatchObject({ approve: false, break_glass: false });
  const since = new Date('2026-07-01T00:00:00.000Z');
  expect(asked['']).toEqual([null, null, 100, 'f', 'repair', 'trusted', 'r', since]);
});

it('a contract answers the ten questions, and says what the roles of the caller allow', async () => {
  const { reported } = await call('GET contracts/reservation-view', 'approver');
  expect(reported).toMatchObject({
    flow: 'reservation-view',
    may: { request: false, approve: true, break_glass: false },
  });
  expect(reported['questions']).toHaveLength(10);
});

const HEAD = { seller_id: 'bob', sku: 's', version: 1, chain_digest: 'a'.repeat(64) };

it('a record proves nothing about an offer that it does not attest', async () => {
  const given = {
    'find-evidence': [{ sequence: 1, record: '{"integrity":{"sequence":1}}' }],
    'read-signed-heads': [HEAD],
  };
  for (const name of ['seller_id=ann&sku=s', 'seller_id=bob&sku=t']) {
    expect(await call(`GET evidence/${ID}/proof?${name}`, 'viewer', undefined, given)).toMatchObject({
      status: 404,
      reported: { code: 'not_in_record' },
    });
  }
});

it.each<[string, string, number]>([
  ['hands out a proof that leads to its root', merkleRoot([HEAD]), 200],
  ['hands out none where the kept heads are not those it signed', 'b'.repeat(64), 409],
])('a record %s', async (_what, merkle_root, status) => {
  const record = JSON.stringify({
    recovery_id: ID,
    offers: { count: 1, merkle_root },
    integrity: { sequence: 1 },
  });
  const given = { 'find-evidence': [{ sequence: 1, record }], 'read-signed-heads': [HEAD] };
  const answer = await call(`GET evidence/${ID}/proof?seller_id=bob&sku=s`, 'viewer', undefined, given);
  expect([answer.status, answer.reported['code']]).toEqual([
    status,
    status === 200 ? undefined : 'stream_heads_changed',
  ]);
});

describe('a dead letter', () => {
  const FOUND = { 'find-dead-letter': [{ closed_as: null }] };
  it.each<[string, typeof rows, number, object]>([
    ['dismiss', { ...FOUND, 'claim-dismissal': [] }, 409, { code: 'redriven_as_another_event' }],
    ['dismiss', { 'find-dead-letter': [{ closed_as: 'dismissed' }] }, 200, { closed: true }],
    ['release', FOUND, 409, { code: 'not_redriven' }],
    [
      'release',
      {
        ...FOUND,
        'find-redrive': [
          {
            seller_id: 'ann',
            event_id: 'e',
            request_hash: 'h',
            redriven_at: new Date(0),
            attempts: 1,
            sent_topic: null,
          },
        ],
      },
      409,
      { code: 'not_decided' },
    ],
  ])('can be asked to %s: %j', async (action, given, status, reported) => {
    expect(
      await call(`POST dead-letters/updates/3/7/${action}`, 'approver', { reason: 'no' }, given),
    ).toMatchObject({ status, reported });
  });

  it('is listed until it is settled, unless others are requested, and is overdue by the contract’s hours', async () => {
    const by_reason = [
      { reason: 'a', count: 2, overdue: 1 },
      { reason: 'b', count: 3, overdue: 2 },
    ];
    const { reported } = await call('GET dead-letters', 'viewer', undefined, {
      'count-dead-letters': by_reason,
    });
    expect(reported).toMatchObject({ by_reason, overdue: 3, items: [] });
    const closed = async (state: string): Promise<unknown> => {
      await call(`GET dead-letters${state}`, 'viewer');
      return [
        asked['count-dead-letters']?.[0],
        asked['']?.[0],
        asked['']?.filter((value) => typeof value === 'boolean'),
        asked['']?.[8],
      ];
    };
    expect(await closed('')).toEqual([24, 24, [false], null]);
    expect(await closed('?state=closed')).toEqual([24, 24, [true], null]);
    expect(await closed('?state=redriven')).toEqual([24, 24, [true], 'redriven']);
    expect(await closed('?state=dismissed')).toEqual([24, 24, [true], 'dismissed']);
    expect(await closed('?state=all')).toEqual([24, 24, [], null]);
  });
});

it('unreviewed break-glass approvals are listed, with the hours of the contract', async () => {
  const glass = {
    recovery_id: ID,
    version: 3,
    requested_by: 'ada',
    broken_by: 'rosa',
    reason: 'night',
    broken_at: new Date(0),
    overdue: true,
    review: null,
  };
  const list = async (state: string, review: string | null = null): Promise<unknown[]> => {
    const { reported } = await call(`GET break-glass${state}`, 'viewer', undefined, {
      'list-break-glass': [{ ...glass, review }],
    });
    return [reported['items'], asked['list-break-glass']?.slice(0, 2)];
  };
  expect(await list('')).toEqual([[{ ...glass, broken_at: '1970-01-01T00:00:00.000Z' }], [24, false]]);
  expect(await list('?state=reviewed', '{"note":"n"}')).toEqual([
    [{ ...glass, broken_at: '1970-01-01T00:00:00.000Z', review: { note: 'n' } }],
    [24, true],
  ]);
  expect((await list('?state=all'))[1]).toEqual([24, null]);
});

describe('confidence', () => {
  it.each<[string, number, number[], number, object, number]>([
    // trusted within an hour, a day, a week and altogether; untrusted; classes of age, unverified
    ['all classes', 20, [1, 3, 6, 10], 4, { hour: 1, day: 2, week: 3, older: 4, never: 6 }, 6],
    ['none unverified', 10, [8, 8, 8, 8], 2, { hour: 8, day: 0, week: 0, older: 0, never: 0 }, 0],
    ['nothing at all', 0, [0, 0, 0, 0], 0, { hour: 0, day: 0, week: 0, older: 0, never: 0 }, 0],
  ])('is counted by age: %s', async (_what, offers, ages, untrusted, by_age, unverified) => {
    const [within_1_hour, within_24_hours, within_7_days, trusted] = ages;
    const of_records = {
      trusted,
      untrusted,
      unverified,
      changed_since_proven: 3,
      past_proof_age: 7,
      verified_in_10_minutes: 9,
      oldest_verified_at: null,
    };
    const { status, reported } = await call('GET confidence', 'viewer', undefined, {
      'read-offer-counts': [{ ...of_records, within_1_hour, within_24_hours, within_7_days }],
      'count-suspects': [{ offers: 4 }],
      'count-revoked': [{ offers: 5 }],
    });
    expect([status, reported]).toEqual([
      200,
      {
        offers,
        suspect: 4,
        revoked: 5,
        by_age,
        proof_valid_hours: 24,
        ...of_records,
      },
    ]);
    expect(asked['read-offer-counts']).toEqual([24]);
  });

  it('is listed in pages, with the next one if there is one', async () => {
    const offer = (sku: string): object => ({
      seller_id: 'ann',
      sku,
      confidence: 'trusted',
      verified_at: new Date(1),
      recovery_id: ID,
      revoked: null,
    });
    const page = async (...skus: string[]) =>
      (
        await call('GET confidence/offers?limit=2', 'viewer', undefined, {
          'list-confidence': skus.map(offer),
        })
      ).reported as { items: { sku: string }[]; next: string | null };
    const whole = await page('a', 'b');
    expect([whole.items.map(({ sku }) => sku), whole.next]).toEqual([['a', 'b'], null]);
    const first = await page('a', 'b', 'c');
    expect([first.items.map(({ sku }) => sku), typeof first.next]).toEqual([['a', 'b'], 'string']);
    const { status } = await call(`GET confidence/offers?limit=2&after=${String(first.next)}`, 'viewer');
    expect([status, asked['list-confidence']?.includes('b'), asked['list-confidence']?.includes(3)]).toEqual([
      200,
      true,
      true,
    ]);
  });
});
