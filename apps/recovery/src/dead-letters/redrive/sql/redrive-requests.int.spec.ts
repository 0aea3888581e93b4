import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../../migrations/index.js';
import type { RecordPosition } from '../../record-position.js';
import { claimRedrive, findRedrive } from '../../sql/redrives.js';
import type { RedriveStatus } from '../redrive-request.js';
import {
  approveRedriveRequest,
  findRedriveRequest,
  insertRedriveRequest,
  listRedriveRequests,
  withdrawRedriveRequest,
} from './redrive-requests.js';

describe('requests to redrive a dead letter', () => {
  let records: TestDatabase;
  beforeAll(async () => {
    records = await testDatabase(migrations);
  });
  afterAll(() => records.drop());

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
  it('are approved by another person, once and in time', async () => {
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

  it('are found by id, with null for steps not taken', async () => {
    const place = { topic: 't', partition: 8, offset: 2 };
    const id = await redrive(place, null);
    expect(await findRedriveRequest(records.pool, id)).toEqual({
      redrive_id: id,
      place,
      seller_id: 'ann',
      event_id: 'e',
      value: '{}',
      payload_digest: 'p',
      digest: 'd',
      reason: 'why',
      requested_by: 'ada',
      requested_at: expect.any(Date),
      approval: null,
      sent: null,
      withdrawn: null,
    });
    expect(await findRedriveRequest(records.pool, 'none')).toBeUndefined();
  });
});
