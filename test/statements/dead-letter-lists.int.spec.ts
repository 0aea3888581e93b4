import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations as ledgerMigrations } from '../../apps/command-handler/src/migrations/index.js';
import { migrations } from '../../apps/recovery/src/migrations/index.js';
import {
  claimDismissal,
  claimRedrive,
  type RedrivenAs,
  findRedrive,
  releaseRedrive,
  noteSent,
} from '../../apps/recovery/src/dead-letters/sql/redrives.js';
import type { RedriveStatus } from '../../apps/recovery/src/dead-letters/redrive/redrive-request.js';
import {
  approveRedriveRequest,
  findRedriveRequest,
  withdrawRedriveRequest,
  insertRedriveRequest,
  listRedriveRequests,
} from '../../apps/recovery/src/dead-letters/redrive/sql/redrive-requests.js';
import {
  countDeadLetters,
  findDeadLetter,
  listDeadLetters,
  type DeadLetterFilter,
} from '../../apps/recovery/src/dead-letters/sql/dead-letters.js';
import type { RecordPosition } from '../../apps/recovery/src/dead-letters/record-position.js';

const HOURS = 24;

describe('dead letters', () => {
  let ledger: TestDatabase;
  let records: TestDatabase;
  beforeAll(async () => {
    [ledger, records] = [await testDatabase(ledgerMigrations), await testDatabase(migrations)];
    // offset, reason, owner, SKU, age in minutes; two of one moment
    for (const [topic, partition, offset, reason, owner, sku, minutes] of [
      ['t', 0, 7, 'malformed', 'ann', 's', 30],
      ['t', 0, 8, 'malformed', 'ann', 'k', 24 * 60 + 1],
      ['t', 1, 3, 'malformed', 'ann', 's', 24 * 60 - 1],
      ['t', 0, 2, 'wrong_partition', 'platform', 's', 24 * 60 - 1],
      ['u', 0, 9, 'wrong_partition', 'platform', null, 90 * 24 * 60],
    ] as const) {
      await ledger.pool.query(
        `INSERT INTO quarantine (source_topic, source_partition, source_offset, reason, detail, owner, seller_id, event_id, sku, message_headers, quarantined_at)
         VALUES ($1, $2, $3, $4, 'why', $5, 'ann', 'e', $6, '{}', date_trunc('minute', now()) - make_interval(mins => $7))`,
        [topic, partition, offset, reason, owner, sku, minutes],
      );
    }
    // Settled ones, older than all others.
    for (const [offset, closed_as] of [
      [100, 'redriven'],
      [101, 'dismissed'],
    ] as const) {
      await ledger.pool.query(
        `
        INSERT INTO quarantine (source_topic, source_partition, source_offset, reason, detail, owner, message_headers, quarantined_at,
          closed_at, closed_as, closed_by, closed_event_id)
        VALUES ('c', 0, $1, 'malformed', 'why', 'ann', '{}', now() - interval '1 year', now(), $2, 'rosa', 'f')`,
        [offset, closed_as],
      );
    }
  });
  afterAll(() => Promise.all([ledger.drop(), records.drop()]));

  const list = async (filter: Partial<DeadLetterFilter> = {}, limit = 9) =>
    (
      await listDeadLetters(
        ledger.pool,
        HOURS,
        { reason: null, sku: null, closed: false, after: null, ...filter },
        limit,
      )
    )
      .map((one) => `${one.source_topic}${one.source_partition}/${one.source_offset}`)
      .join(' ');

  /** A redrive that ada asked for and, if so, grace approved; gives its id. */
  let redrives = 0;
  async function redrive(place: RecordPosition, minutes: number | null): Promise<string> {
    const redrive_id = `red-${(redrives += 1)}`;
    const digests = { payload_digest: 'p', digest: 'd' };
    await insertRedriveRequest(records.pool, {
      redrive_id,
      place,
      seller_id: 'ann',
      event_id: 'e',
      value: '{}',
      ...digests,
      reason: 'why',
      requested_by: 'ada',
    });
    if (minutes !== null)
      expect(await approveRedriveRequest(records.pool, redrive_id, 'grace', 'd', minutes)).toBe(true);
    return redrive_id;
  }
  const claimApproved = async (place: RecordPosition, as: RedrivenAs, by: string): Promise<number | null> =>
    claimRedrive(records.pool, await redrive(place, 5), place, as, by);

  it('are sent again by an approval of another person, once and in time', async () => {
    const place = { topic: 't', partition: 8, offset: 1 };
    const claim = (id: string) =>
      claimRedrive(
        records.pool,
        id,
        place,
        { seller_id: 'ann', event_id: 'e', request_hash: 'a'.repeat(64) },
        'ada',
      );
    const [asked, late, good] = [
      await redrive(place, null),
      await redrive(place, 0),
      await redrive(place, 5),
    ];
    const approve = (by: string, digest: string): Promise<boolean> =>
      approveRedriveRequest(records.pool, asked, by, digest, 5);
    expect([await approve('ada', 'd'), await approve('grace', 'other')]).toEqual([false, false]);
    await expect(
      records.pool.query(
        `UPDATE redrive_request SET approved_by = 'ada', approved_at = now(), expires_at = now() WHERE redrive_id = $1`,
        [asked],
      ),
    ).rejects.toThrow('two_persons');
    expect([
      await claim(asked),
      await claim(late),
      await claim('none'),
      await findRedrive(records.pool, place),
    ]).toEqual([null, null, null, undefined]);
    expect([await claim(good), await claim(good)]).toEqual([1, null]);
    expect(await approveRedriveRequest(records.pool, good, 'rosa', 'd', 5)).toBe(false);
    const taken_back = await redrive(place, 5);
    const withdraw = (by: string): Promise<boolean> =>
      withdrawRedriveRequest(records.pool, taken_back, by, 'a mistake');
    expect([await withdraw('grace'), await withdraw('ada'), await withdraw('ada')]).toEqual([
      false,
      true,
      false,
    ]);
    expect([
      await claim(taken_back),
      await approveRedriveRequest(records.pool, taken_back, 'rosa', 'd', 5),
      await withdrawRedriveRequest(records.pool, good, 'ada', 'too late'),
    ]).toEqual([null, false, false]);
    expect(await findRedriveRequest(records.pool, taken_back)).toMatchObject({
      withdrawn: { at: expect.any(Date), reason: 'a mistake' },
    });
    const statuses = async (status: RedriveStatus) =>
      (await listRedriveRequests(records.pool, status, null, 9)).map(({ redrive_id }) => redrive_id);
    expect([
      await statuses('requested'),
      await statuses('expired'),
      await statuses('approved'),
      await statuses('sent'),
      await statuses('withdrawn'),
    ]).toEqual([[asked], [late], [], [good], [taken_back]]);
    expect(await findRedriveRequest(records.pool, good)).toMatchObject({
      place,
      value: '{}',
      requested_by: 'ada',
      approval: { by: 'grace', expires_at: expect.any(Date) },
      sent: { by: 'ada', at: expect.any(Date) },
    });
    const page = async (after: string | null) =>
      (await listRedriveRequests(records.pool, null, after, 2)).map(({ redrive_id }) => redrive_id);
    expect([await page(null), await page(good), await page(asked)]).toEqual([
      [taken_back, good],
      [late, asked],
      [],
    ]);
  });

  it('are counted by reason and owner, the most first, with those that wait for longer than the hours of the contract', async () => {
    const counts = await countDeadLetters(ledger.pool, HOURS);
    expect(counts.map(({ reason, owner, messages, overdue }) => [reason, owner, messages, overdue])).toEqual([
      ['malformed', 'ann', 3, 1],
      ['wrong_partition', 'platform', 2, 1],
    ]);
    const age_days = counts.map(({ oldest }) => Math.round((Date.now() - oldest.getTime()) / 86_400_000));
    expect(age_days).toEqual([1, 90]);
    expect((await countDeadLetters(ledger.pool, HOURS * 100)).map(({ overdue }) => overdue)).toEqual([0, 0]);
  });

  it('are listed the oldest first, those of one moment by their place, page by page', async () => {
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
    ['whatever became of them', { closed: null, reason: 'malformed' }, 'c0/100 c0/101 t0/8 t1/3 t0/7'],
  ])('are listed %s', async (_what, filter, expected) => expect(await list(filter)).toBe(expected));

  it('say how old they are, in seconds, and whether they are overdue', async () => {
    const found = await listDeadLetters(
      ledger.pool,
      HOURS,
      { reason: null, sku: null, closed: false, after: null },
      9,
    );
    expect(found.map(({ overdue }) => overdue)).toEqual([true, true, false, false, false]);
    const newest = found.at(-1);
    expect(newest).toMatchObject({
      detail: 'why',
      owner: 'ann',
      seller_id: 'ann',
      event_id: 'e',
      sku: 's',
      reason: 'malformed',
    });
    expect(newest?.age_seconds).toBeGreaterThanOrEqual(30 * 60);
    expect(newest?.age_seconds).toBeLessThan(35 * 60);
  });

  it('are found by their whole place', async () => {
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

  it('become one event each, however often that is tried', async () => {
    const claim = (offset: number, event_id: string, seller_id = 'ann', by = 'ada', byte = 'a') =>
      claimApproved(
        { topic: 't', partition: 0, offset },
        { seller_id, event_id, request_hash: byte.repeat(64) },
        by,
      );
    expect([
      await claim(7, 'e'),
      await claim(7, 'e', 'ann', 'grace'),
      await claim(7, 'f'),
      await claim(7, 'e', 'ben'),
      await claim(8, 'f'),
    ]).toEqual([1, 2, null, null, 1]);
    // The same id with other content is another event.
    expect([await claim(7, 'e', 'ann', 'eve', 'b'), await claim(7, 'e', 'ann', 'grace')]).toEqual([null, 3]);
    expect(
      (
        await records.pool.query(
          'SELECT source_offset, seller_id, event_id, by_subject FROM redrive WHERE source_partition = 0 ORDER BY source_offset',
        )
      ).rows,
    ).toEqual([
      { source_offset: 7, seller_id: 'ann', event_id: 'e', by_subject: 'grace' },
      { source_offset: 8, seller_id: 'ann', event_id: 'f', by_subject: 'ada' },
    ]);
  });

  it('are parted from an event once, and who did it and why is kept', async () => {
    const at = { topic: 't', partition: 9, offset: 1 };
    await claimApproved(at, { seller_id: 'ann', event_id: 'wrong', request_hash: 'c'.repeat(64) }, 'ada');
    expect(await findRedrive(records.pool, at)).toMatchObject({
      seller_id: 'ann',
      event_id: 'wrong',
      request_hash: 'c'.repeat(64),
    });
    const release = (event_id: string, times = 1): Promise<boolean> =>
      releaseRedrive(records.pool, at, { seller_id: 'ann', event_id, times }, 'rosa', 'not its own');
    // Of one that was sent once more since it was looked at, nothing is known.
    expect([
      await release('other'),
      await release('wrong', 2),
      await release('wrong'),
      await release('wrong'),
    ]).toEqual([false, false, true, false]);
    expect(await findRedrive(records.pool, at)).toBeUndefined();
    expect(
      (await records.pool.query('SELECT event_id, by_subject, released_by, reason FROM redrive_released'))
        .rows,
    ).toEqual([{ event_id: 'wrong', by_subject: 'ada', released_by: 'rosa', reason: 'not its own' }]);
  });

  it('know where the event stands that was sent last, and since when; not while one more may be on its way', async () => {
    const at = { topic: 't', partition: 9, offset: 2 };
    const claim = () =>
      claimApproved(at, { seller_id: 'ann', event_id: 'e', request_hash: 'd'.repeat(64) }, 'ada');
    const found = async () => {
      const bound = await findRedrive(records.pool, at);
      if (bound === undefined || bound === 'dismissed') throw new Error(`found ${bound}`);
      return bound;
    };
    await claim();
    const first = await found();
    const sent = { topic: 'u', partition: 4, offset: 40 };
    await noteSent(records.pool, at, 1, sent);
    expect([first.times, first.sent, (await found()).sent]).toEqual([1, null, sent]);
    await claim();
    const again = await found();
    expect([again.times, again.sent, again.redriven_at >= first.redriven_at]).toEqual([2, null, true]);
    await noteSent(records.pool, at, 1, sent);
    expect((await found()).sent).toBeNull();
    await noteSent(records.pool, at, 2, { ...sent, offset: 41 });
    expect((await found()).sent).toEqual({ ...sent, offset: 41 });
  });

  it('become an event or are dismissed, whichever is first', async () => {
    const at = (offset: number) => ({ topic: 't', partition: 9, offset });
    const claim = (offset: number) =>
      claimApproved(at(offset), { seller_id: 'ann', event_id: 'e', request_hash: 'd'.repeat(64) }, 'ada');
    expect([
      await claimDismissal(records.pool, at(10), 'rosa'),
      await claimDismissal(records.pool, at(10), 'grace'),
      await claim(10),
    ]).toEqual([true, true, null]);
    expect(await findRedrive(records.pool, at(10))).toBe('dismissed');
    expect(
      (await records.pool.query('SELECT by_subject FROM redrive WHERE source_offset = 10')).rows,
    ).toEqual([{ by_subject: 'rosa' }]);
    expect([await claim(11), await claimDismissal(records.pool, at(11), 'rosa')]).toEqual([1, false]);
    expect(await findRedrive(records.pool, at(11))).toMatchObject({ event_id: 'e', times: 1 });
  });
});
