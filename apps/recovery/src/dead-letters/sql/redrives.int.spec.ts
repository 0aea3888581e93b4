import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import type { RecordPosition } from '../record-position.js';
import {
  claimDismissal,
  claimRedrive,
  findRedrive,
  noteSent,
  type RedrivenAs,
  releaseRedrive,
} from './redrives.js';

describe('redriven dead letters', () => {
  let records: TestDatabase;
  beforeAll(async () => {
    records = await testDatabase(migrations);
  });
  afterAll(() => records.drop());

  /** Claims the dead letter by a redrive of its own, which ada asked for and grace approved. */
  let redrives = 0;
  async function claimApproved(
    place: RecordPosition,
    as: RedrivenAs,
    by: string,
    expires = '5 minutes',
  ): Promise<number | null> {
    const id = `red-${(redrives += 1)}`;
    await records.pool.query(
      `INSERT INTO redrive_request (redrive_id, source_topic, source_partition, source_offset, seller_id, event_id, value, payload_digest, digest, reason, requested_by,
         approved_by, approved_at, expires_at)
       VALUES ($1, $2, $3, $4, 'ann', 'e', '{}', 'p', 'd', 'why', 'ada', 'grace', now(), now() + $5::interval)`,
      [id, place.topic, place.partition, place.offset, expires],
    );
    return claimRedrive(records.pool, id, place, as, by);
  }

  it('need an approval that has not expired', async () => {
    const at = { topic: 't', partition: 9, offset: 3 };
    const as = { seller_id: 'ann', event_id: 'e', request_hash: 'a'.repeat(64) };
    expect(await claimApproved(at, as, 'ada', '0 minutes')).toBeNull();
    expect(await findRedrive(records.pool, at)).toBeUndefined();
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
          'SELECT source_offset, seller_id, event_id, redriven_by FROM redrive WHERE source_partition = 0 ORDER BY source_offset',
        )
      ).rows,
    ).toEqual([
      { source_offset: 7, seller_id: 'ann', event_id: 'e', redriven_by: 'grace' },
      { source_offset: 8, seller_id: 'ann', event_id: 'f', redriven_by: 'ada' },
    ]);
  });

  it('are released from an event once, with who did it and why', async () => {
    const at = { topic: 't', partition: 9, offset: 1 };
    await claimApproved(at, { seller_id: 'ann', event_id: 'wrong', request_hash: 'c'.repeat(64) }, 'ada');
    expect(await findRedrive(records.pool, at)).toMatchObject({
      seller_id: 'ann',
      event_id: 'wrong',
      request_hash: 'c'.repeat(64),
    });
    const release = (event_id: string, attempts = 1): Promise<boolean> =>
      releaseRedrive(records.pool, at, { seller_id: 'ann', event_id, attempts }, 'rosa', 'not its own');
    // Of one that was sent once more since it was looked at, nothing is known.
    expect([
      await release('other'),
      await release('wrong', 2),
      await release('wrong'),
      await release('wrong'),
    ]).toEqual([false, false, true, false]);
    expect(await findRedrive(records.pool, at)).toBeUndefined();
    expect(
      (await records.pool.query('SELECT event_id, redriven_by, released_by, reason FROM redrive_released'))
        .rows,
    ).toEqual([{ event_id: 'wrong', redriven_by: 'ada', released_by: 'rosa', reason: 'not its own' }]);
  });

  it('know the record position of the last event, and since when, unless another may be on its way', async () => {
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
    expect([first.attempts, first.sent, (await found()).sent]).toEqual([1, null, sent]);
    await claim();
    const again = await found();
    expect([again.attempts, again.sent, again.redriven_at >= first.redriven_at]).toEqual([2, null, true]);
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
      (await records.pool.query('SELECT redriven_by FROM redrive WHERE source_offset = 10')).rows,
    ).toEqual([{ redriven_by: 'rosa' }]);
    expect([await claim(11), await claimDismissal(records.pool, at(11), 'rosa')]).toEqual([1, false]);
    expect(await findRedrive(records.pool, at(11))).toMatchObject({ event_id: 'e', attempts: 1 });
  });
});
