import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Principal } from '@stockproof/auth';
import { ConnectorWatch } from '@stockproof/connectors';
import { CONFIG } from '@stockproof/service';
import { type InProcess, inProcess, serving } from '@stockproof/testing';
import { ConnectorsController } from './connectors/connectors.controller.js';
import { OffersController } from './ledger-queries/offers.controller.js';
import { OutcomesController } from './outcomes/outcomes.controller.js';
import { COMMANDS_TOPIC, INVENTORY_POOL } from './tokens.js';

const WHO: Readonly<Record<string, Principal>> = {
  ann: { kind: 'seller', seller_id: 'ann', key_id: 'k' },
  viewer: { kind: 'operator', name: 'v', roles: ['viewer'] },
  approver: { kind: 'operator', name: 'a', roles: ['approver'] },
};
const AT = new Date('2026-06-19T18:00:00Z');
const OUTCOME = {
  status: 'accepted',
  version: 3,
  reason: null,
  sku: 's',
  decided_at: AT,
  duplicates: 1,
  conflicts: 0,
};
const HEAD = {
  seller_id: 'ann',
  sku: 's',
  stock_on_hand: 5,
  version: 3,
  chain_digest: Buffer.from('ab', 'hex'),
  updated_at: AT,
};
const transaction = (version: number, operation = 'I'): object => ({
  event_id: `e${version}`,
  operation,
  seller_id: 'ann',
  sku: 's',
  version,
  status: 'accepted',
  event_time: AT,
  accepted_at: AT,
  request_hash: Buffer.alloc(1),
  previous_digest: Buffer.alloc(1),
  chain_digest: Buffer.alloc(1),
});

/** What the database holds, by statement. */
let rows: Readonly<Record<string, object[]>>;
/** After which version a history was asked for, and how many rows. */
let asked: { readonly after: unknown; readonly limit: number };
let outcome_of: readonly unknown[];
let read_as: unknown;
let service: InProcess;
beforeAll(async () => {
  const query = async (
    asked_for: string | { readonly name: string; readonly values?: readonly unknown[] },
  ) => {
    if (typeof asked_for === 'string') return { rows: [] };
    const { name, values = [] } = asked_for;
    if (name === 'find-outcome') outcome_of = values;
    if (name === 'read-of-seller') read_as = values[0];
    if (name !== 'read-offer-history') return { rows: rows[name] ?? [] };
    asked = { after: values[2], limit: Number(values[3]) };
    return { rows: (rows[name] ?? []).slice(0, asked.limit) };
  };
  const pool = { query, connect: async () => ({ query, release: () => undefined }) };
  service = await inProcess(
    serving({
      controllers: [OutcomesController, OffersController, ConnectorsController],
      authenticate: async (token: string) => WHO[token] ?? null,
      providers: [
        { provide: INVENTORY_POOL, useValue: pool },
        { provide: ConnectorWatch, useValue: { reports: () => [] } },
        { provide: CONFIG, useValue: {} },
        { provide: COMMANDS_TOPIC, useValue: 'commands' },
      ],
    }),
  );
});
afterAll(() => service.close());

async function get(
  path: string,
  who: string,
  given: typeof rows = {},
): Promise<{ status: number; reported: Record<string, unknown> }> {
  rows = given;
  const answer = await fetch(`${service.url}/v1/${path}`, { headers: { authorization: `Bearer ${who}` } });
  return { status: answer.status, reported: (await answer.json()) as Record<string, unknown> };
}

