import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations as ledgerMigrations } from '../../apps/command-handler/src/migrations/index.js';
import { migrations } from '../../apps/recovery/src/migrations/index.js';
import { claimDismissal } from '../../apps/recovery/src/dead-letters/sql/claim-dismissal.js';
import { claimRedrive } from '../../apps/recovery/src/dead-letters/sql/claim-redrive.js';
import { countLetters } from '../../apps/recovery/src/dead-letters/sql/count-letters.js';
import { findLetter } from '../../apps/recovery/src/dead-letters/sql/find-letter.js';
import { findRedrive } from '../../apps/recovery/src/dead-letters/sql/find-redrive.js';
import { releaseRedrive } from '../../apps/recovery/src/dead-letters/sql/release-redrive.js';
import { noteSent } from '../../apps/recovery/src/dead-letters/sql/note-sent.js';
import { listLetters, type LetterFilter } from '../../apps/recovery/src/dead-letters/sql/list-letters.js';

const HOURS = 24;

describe('dead letters', () => {
  let ledger: TestDatabase;
  let records: TestDatabase;
  beforeAll(async () => {
    [ledger, records] = [await testDatabase(ledgerMigrations), await testDatabase(migrations)];
    // offset, reason, owner, SKU, age in minutes; two of one moment
    for (const [topic, partition, offset, reason, owner, sku, minutes] of [
      ['t', 0, 7, 'malformed', 'ann', 's', 30], ['t', 0, 8, 'malformed', 'ann', 'k', 24 * 60 + 1], ['t', 1, 3, 'malformed', 'ann', 's', 24 * 60 - 1],
      ['t', 0, 2, 'wrong_partition', 'platform', 's', 24 * 60 - 1], ['u', 0, 9, 'wrong_partition', 'platform', null, 90 * 24 * 60],
    ] as const) {
      await ledger.pool.query(
        `INSERT INTO quarantine (source_topic, source_partition, source_offset, reason, detail, owner, seller_id, event_id, sku, message_headers, quarantined_at)
         VALUES ($1, $2, $3, $4, 'why', $5, 'ann', 'e', $6, '{}', date_trunc('minute', now()) - make_interval(mins => $7))`, [topic, partition, offset, reason, owner, sku, minutes]);
    }
    // Settled ones, older than all others.
    for (const [offset, closed_as] of [[100, 'redriven'], [101, 'dismissed']] as const) {
      await ledger.pool.query(`
        INSERT INTO quarantine (source_topic, source_partition, source_offset, reason, detail, owner, message_headers, quarantined_at,
          closed_at, closed_as, closed_by, closed_event_id)
        VALUES ('c', 0, $1, 'malformed', 'why', 'ann', '{}', now() - interval '1 year', now(), $2, 'rosa', 'f')`, [offset, closed_as]);
    }
  });
  afterAll(() => Promise.all([ledger.drop(), records.drop()]));

  const list = async (filter: Partial<LetterFilter> = {}, limit = 9) =>
    (await listLetters(ledger.pool, HOURS, { reason: null, sku: null, closed: false, after: null, ...filter }, limit)).map((one) => `${one.source_topic}${one.source_partition}/${one.source_offset}`).join(' ');

  it('are counted by reason and owner, the most first, with those that wait for longer than the hours of the contract', async () => {
    const counts = await countLetters(ledger.pool, HOURS);
    expect(counts.map(({ reason, owner, messages, overdue }) => [reason, owner, messages, overdue])).toEqual([['malformed', 'ann', 3, 1], ['wrong_partition', 'platform', 2, 1]]);
    const age_days = counts.map(({ oldest }) => Math.round((Date.now() - oldest.getTime()) / 86_400_000));
    expect(age_days).toEqual([1, 90]);
    expect((await countLetters(ledger.pool, HOURS * 100)).map(({ overdue }) => overdue)).toEqual([0, 0]);
  });

  it('are listed the oldest first, those of one moment by their place, page by page', async () => {
    expect(await list()).toBe('u0/9 t0/8 t0/2 t1/3 t0/7');
    expect(await list({}, 2)).toBe('u0/9 t0/8');
    expect(await list({ after: { topic: 't', partition: 0, offset: 8 } }, 2)).toBe('t0/2 t1/3');
    expect(await list({ after: { topic: 't', partition: 0, offset: 2 } })).toBe('t1/3 t0/7');
    expect(await list({ after: { topic: 't', partition: 5, offset: 2 } })).toBe('');
    expect(await list({ after: { topic: 't', partition: 0, offset: 7 } })).toBe('');
  });

  it.each<[string, Partial<LetterFilter>, string]>([
    ['of a reason', { reason: 'malformed' }, 't0/8 t1/3 t0/7'], ['of a SKU', { sku: 's' }, 't0/2 t1/3 t0/7'], ['of both', { reason: 'malformed', sku: 's' }, 't1/3 t0/7'],
    ['of none', { sku: 'x' }, ''], ['that are settled', { closed: true }, 'c0/100 c0/101'],
    ['whatever became of them', { closed: null, reason: 'malformed' }, 'c0/100 c0/101 t0/8 t1/3 t0/7'],
  ])('are listed %s', async (_what, filter, expected) => expect(await list(filter)).toBe(expected));

  it('say how old they are, in seconds, and whether they are overdue', async () => {
    const found = await listLetters(ledger.pool, HOURS, { reason: null, sku: null, closed: false, after: null }, 9);
    expect(found.map(({ overdue }) => overdue)).toEqual([true, true, false, false, false]);
    const newest = found.at(-1);
    expect(newest).toMatchObject({ detail: 'why', owner: 'ann', seller_id: 'ann', event_id: 'e', sku: 's', reason: 'malformed' });
    expect(newest?.age_seconds).toBeGreaterThanOrEqual(30 * 60);
    expect(newest?.age_seconds).toBeLessThan(35 * 60);
  });

  it('are found by their whole place', async () => {
    expect(await findLetter(ledger.pool, { topic: 't', partition: 0, offset: 7 })).toEqual({
      reason: 'malformed', seller_id: 'ann', event_id: 'e', sku: 's', closed_at: null, closed_as: null, closed_event_id: null,
    });
    expect(await findLetter(ledger.pool, { topic: 'c', partition: 0, offset: 100 })).toMatchObject({ closed_as: 'redriven', closed_event_id: 'f' });
    for (const at of [{ topic: 'u', partition: 0, offset: 7 }, { topic: 't', partition: 1, offset: 7 }, { topic: 't', partition: 0, offset: 6 }]) {
      expect(await findLetter(ledger.pool, at)).toBeUndefined();
    }
  });

  it('become one event each, however often that is tried', async () => {
    const claim = (offset: number, event_id: string, seller_id = 'ann', by = 'ada', byte = 'a') =>
      claimRedrive(records.pool, { topic: 't', partition: 0, offset }, { seller_id, event_id, request_hash: byte.repeat(64) }, by);
    expect([await claim(7, 'e'), await claim(7, 'e', 'ann', 'grace'), await claim(7, 'f'), await claim(7, 'e', 'ben'), await claim(8, 'f')]).toEqual([1, 2, null, null, 1]);
    // The same id with other content is another event.
    expect([await claim(7, 'e', 'ann', 'eve', 'b'), await claim(7, 'e', 'ann', 'grace')]).toEqual([null, 3]);
    expect((await records.pool.query('SELECT source_offset, seller_id, event_id, by_subject FROM redrive WHERE source_partition = 0 ORDER BY source_offset')).rows).toEqual([
      { source_offset: 7, seller_id: 'ann', event_id: 'e', by_subject: 'grace' }, { source_offset: 8, seller_id: 'ann', event_id: 'f', by_subject: 'ada' },
    ]);
  });

  it('are parted from an event once, and who did it and why is kept', async () => {
    const at = { topic: 't', partition: 9, offset: 1 };
    await claimRedrive(records.pool, at, { seller_id: 'ann', event_id: 'wrong', request_hash: 'c'.repeat(64) }, 'ada');
    expect(await findRedrive(records.pool, at)).toMatchObject({ seller_id: 'ann', event_id: 'wrong', request_hash: 'c'.repeat(64) });
    const release = (event_id: string, times = 1): Promise<boolean> => releaseRedrive(records.pool, at, { seller_id: 'ann', event_id, times }, 'rosa', 'not its own');
    // Of one that was sent once more since it was looked at, nothing is known.
    expect([await release('other'), await release('wrong', 2), await release('wrong'), await release('wrong')]).toEqual([false, false, true, false]);
    expect(await findRedrive(records.pool, at)).toBeUndefined();
    expect((await records.pool.query('SELECT event_id, by_subject, released_by, reason FROM redrive_released')).rows)
      .toEqual([{ event_id: 'wrong', by_subject: 'ada', released_by: 'rosa', reason: 'not its own' }]);
  });

  it('know where the event stands that was sent last, and since when; not while one more may be on its way', async () => {
    const at = { topic: 't', partition: 9, offset: 2 };
    const claim = () => claimRedrive(records.pool, at, { seller_id: 'ann', event_id: 'e', request_hash: 'd'.repeat(64) }, 'ada');
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
    const claim = (offset: number) => claimRedrive(records.pool, at(offset), { seller_id: 'ann', event_id: 'e', request_hash: 'd'.repeat(64) }, 'ada');
    expect([await claimDismissal(records.pool, at(10), 'rosa'), await claimDismissal(records.pool, at(10), 'grace'), await claim(10)]).toEqual([true, true, null]);
    expect(await findRedrive(records.pool, at(10))).toBe('dismissed');
    expect((await records.pool.query('SELECT by_subject FROM redrive WHERE source_offset = 10')).rows).toEqual([{ by_subject: 'rosa' }]);
    expect([await claim(11), await claimDismissal(records.pool, at(11), 'rosa')]).toEqual([1, false]);
    expect(await findRedrive(records.pool, at(11))).toMatchObject({ event_id: 'e', times: 1 });
  });
});
