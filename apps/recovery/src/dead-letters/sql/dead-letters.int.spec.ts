import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serviceDatabase, type TestDatabase } from '@stockproof/testing';
import {
  countDeadLetters,
  type DeadLetterFilter,
  findDeadLetter,
  listDeadLetters,
  readDeadLetter,
} from './dead-letters.js';

const HOURS = 24;
const OPEN: DeadLetterFilter = {
  reason: null,
  sku: null,
  seller_id: null,
  assignee: null,
  closed: false,
  closed_as: null,
  after: null,
};

describe('dead letters', () => {
  let ledger: TestDatabase;
  beforeAll(async () => {
    ledger = await serviceDatabase('command-handler');
    // offset, reason, assignee, SKU, age in minutes; two of one moment
    for (const [topic, partition, offset, reason, assignee, sku, minutes] of [
      ['t', 0, 7, 'malformed', 'ann', 's', 30],
      ['t', 0, 8, 'malformed', 'ann', 'k', 24 * 60 + 1],
      ['t', 1, 3, 'malformed', 'ann', 's', 24 * 60 - 1],
      ['t', 0, 2, 'wrong_partition', 'platform', 's', 24 * 60 - 1],
      ['u', 0, 9, 'wrong_partition', 'platform', null, 90 * 24 * 60],
    ] as const) {
      await ledger.pool.query(
        `INSERT INTO quarantine (source_topic, source_partition, source_offset, reason, detail, assignee, seller_id, event_id, sku, message_headers, quarantined_at)
         VALUES ($1, $2, $3, $4, 'why', $5, 'ann', 'e', $6, '{}', date_trunc('minute', now()) - make_interval(mins => $7))`,
        [topic, partition, offset, reason, assignee, sku, minutes],
      );
    }
    // Settled ones, older than all others.
    for (const [offset, closed_as] of [
      [100, 'redriven'],
      [101, 'dismissed'],
    ] as const) {
      await ledger.pool.query(
        `
        INSERT INTO quarantine (source_topic, source_partition, source_offset, reason, detail, assignee, message_headers, quarantined_at,
          closed_at, closed_as, closed_by, closed_event_id)
        VALUES ('c', 0, $1, 'malformed', 'why', 'ann', '{}', now() - interval '1 year', now(), $2, 'rosa', 'f')`,
        [offset, closed_as],
      );
    }
  });
  afterAll(() => ledger.drop());

  const list = async (filter: Partial<DeadLetterFilter> = {}, limit = 9) =>
    (await listDeadLetters(ledger.pool, HOURS, { ...OPEN, ...filter }, limit))
      .map((one) => `${one.source_topic}${one.source_partition}/${one.source_offset}`)
      .join(' ');

  it('are counted by reason and assignee, the most frequent first, with those overdue by the contract', async () => {
    const counts = await countDeadLetters(ledger.pool, HOURS);
    expect(
      counts.map(({ reason, assignee, messages, overdue }) => [reason, assignee, messages, overdue]),
    ).toEqual([
      ['malformed', 'ann', 3, 1],
      ['wrong_partition', 'platform', 2, 1],
    ]);
    const age_days = counts.map(({ oldest }) => Math.round((Date.now() - oldest.getTime()) / 86_400_000));
    expect(age_days).toEqual([1, 90]);
    expect((await countDeadLetters(ledger.pool, HOURS * 100)).map(({ overdue }) => overdue)).toEqual([0, 0]);
  });

  it('are listed oldest first, then by record position, in pages', async () => {
    expect(await list()).toBe('u0/9 t0/8 t0/2 t1/3 t0/7');
    expect(await list({}, 2)).toBe('u0/9 t0/8');
    expect(await list({ after: { topic: 't', partition: 0, offset: 8 } }, 2)).toBe('t0/2 t1/3');
    expect(await list({ after: { topic: 't', partition: 0, offset: 2 } })).toBe('t1/3 t0/7');
    expect(await list({ after: { topic: 't', partition: 5, offset: 2 } })).toBe('');
    expect(await list({ after: { topic: 't', partition: 0, offset: 7 } })).toBe('');
  });

  it.each<[string, Partial<DeadLetterFilter>, string]>([
    ['of a reason', { reason: 'malformed' }, 't0/8 t1/3 t0/7'],
    ['of a SKU', { sku: 's' }, 't0/2 t1/3 t0/7'],
    ['of both', { reason: 'malformed', sku: 's' }, 't1/3 t0/7'],
    ['of none', { sku: 'x' }, ''],
    ['that are settled', { closed: true }, 'c0/100 c0/101'],
    ['that were redriven', { closed: true, closed_as: 'redriven' }, 'c0/100'],
    ['that were dismissed', { closed: true, closed_as: 'dismissed' }, 'c0/101'],
    ['of a seller', { seller_id: 'ann', reason: 'wrong_partition' }, 'u0/9 t0/2'],
    ['of another seller', { seller_id: 'bob' }, ''],
    ['of an assignee', { assignee: 'platform' }, 'u0/9 t0/2'],
    ['whatever became of them', { closed: null, reason: 'malformed' }, 'c0/100 c0/101 t0/8 t1/3 t0/7'],
  ])('are listed %s', async (_what, filter, expected) => expect(await list(filter)).toBe(expected));

  it('have their age in seconds, and whether they are overdue', async () => {
    const found = await listDeadLetters(ledger.pool, HOURS, OPEN, 9);
    expect(found.map(({ overdue }) => overdue)).toEqual([true, true, false, false, false]);
    const newest = found.at(-1);
    expect(newest).toMatchObject({
      detail: 'why',
      assignee: 'ann',
      seller_id: 'ann',
      event_id: 'e',
      sku: 's',
      reason: 'malformed',
    });
    expect(newest?.age_seconds).toBeGreaterThanOrEqual(30 * 60);
    expect(newest?.age_seconds).toBeLessThan(35 * 60);
  });

  it('are found by their full record position', async () => {
    expect(await findDeadLetter(ledger.pool, { topic: 't', partition: 0, offset: 7 })).toEqual({
      reason: 'malformed',
      seller_id: 'ann',
      event_id: 'e',
      sku: 's',
      closed_at: null,
      closed_as: null,
      closed_event_id: null,
    });
    expect(await findDeadLetter(ledger.pool, { topic: 'c', partition: 0, offset: 100 })).toMatchObject({
      closed_as: 'redriven',
      closed_event_id: 'f',
    });
    for (const at of [
      { topic: 'u', partition: 0, offset: 7 },
      { topic: 't', partition: 1, offset: 7 },
      { topic: 't', partition: 0, offset: 6 },
    ]) {
      expect(await findDeadLetter(ledger.pool, at)).toBeUndefined();
    }
  });

  it('are read with their bytes, which need not be text; missing parts are null', async () => {
    const at = { topic: 'b', partition: 0, offset: 1 };
    await ledger.pool.query(
      `INSERT INTO quarantine (source_topic, source_partition, source_offset, reason, detail, assignee, message_value, value_bytes, message_headers, quarantined_at,
         closed_at, closed_as, closed_by)
       VALUES ('b', 0, 1, 'malformed', 'why', 'ann', '\\xff00', 2, '{"h": "v"}', to_timestamp(7), now(), 'dismissed', 'rosa')`,
    );
    expect(await readDeadLetter(ledger.pool, at)).toMatchObject({
      source_topic: 'b',
      source_partition: 0,
      source_offset: 1,
      reason: 'malformed',
      quarantined_at: new Date(7_000),
      message_key: null,
      message_value: Buffer.from([0xff, 0]),
      value_bytes: 2,
      message_headers: { h: 'v' },
      closed_as: 'dismissed',
      closed_by: 'rosa',
    });
    expect(await readDeadLetter(ledger.pool, { ...at, offset: 2 })).toBeUndefined();
  });
});
