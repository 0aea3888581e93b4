import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations as viewMigrations } from '../../apps/availability-projection/src/migrations/index.js';
import { migrations as ledgerMigrations } from '../../apps/command-handler/src/migrations/index.js';
import {
  countHeads,
  readStreamHeads,
  measureRadius,
} from '../../apps/recovery/src/flows/scope/sql/offers.js';
import {
  countSuspects,
  suspectOffers,
  findOrphanLocations,
  readViewRows,
} from '../../apps/recovery/src/flows/histories/sql/view.js';
import { countApplied, readOutcomes } from '../../apps/recovery/src/engine/sql/repair-outcomes.js';
import { readBeats, readWalPosition } from '../../apps/recovery/src/flows/histories/sql/capture.js';
import { countRedeliveries, readSellable } from '../../apps/recovery/src/flows/ledger/sql/ledger.js';
import { readPositions, readProjection } from '../../apps/recovery/src/flows/histories/sql/projection.js';

const ANNS = `seller_id = 'ann'`;
const TOPIC_ID = '0f8fad5b-d9cb-469f-a165-70867728950e';

describe('what recovery reads of the ledger’s tables', () => {
  let ledger: TestDatabase;
  beforeAll(async () => {
    ledger = await testDatabase(ledgerMigrations);
    for (const [seller_id, sku, version] of [
      ['ann', 's', 3],
      ['ann', 't', 4],
      ['ben', 's', 50],
    ] as const) {
      await ledger.pool.query(`INSERT INTO inventory_stock_on_hand VALUES ($1, $2, 9, $3, '\\xff', now())`, [
        seller_id,
        sku,
        version,
      ]);
      await ledger.pool.query(
        `INSERT INTO inventory_transaction (seller_id, event_id, sku, version, operation, status, quantity, requested_quantity, delta_quantity, to_bucket, to_location,
           event_time, accepted_at, schema_version, request_hash, source_topic, source_partition, source_offset, previous_digest, chain_digest)
         VALUES ($1, $2, $2, 1, 'I', 'accepted', 5, 5, 5, 'sellable', 'default', now(), now(), 2, decode(repeat('ab', 32), 'hex'), 't', 0, 0, decode(repeat('ab', 32), 'hex'), decode(repeat('ab', 32), 'hex'))`,
        [seller_id, sku],
      );
      for (const [bucket, location, quantity] of [
        ['sellable', 'a', 2],
        ['sellable', 'b', 3],
        ['reserved', 'a', 4],
      ] as const) {
        await ledger.pool.query(`INSERT INTO inventory_bucket VALUES ($1, $2, $3, $4, $5, NULL, now())`, [
          seller_id,
          sku,
          bucket,
          location,
          quantity,
        ]);
      }
    }
    await ledger.pool.query(
      `INSERT INTO inventory_redelivery VALUES ('ann', 's', 3, 100, now()), ('ann', 't', 4, 0, now()), ('ann', 'rejected', 50, 0, now()), ('ben', 's', 60, 0, now())`,
    );
    await ledger.pool.query(
      `INSERT INTO repair_outcome VALUES ('r.1', 'rec', 'ann', 's', 'applied'), ('r.2', 'rec', 'ann', 't', 'stale'), ('r.3', 'other', 'ann', 's', 'applied')`,
    );
  });
  afterAll(() => ledger.drop());

  it('how much a scope holds: a version is an event', async () => {
    expect(await measureRadius(ledger.pool, 'true')).toEqual({ offers: 3, sellers: 2, events: 57 });
    expect(await measureRadius(ledger.pool, ANNS)).toEqual({ offers: 2, sellers: 1, events: 7 });
    expect(await measureRadius(ledger.pool, 'false')).toEqual({ offers: 0, sellers: 0, events: 0 });
    expect(await countHeads(ledger.pool)).toBe(3);
  });

  it('the heads of a scope', async () => {
    expect((await readStreamHeads(ledger.pool, ANNS)).sort((a, b) => a.version - b.version)).toEqual([
      { seller_id: 'ann', sku: 's', version: 3 },
      { seller_id: 'ann', sku: 't', version: 4 },
    ]);
  });

  it('what can be sold at all locations together, and nothing that is reserved', async () => {
    expect([...(await readSellable(ledger.pool, ANNS))].sort()).toEqual([
      ['ann\u001fs', 5],
      ['ann\u001ft', 5],
    ]);
  });

  it('how often events of the scope came again; conflicts are none, nor what was rejected', async () => {
    expect([
      await countRedeliveries(ledger.pool, ANNS),
      await countRedeliveries(ledger.pool, 'false'),
    ]).toEqual([7, 0]);
  });

  it('what its owner did with repairs, and how many of a recovery were applied', async () => {
    expect(
      (await readOutcomes(ledger.pool, ['r.1', 'r.2', 'r.9'])).sort((a, b) =>
        a.repair_id < b.repair_id ? -1 : 1,
      ),
    ).toEqual([
      { repair_id: 'r.1', outcome: 'applied' },
      { repair_id: 'r.2', outcome: 'stale' },
    ]);
    expect(await countApplied(ledger.pool, 'sku', 'rec')).toBe(1);
  });

  it('the newest heartbeat of each connector, to the microsecond', async () => {
    await ledger.pool.query(
      `INSERT INTO debezium_heartbeat VALUES ('stock', '2026-06-19T18:23:11Z'), ('ledger', '2026-06-19T18:23:11.123456Z')`,
    );
    expect(await readBeats(ledger.pool)).toEqual([
      { connector: 'ledger', beat_us: 1_781_893_391_123_456 },
      { connector: 'stock', beat_us: 1_781_893_391_000_000 },
    ]);
  });

  it('where the log stands', async () => {
    const { wal_lsn, taken_at } = await readWalPosition(ledger.pool);
    expect(wal_lsn).toMatch(/^[0-9A-F]+\/[0-9A-F]+$/);
    expect(Math.abs(Date.now() - taken_at.getTime())).toBeLessThan(60_000);
  });
});

