import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BoundClient } from '@stockproof/postgres';
import { insertLedgerRow, serviceDatabase, type TestDatabase } from '@stockproof/testing';
import copyStreams from 'pg-copy-streams';
import {
  copyLedgerSql,
  countRedeliveries,
  findDecisions,
  readCommandRows,
  readReserved,
  readSellable,
} from './ledger.js';

const ANNS = `seller_id = 'ann'`;

describe('the statements that read the ledger’s tables', () => {
  let ledger: TestDatabase;
  beforeAll(async () => {
    ledger = await serviceDatabase('command-handler');
    for (const [seller_id, sku] of [
      ['ann', 's'],
      ['ann', 't'],
      ['ben', 's'],
    ] as const) {
      await insertLedgerRow(ledger.pool, { seller_id, sku, version: 1, event_id: sku });
      await ledger.pool.query(
        `INSERT INTO inventory_bucket VALUES ($1, $2, 'sellable', 'a', 2, NULL, now()), ($1, $2, 'sellable', 'b', 3, NULL, now()), ($1, $2, 'reserved', 'a', 4, NULL, now())`,
        [seller_id, sku],
      );
    }
  });
  afterAll(() => ledger.drop());

  it('sum the sellable units of all locations, without reserved ones', async () => {
    expect([...(await readSellable(ledger.pool, ANNS))].sort()).toEqual([
      ['ann\u001fs', 5],
      ['ann\u001ft', 5],
    ]);
  });

  it('sum the reserved units by location', async () => {
    expect(await readReserved(ledger.pool, `${ANNS} AND sku = 's'`)).toEqual([
      { seller_id: 'ann', sku: 's', location_id: 'a', quantity: 4 },
    ]);
  });

  it('count repeated deliveries of the scope, without conflicts and rejected events', async () => {
    await ledger.pool.query(
      `INSERT INTO inventory_redelivery VALUES ('ann', 's', 3, 100, now()), ('ann', 't', 4, 0, now()), ('ann', 'rejected', 50, 0, now()), ('ben', 's', 60, 0, now())`,
    );
    expect([
      await countRedeliveries(ledger.pool, ANNS),
      await countRedeliveries(ledger.pool, 'false'),
    ]).toEqual([7, 0]);
  });

  it('read every movement of the reserved bucket, and whether the reservation service requested it', async () => {
    for (const [version, operation, from, to, topic] of [
      [1, 'I', null, ['sellable', 'a'], 'updates'],
      [2, 'R', ['sellable', 'a'], ['reserved', 'a'], 'commands'],
      [3, 'U', ['reserved', 'b'], ['sellable', 'b'], 'commands'],
      [4, 'F', ['reserved', 'c'], null, 'commands'],
      [5, 'M', ['sellable', 'a'], ['reserved', 'd'], 'updates'],
    ] as const) {
      const source = { topic, partition: 0, offset: 0 };
      const moved = {
        seller_id: 'cat',
        sku: 's',
        version,
        event_id: `e${version}`,
        operation,
        from,
        to,
        source,
      };
      await insertLedgerRow(ledger.pool, moved);
    }
    const found = await readCommandRows(ledger.pool, 'commands', `seller_id = 'cat'`);
    expect(
      found
        .map(({ version, event_id, operation, quantity, location_id, commanded }) => [
          version,
          event_id,
          operation,
          quantity,
          location_id,
          commanded,
        ])
        .sort(),
    ).toEqual([
      [2, 'e2', 'R', 5, 'a', true],
      [3, 'e3', 'U', 5, 'b', true],
      [4, 'e4', 'F', 5, 'c', true],
      [5, 'e5', 'M', 5, 'a', false],
    ]);
    expect(await readCommandRows(ledger.pool, 'commands', ANNS)).toEqual([]);
  });

  it('find the decision on an id of a seller, accepted or rejected; a command of a saga is another event', async () => {
    await insertLedgerRow(ledger.pool, {
      seller_id: 'dan',
      sku: 's',
      version: 1,
      event_id: 'one',
      request_hash: '0a'.repeat(32),
    });
    for (const [event_id, operation] of [
      ['one', 'D'],
      ['two', 'I'],
      ['three', 'R'],
    ])
      await ledger.pool.query(
        `INSERT INTO inventory_rejection (seller_id, event_id, sku, operation, quantity, reason, facts, event_time, rejected_at, request_hash, source_topic, source_partition, source_offset)
         VALUES ('dan', $1, 's', $2, 1, 'insufficient_stock', '{}', now(), to_timestamp(7), '\\x0b', 't', 0, 0)`,
        [event_id, operation],
      );
    const saga = { operation: 'R', from: ['sellable', 'a'], to: ['reserved', 'a'] } as const;
    await insertLedgerRow(ledger.pool, { seller_id: 'dan', sku: 's', version: 2, event_id: 'four', ...saga });
    const decided = async (event_id: string) =>
      (await findDecisions(ledger.pool, 'dan', event_id)).sort((a, b) => (a.status < b.status ? -1 : 1));
    const rejected = { status: 'rejected', request_hash: '0b', decided_at: new Date(7_000) };
    expect(await decided('one')).toEqual([
      { status: 'accepted', request_hash: '0a'.repeat(32), decided_at: new Date('2026-06-19T18:00:00Z') },
      rejected,
    ]);
    expect([await decided('two'), await decided('three'), await decided('four')]).toEqual([
      [rejected],
      [],
      [],
    ]);
    expect(await findDecisions(ledger.pool, 'ann', 'one')).toEqual([]);
  });

  it('read rows as lines: the digest’s fields in order, nothing for null, the chain digest last', async () => {
    await insertLedgerRow(ledger.pool, {
      seller_id: 'eve',
      sku: 'k',
      version: 7,
      event_time: '2026-06-19T18:00:00.120Z',
      source: { topic: 'u', partition: 3, offset: 9 },
    });
    // The pool's clients pipeline, and take no stream.
    const client = new BoundClient(ledger.url);
    await client.connect();
    try {
      const stream = client.query(copyStreams.to(copyLedgerSql(`seller_id = 'eve'`)));
      const [lines] = await Promise.all([text(stream), once(stream, 'end')]);
      const [digest, hash] = ['ab'.repeat(32), 'ab'.repeat(32)];
      const ms = String(Date.parse('2026-06-19T18:00:00.120Z'));
      expect(lines.split('\n').map((line) => line.split('\u001f'))).toEqual([
        [
          digest,
          'stockproof.ledger.v1',
          'eve',
          'k',
          '7',
          'k-7',
          'I',
          'accepted',
          '5',
          '5',
          '5',
          '',
          '',
          'sellable',
          'default',
        ].concat([ms, ms, '2', hash, '', '', '', '', 'u', '3', '9', digest]),
        [''],
      ]);
    } finally {
      await client.end();
    }
  });
});
