import type { MigrationInterface, QueryRunner } from 'typeorm';

const OUTBOX = `
  CREATE TABLE outbox (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic       varchar(255) NOT NULL,
    partition   integer      NOT NULL,
    message_key text         NOT NULL,
    payload     bytea        NOT NULL,
    traceparent varchar(64)
  )`;

const HEARTBEAT = `
  CREATE TABLE debezium_heartbeat (
    connector text        PRIMARY KEY,
    beat_at   timestamptz NOT NULL
  )`;

const PUBLICATIONS = [
  'CREATE PUBLICATION stockproof_ledger FOR TABLE inventory_transaction, debezium_heartbeat',
  'CREATE PUBLICATION stockproof_stock FOR TABLE inventory_stock_on_hand, inventory_bucket, debezium_heartbeat',
  'CREATE PUBLICATION stockproof_outbox FOR TABLE outbox, debezium_heartbeat',
];

/**
 * The write side publishes only through the WAL (docs/design.md#outbox). The heartbeat table is in each
 * publication, so that the slot of a quiet table advances and releases WAL. Outbox rows are deleted in the
 * transaction that inserts them: the WAL keeps what the connector needs.
 */
export class OpenTheWayOut1763700000003 implements MigrationInterface {
  readonly name = 'OpenTheWayOut1763700000003';

  async up(runner: QueryRunner): Promise<void> {
    for (const ddl of [OUTBOX, HEARTBEAT, ...PUBLICATIONS]) await runner.query(ddl);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of ['outbox', 'stock', 'ledger'])
      await runner.query(`DROP PUBLICATION stockproof_${name}`);
    await runner.query('DROP TABLE debezium_heartbeat, outbox');
  }
}