describe('the API of the ledger', () => {
  it.each<[string, string, typeof rows, number, object]>([
    [
      'inventory-updates/e',
      'ann',
      { 'find-outcome': [OUTCOME] },
      200,
      {
        event_id: 'e',
        seller_id: 'ann',
        status: 'accepted',
        version: 3,
        sku: 's',
        duplicates: 1,
        decided_at: AT.toISOString(),
      },
    ],
    ['inventory-updates/e', 'ann', {}, 404, { code: 'not_decided' }],
    ['inventory-updates/e', 'viewer', { 'find-outcome': [OUTCOME] }, 400, { code: 'bad_request' }],
    ['inventory-updates/e?seller_id=ben', 'viewer', { 'find-outcome': [OUTCOME] }, 200, { seller_id: 'ben' }],
    ['inventory-updates/e?seller_id=ann', 'ann', { 'find-outcome': [OUTCOME] }, 200, { seller_id: 'ann' }],
    [
      'inventory-updates/e?seller_id=ben',
      'ann',
      { 'find-outcome': [OUTCOME] },
      403,
      { code: 'seller_mismatch' },
    ],
    ...['', '%07', 'x'.repeat(65)].flatMap((name) =>
      ['ann', 'viewer'].map((who): [string, string, typeof rows, number, object] => [
        `inventory-updates/e?seller_id=${name}`,
        who,
        { 'find-outcome': [OUTCOME] },
        400,
        { code: 'bad_request' },
      ]),
    ),
    [
      `inventory-updates/e?seller_id=${'x'.repeat(64)}`,
      'viewer',
      { 'find-outcome': [OUTCOME] },
      200,
      { seller_id: 'x'.repeat(64) },
    ],
    [
      'inventory-updates/e?source_kind=order',
      'ann',
      { 'find-outcome': [OUTCOME] },
      403,
      { code: 'forbidden' },
    ],
    [
      'inventory-updates/e?seller_id=ben&source_kind=order',
      'viewer',
      { 'find-outcome': [OUTCOME] },
      200,
      { seller_id: 'ben' },
    ],
    [
      'inventory-updates/e?seller_id=ben&source_kind=repair',
      'viewer',
      { 'find-outcome': [OUTCOME] },
      400,
      { code: 'bad_request' },
    ],
    ['inventory-updates/e', 'approver', {}, 403, { code: 'forbidden' }],
    [`inventory-updates/${'e'.repeat(129)}`, 'ann', {}, 400, { code: 'bad_request' }],
    [
      'offers/ann/s',
      'ann',
      { 'read-offer-head': [HEAD] },
      200,
      { stock_on_hand: 5, version: 3, chain_digest: 'ab', buckets: [] },
    ],
    ['offers/ann/s', 'ann', {}, 404, { code: 'unknown_offer' }],
    ['offers/ben/s', 'ann', { 'read-offer-head': [HEAD] }, 404, { code: 'unknown_offer' }],
    ['offers/ben/s', 'viewer', { 'read-offer-head': [HEAD] }, 200, { seller_id: 'ben' }],
    [
      'offers/ben/s/transactions',
      'ann',
      { 'read-offer-history': [transaction(1)] },
      404,
      { code: 'unknown_offer' },
    ],
    ['offers/ann/s/transactions', 'ann', {}, 404, { code: 'unknown_offer' }],
    ['offers/ann/s/transactions?after_version=9', 'ann', {}, 200, { transactions: [] }],
    ['offers/ann/s/transactions?limit=1001', 'ann', {}, 400, { code: 'bad_request' }],
    ['offers/ann/s/transactions?after_version=-1', 'ann', {}, 400, { code: 'bad_request' }],
    ['connectors', 'viewer', {}, 200, { connectors: [] }],
    ['connectors', 'ann', {}, 403, { code: 'forbidden' }],
    ['connector-lag', 'viewer', { 'read-slot-lag': [] }, 200, { slots: [] }],
  ])('%.50s to %s, of %j: %i', async (path, who, given, status, reported) =>
    expect(await get(path, who, given)).toMatchObject({ status, reported }),
  );

  it.each([
    ['inventory-updates/e', 'ann', 'ann'],
    ['inventory-updates/e?seller_id=ben', 'viewer', 'ben'],
    ['offers/ann/s', 'ann', 'ann'],
    ['offers/ben/s', 'viewer', 'ben'],
    ['offers/ann/s/transactions', 'ann', 'ann'],
    ['offers/ben/s/transactions', 'viewer', 'ben'],
  ])('answers %s to %s from the rows of %s alone', async (path, who, seller) => {
    read_as = undefined;
    await get(path, who);
    expect(read_as).toBe(seller);
  });

  it('returns a history in pages, each starting where the one before ended', async () => {
    const whole = { 'read-offer-history': [1, 2, 3].map((version) => transaction(version)) };
    const { reported } = await get('offers/ann/s/transactions?limit=2', 'ann', whole);
    expect([(reported['transactions'] as unknown[]).length, reported['next_after_version'], asked]).toEqual([
      2,
      2,
      { after: 0, limit: 2 },
    ]);
    expect((await get('offers/ann/s/transactions?limit=4', 'ann', whole)).reported).not.toHaveProperty(
      'next_after_version',
    );
    await get('offers/ann/s/transactions?after_version=2', 'ann', whole);
    expect(asked).toEqual({ after: 2, limit: 100 });
  });

  it('returns the sums of everything that was received', async () => {
    const part = (partition: number, received: number): object => ({
      topic: 't',
      partition,
      received,
      accepted: received,
      superseded: 0,
      duplicate: 1,
      conflict: 2,
      rejected: 3,
      quarantined: 4,
    });
    const { reported } = await get('accounting', 'viewer', { 'read-accounting': [part(0, 5), part(1, 7)] });
    expect(reported['total']).toEqual({
      received: 12,
      accepted: 12,
      superseded: 0,
      duplicate: 2,
      conflict: 4,
      rejected: 6,
      quarantined: 8,
    });
    expect(reported['partitions']).toHaveLength(2);
  });

  it('returns a result by seller and event', async () => {
    await get('inventory-updates/e%2Fx?seller_id=ben', 'viewer', { 'find-outcome': [OUTCOME] });
    expect(outcome_of).toEqual(['ben', 'e/x', 'seller', 'commands']);
    await get('inventory-updates/e?seller_id=ben&source_kind=order', 'viewer', { 'find-outcome': [OUTCOME] });
    expect(outcome_of).toEqual(['ben', 'e', 'order', 'commands']);
  });

  it.each([
    ['ann', ['e1', null, null, null, 'e5']],
    ['viewer', ['e1', 'e2', 'e3', 'e4', 'e5']],
  ])('answers %s with the ids of %j', async (who, ids) => {
    const whole = {
      'read-offer-history': ['I', 'R', 'U', 'F', 'D'].map((operation, index) =>
        transaction(index + 1, operation),
      ),
    };
    const { reported } = await get('offers/ann/s/transactions', who, whole);
    expect((reported['transactions'] as { event_id: unknown }[]).map(({ event_id }) => event_id)).toEqual(
      ids,
    );
  });
});