describe('what recovery reads of the view', () => {
  let view: TestDatabase;
  beforeAll(async () => {
    view = await testDatabase(viewMigrations);
    for (const [seller_id, sku, status] of [
      ['ann', 't', 'suspect'],
      ['ann', 's', 'current'],
      ['ben', 's', 'suspect'],
      ['ben', 'u', 'suspect'],
    ] as const) {
      await view.pool.query(
        `INSERT INTO offer_availability (partition, seller_id, sku, version, revision, stock_on_hand, sellable, reserved, damaged, return_to_vendor, event_time,
           newest_event_time, accepted_at, changed_offset, status, confidence, verified_at)
         VALUES (3, $1, $2, 9, 2, 10, 4, 3, 2, 1, to_timestamp(1), to_timestamp(5), to_timestamp(2), 1, $3, 'trusted', to_timestamp(7))`,
        [seller_id, sku, status],
      );
      await view.pool.query(
        `INSERT INTO offer_location_availability VALUES ($1, $2, 'a', 1), ($1, $2, 'b', 3)`,
        [seller_id, sku],
      );
    }
    await view.pool.query(
      `INSERT INTO offer_location_availability VALUES ('ann', 'gone', 'a', 1), ('ann', 'gone', 'b', 1), ('ben', 'gone', 'a', 1)`,
    );
    await view.pool.query(
      `INSERT INTO consumer_position VALUES ('g', 'captured', 0, 40, 1, 'me', now()), ('g', 'captured', 1, NULL, 1, 'me', now()), ('h', 'captured', 0, 9, 1, 'me', now()), ('g', 'other', 0, 9, 1, 'me', now())`,
    );
    await view.pool.query(
      `UPDATE consumer_position SET topic_id = $1 WHERE consumer_group = 'g' AND partition = 0`,
      [TOPIC_ID],
    );
    await view.pool.query(
      `INSERT INTO published_position VALUES ('published', 0, 39, 1), ('other', 0, 7, 1), ('other', 1, 7, 1)`,
    );
    await view.pool
      .query(`INSERT INTO repair_outcome (repair_id, recovery_id, partition, seller_id, sku, outcome, removed, published)
      VALUES ('r.1', 'rec', 0, 'ann', 's', 'applied', false, true), ('r.2', 'rec', 0, 'ann', 't', 'applied', false, false), ('r.3', 'rec', 0, NULL, NULL, 'applied', false, true)`);
  });
  afterAll(() => view.drop());

  it('its rows, field by field, each with its own locations', async () => {
    const rows = await readViewRows(view.pool, `${ANNS} AND sku = 's'`);
    expect(rows).toEqual([
      {
        seller_id: 'ann',
        sku: 's',
        version: 9,
        revision: 2,
        status: 'current',
        remnant: null,
        partition: 3,
        confidence: 'trusted',
        verified_at_ms: 7_000,
        stock_on_hand: 10,
        sellable: 4,
        reserved: 3,
        damaged: 2,
        return_to_vendor: 1,
        locations: new Map([
          ['a', 1],
          ['b', 3],
        ]),
        event_time_ms: 1_000,
        newest_event_time_ms: 5_000,
        accepted_at_ms: 2_000,
      },
    ]);
  });

  it.each<[string, string, string]>([
    ['expected_version', '7', 'expected_version 7, found_version null'],
    ['found_version', '8', 'expected_version null, found_version 8'],
    ['event_time', `event_time + interval '1 microsecond'`, 'a time finer than a millisecond'],
    ['newest_event_time', `newest_event_time + interval '1 microsecond'`, 'a time finer than a millisecond'],
    ['accepted_at', `accepted_at + interval '1 microsecond'`, 'a time finer than a millisecond'],
  ])('and what the projection would not leave in them: %s', async (column, value, remnant) => {
    const client = await view.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query(`UPDATE offer_availability SET ${column} = ${value}`);
      expect((await readViewRows(client, `${ANNS} AND sku = 's'`))[0]?.remnant).toBe(remnant);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });

  it('locations of no offer, of the scope', async () =>
    expect(await findOrphanLocations(view.pool, ANNS)).toEqual([{ seller_id: 'ann', sku: 'gone' }]));

  it('suspect offers in order, so many, and how many there are', async () => {
    expect((await suspectOffers(view.pool, 2)).map(({ seller_id, sku }) => `${seller_id} ${sku}`)).toEqual([
      'ben s',
      'ann t',
    ]);
    expect(await countSuspects(view.pool)).toBe(3);
  });

  it('how far the projection has read and published, by partition', async () => {
    const found = await readPositions(view.pool, 'g', 'captured', 'published');
    expect(found.sort((a, b) => a.partition - b.partition)).toEqual([
      { partition: 0, topic_id: TOPIC_ID, next_offset: 40, published_offset: 39 },
      { partition: 1, topic_id: null, next_offset: 0, published_offset: 0 },
    ]);
  });

  it('outcomes of repairs once they are published, and the number applied of offers', async () => {
    expect((await readOutcomes(view.pool, ['r.1', 'r.2'])).map(({ repair_id }) => repair_id)).toEqual([
      'r.1',
    ]);
    expect(await countApplied(view.pool, 'sku', 'rec')).toBe(2);
  });

  it('which function it is made with, and what was there before', async () => {
    expect(await readProjection(view.pool)).toEqual({
      live: { name: 'built-in', version: 1, digest: null },
      promoted_by: null,
    });
    await view.pool.query(
      `INSERT INTO projection_function (role, generation, name, version) VALUES ('next', 9, 'other', 9)`,
    );
    await view.pool.query(
      `UPDATE projection_function SET name = 'new', version = 2, digest = 'd', recovery_id = 'rec', previous_name = 'old', previous_version = 7, previous_digest = 'p', rows_changed = 5 WHERE role = 'live'`,
    );
    expect(await readProjection(view.pool)).toEqual({
      live: { name: 'new', version: 2, digest: 'd' },
      promoted_by: { recovery_id: 'rec', before: { name: 'old', version: 7, digest: 'p' }, rows_changed: 5 },
    });
  });
});
