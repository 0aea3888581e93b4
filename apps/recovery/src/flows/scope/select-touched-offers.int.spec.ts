import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BoundClient } from '@stockproof/postgres';
import { eventually, runningStack, seller } from '@stockproof/testing';
import { selectTouchedOffers, type Touch } from './sql/offers.js';

interface Source {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

describe('the offers that the ledger had an event of', () => {
  const SKU = `touched-${Date.now()}`;
  const TIMES: Readonly<Record<string, string>> = {
    a: '2021-06-19T17:59:59.999Z',
    b: '2021-06-19T18:00:00Z',
    c: '2021-06-19T18:59:59.999Z',
    d: '2021-06-19T19:00:00Z',
  };
  let ledger: pg.Pool;
  let seller_id = '';
  let first: Source;

  const source = async (event_id: string): Promise<Source> => {
    const { rows } = await ledger.query<Source>(
      `SELECT source_topic AS topic, source_partition AS partition, source_offset::int AS offset FROM inventory_transaction WHERE seller_id = $1 AND event_id = $2`,
      [seller_id, event_id],
    );
    if (rows[0] === undefined) throw new Error(`${event_id} is not in the ledger`);
    return rows[0];
  };
  const touched = async (touch: Touch): Promise<string> =>
    (await selectTouchedOffers(ledger, touch))
      .filter((offer) => offer.seller_id === seller_id)
      .map(({ sku }) => sku.replace(`${SKU}-`, ''))
      .sort()
      .join('');

  beforeAll(async () => {
    ledger = new pg.Pool({
      Client: BoundClient,
      connectionString: runningStack().databases['inventory'] ?? '',
      max: 1,
    });
    const ann = await seller(runningStack());
    ({ seller_id } = ann);
    // Twice of each: an offer is told once.
    const posted = await ann.post(
      Object.entries(TIMES).flatMap(([id, event_time]) =>
        [1, 2].map((time) => ({
          event_id: `${id}-${time}`,
          sku: `${SKU}-${id}`,
          seller_id,
          quantity: 1,
          operation: 'I',
          event_time,
        })),
      ),
    );
    expect(posted.status).toBe(202);
    first = await eventually(() => source('a-1'));
    for (const id of Object.keys(TIMES)) await eventually(() => source(`${id}-2`));
  });
  afterAll(() => ledger.end());

  it.each<[string, string, string, string]>([
    ['its beginning and not its end', '2021-06-19T18:00:00Z', '2021-06-19T19:00:00Z', 'bc'],
    ['of a millisecond, in another zone', '2021-06-19T20:00:00+02:00', '2021-06-19T20:00:00.001+02:00', 'b'],
    ['of all', '2021-06-19T00:00:00Z', '2021-06-20T00:00:00Z', 'abcd'],
    ['of nothing', '2022-01-01T00:00:00Z', '2023-01-01T00:00:00Z', ''],
  ])('a window takes %s', async (_what, from, to, offers) =>
    expect(await touched({ window: { from, to } })).toBe(offers),
  );

  it.each<[string, (first: Source) => Touch['range'], string]>([
    [
      'its beginning',
      ({ topic, partition, offset }) => ({ topic, partition, from_offset: offset, to_offset: offset + 1 }),
      'a',
    ],
    [
      'not its end',
      ({ topic, partition, offset }) => ({ topic, partition, from_offset: offset - 1, to_offset: offset }),
      '',
    ],
    [
      'nothing before it',
      ({ topic, partition, offset }) => ({
        topic,
        partition,
        from_offset: offset + 2,
        to_offset: offset + 2,
      }),
      '',
    ],
    [
      'nothing of another partition',
      ({ topic, partition, offset }) => ({
        topic,
        partition: partition + 1,
        from_offset: offset,
        to_offset: offset + 1,
      }),
      '',
    ],
    [
      'nothing of another topic',
      ({ partition, offset }) => ({ topic: 'other', partition, from_offset: offset, to_offset: offset + 1 }),
      '',
    ],
  ])('a range takes %s', async (_what, range, offers) => {
    const asked = range(first);
    // Of the SKU of the first event alone: others may share its partition.
    expect((await touched({ ...(asked === undefined ? {} : { range: asked }) })).replace(/[^a]/g, '')).toBe(
      offers,
    );
  });
});
