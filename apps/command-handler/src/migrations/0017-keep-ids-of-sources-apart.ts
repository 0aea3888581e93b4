import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The same as `sourceKind` of the domain. It is an expression and not a column, because the operation is part
 * of the digest and no row changes.
 */
const KIND = `(CASE WHEN operation IN ('R', 'U', 'F') THEN 'order' ELSE 'seller' END)`;

const UP = [
  `ALTER TABLE inventory_transaction
     DROP CONSTRAINT inventory_transaction_pkey,
     DROP CONSTRAINT inventory_transaction_sku_seller_id_version_key,
     ADD PRIMARY KEY (sku, seller_id, version)`,
  `CREATE UNIQUE INDEX inventory_transaction_by_event ON inventory_transaction (seller_id, event_id, ${KIND})`,
  'ALTER TABLE inventory_rejection DROP CONSTRAINT inventory_rejection_pkey',
  `CREATE UNIQUE INDEX inventory_rejection_by_event ON inventory_rejection (seller_id, event_id, ${KIND})`,
  `ALTER TABLE inventory_redelivery ADD COLUMN source_kind varchar(8) NOT NULL DEFAULT 'seller' CHECK (source_kind IN ('seller', 'order'))`,
  // So far an id had one kind, that of its event.
  `UPDATE inventory_redelivery AS again SET source_kind = 'order'
   WHERE EXISTS (SELECT FROM inventory_transaction AS row WHERE row.seller_id = again.seller_id AND row.event_id = again.event_id AND row.operation IN ('R', 'U', 'F'))
      OR EXISTS (SELECT FROM inventory_rejection AS row WHERE row.seller_id = again.seller_id AND row.event_id = again.event_id AND row.operation IN ('R', 'U', 'F'))`,
  'ALTER TABLE inventory_redelivery DROP CONSTRAINT inventory_redelivery_pkey, ADD PRIMARY KEY (seller_id, event_id, source_kind)',
];

const DOWN = [
  'ALTER TABLE inventory_redelivery DROP CONSTRAINT inventory_redelivery_pkey, DROP COLUMN source_kind, ADD PRIMARY KEY (seller_id, event_id)',
  'DROP INDEX inventory_rejection_by_event',
  'ALTER TABLE inventory_rejection ADD PRIMARY KEY (seller_id, event_id)',
  'DROP INDEX inventory_transaction_by_event',
  `ALTER TABLE inventory_transaction
     DROP CONSTRAINT inventory_transaction_pkey,
     ADD PRIMARY KEY (seller_id, event_id),
     ADD CONSTRAINT inventory_transaction_sku_seller_id_version_key UNIQUE (sku, seller_id, version)`,
];

/**
 * The same id from a seller and from a saga are two events (ADR 0038). The ledger's primary key, and so the
 * key of its CDC rows, is the offer and the version: an id alone would identify two rows, and an incremental
 * snapshot would keep one of them.
 */
export class KeepIdsOfSourcesApart1763700000017 implements MigrationInterface {
  readonly name = 'KeepIdsOfSourcesApart1763700000017';

  async up(runner: QueryRunner): Promise<void> {
    for (const ddl of UP) await runner.query(ddl);
  }

  /** Fails if both kinds of source have used the same id. */
  async down(runner: QueryRunner): Promise<void> {
    for (const ddl of DOWN) await runner.query(ddl);
  }
}
