import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { migratedDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../migrations/index.js';
import { findOutcome } from './find-outcome.js';
import { readAccounting } from './read-accounting.js';
import { readSlotLag } from './read-slot-lag.js';

type Report = 'accepted' | 'superseded' | 'rejected' | 'quarantined';

describe('the read statements of the command handler', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await migratedDatabase(migrations);
  });
  afterAll(() => database.drop());

  /** Writes that this became of the event, at this second. */
  const note: Record<Report, (seller_id: string, event_id: string, at: number) => Promise<unknown>> = {
    accepted: (seller_id, event_id, at) => ledger(seller_id, event_id, 'accepted', at),
    superseded: (seller_id, event_id, at) => ledger(seller_id, event_id, 'superseded', at),
    rejected: (seller_id, event_id, at) =>
      database.pool.query(
        `INSERT INTO inventory_rejection VALUES ($1, $2, 's', 'D', 5, 'insufficient_stock', '{}', now(), to_timestamp($3), ''::bytea, 't', 0, 0)`,
        [seller_id, event_id, at],
      ),
    quarantined: (seller_id, event_id, at) =>
      database.pool.query(
        `INSERT INTO quarantine (source_topic, source_partition, source_offset, reason, detail, assignee, seller_id, event_id, sku, message_headers, quarantined_at)
       VALUES ('t', 0, $3::int, $4, 'd', 'o', $1, $2, 's', '{}', to_timestamp($3))`,
        [seller_id, event_id, at, `malformed at ${at}`],
      ),
  };
  let versions = 0;
  const find = (event_id: string, source_kind: 'seller' | 'order' = 'seller') =>
    findOutcome(database.pool, { source_kind, seller_id: 'ann', event_id, commands_topic: 'commands' });
  const ledger = (seller_id: string, event_id: string, status: string, at: number) =>
    database.pool.query(
      `INSERT INTO inventory_transaction (seller_id, event_id, sku, version, operation, status, quantity, requested_quantity, delta_quantity, to_bucket, to_location,
       event_time, accepted_at, schema_version, request_hash, source_topic, source_partition, source_offset, previous_digest, chain_digest)
     VALUES ($1, $2, 's', $3, 'I', $4, 1, 1, 1, 'sellable', 'default', now(), to_timestamp($5), 2, decode(repeat('ab', 32), 'hex'), 't', 0, 0,
       decode(repeat('ab', 32), 'hex'), decode(repeat('ab', 32), 'hex'))`,
      [seller_id, event_id, (versions += 1), status, at],
    );

  it.each<[string, [Report, number][], [Report, string | null, number] | undefined]>([
    // what was written of the id, and when (s); the outcome told, its reason and its time
    ['nothing', [], undefined],
    ['it was accepted', [['accepted', 5]], ['accepted', null, 5]],
    ['it was superseded', [['superseded', 5]], ['superseded', null, 5]],
    ['it was rejected', [['rejected', 5]], ['rejected', 'insufficient_stock', 5]],
    ['it could not be read', [['quarantined', 5]], ['quarantined', 'malformed at 5', 5]],
    [
      'accepted, then something broken came with its id',
      [
        ['accepted', 5],
        ['quarantined', 9],
      ],
      ['accepted', null, 5],
    ],
    [
      'something broken, then accepted',
      [
        ['quarantined', 5],
        ['accepted', 9],
      ],
      ['accepted', null, 9],
    ],
    [
      'superseded, then something broken',
      [
        ['superseded', 5],
        ['quarantined', 9],
      ],
      ['superseded', null, 5],
    ],
    [
      'rejected, then something broken',
      [
        ['rejected', 5],
        ['quarantined', 9],
      ],
      ['rejected', 'insufficient_stock', 5],
    ],
    [
      'broken twice: the newer one',
      [
        ['quarantined', 5],
        ['quarantined', 9],
        ['quarantined', 7],
      ],
      ['quarantined', 'malformed at 9', 9],
    ],
  ])('find a result by its kind, not by its time: %s', async (event_id, written, expected) => {
    for (const [what, at] of written) await note[what]('ann', event_id, at);
    // Another seller's event of that id is no business of hers.
    await note.rejected('ben', event_id, 1);
    const found = await find(event_id);
    expect(
      found === undefined ? undefined : [found.status, found.reason, found.decided_at.getTime() / 1_000],
    ).toEqual(expected);
    await database.pool.query('TRUNCATE quarantine');
  });

  it('return the number of repeated deliveries', async () => {
    await note.accepted('ann', 'again', 5);
    expect(await find('again')).toMatchObject({ sku: 's', version: versions, duplicates: 0, conflicts: 0 });
    await database.pool.query(
      `INSERT INTO inventory_redelivery VALUES ('ann', 'again', 3, 2, now()), ('ben', 'again', 8, 8, now()), ('ann', 'other', 9, 9, now())`,
    );
    expect(await find('again')).toMatchObject({ duplicates: 3, conflicts: 2 });
  });

  it('distinguish a seller’s event and a command on its stock with the same id', async () => {
    await note.accepted('ann', 'both', 5);
    await database.pool.query(
      `INSERT INTO inventory_rejection VALUES ('ann', 'both', 's', 'F', 5, 'insufficient_stock', '{}', now(), to_timestamp(6), ''::bytea, 'commands', 0, 0)`,
    );
    await database.pool.query(
      `INSERT INTO inventory_redelivery VALUES ('ann', 'both', 3, 0, now(), 'order')`,
    );
    expect([await find('both'), await find('both', 'order')]).toMatchObject([
      { status: 'accepted', duplicates: 0 },
      { status: 'rejected', duplicates: 3 },
    ]);
    await database.pool.query(
      `INSERT INTO quarantine (source_topic, source_partition, source_offset, reason, detail, assignee, seller_id, event_id, message_headers, quarantined_at)
       VALUES ('commands@2', 0, 99, 'r', 'd', 'o', 'ann', 'unread', '{}', now())`,
    );
    expect([await find('unread'), (await find('unread', 'order'))?.status]).toEqual([
      undefined,
      'quarantined',
    ]);
  });

  it('return the accounting of each partition, in order', async () => {
    const parts = {
      received: 21,
      accepted: 1,
      superseded: 2,
      duplicate: 3,
      conflict: 4,
      rejected: 5,
      quarantined: 6,
    };
    for (const [topic, partition] of [
      ['u', 0],
      ['t', 10],
      ['t', 9],
    ]) {
      await database.pool.query('INSERT INTO accounting VALUES ($1, $2, 21, 1, 2, 3, 4, 5, 6)', [
        topic,
        partition,
      ]);
    }
    expect(await readAccounting(database.pool)).toEqual([
      { topic: 't', partition: 9, ...parts },
      { topic: 't', partition: 10, ...parts },
      { topic: 'u', partition: 0, ...parts },
    ]);
  });

  it('return the slots of this database, with the WAL that each has not confirmed', async () => {
    const before = await readSlotLag(database.pool);
    await note.accepted('ann', 'more', 5);
    const after = await readSlotLag(database.pool);
    expect(after.map(({ slot_name }) => slot_name)).toEqual(before.map(({ slot_name }) => slot_name).sort());
    expect(after.length).toBeGreaterThan(0);
    expect(after.map(({ active }) => active)).toEqual(after.map(() => false));
    for (const [at, { lag_bytes }] of after.entries())
      expect(lag_bytes).toBeGreaterThan(before[at]?.lag_bytes ?? 0);
  });
});
