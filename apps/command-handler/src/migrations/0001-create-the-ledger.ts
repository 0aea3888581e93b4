import type { MigrationInterface, QueryRunner } from 'typeorm';

const LEDGER = `
  CREATE TABLE inventory_transaction (
    seller_id          varchar(64)  COLLATE "C" NOT NULL,
    event_id           varchar(128) COLLATE "C" NOT NULL,
    sku                varchar(64)  COLLATE "C" NOT NULL,
    version            bigint       NOT NULL,
    operation          varchar(1)   NOT NULL,
    status             varchar(16)  NOT NULL,
    quantity           bigint       NOT NULL,
    requested_quantity bigint       NOT NULL,
    delta_quantity     bigint       NOT NULL,
    from_bucket        varchar(32),
    from_location      varchar(64)  COLLATE "C",
    to_bucket          varchar(32),
    to_location        varchar(64)  COLLATE "C",
    event_time         timestamptz  NOT NULL,
    accepted_at        timestamptz  NOT NULL,
    schema_version     smallint     NOT NULL,
    request_hash       bytea        NOT NULL,
    reason             varchar(256),
    reference          varchar(256),
    correlation_id     varchar(128),
    causation_id       varchar(128),
    traceparent        varchar(64),
    source_topic       varchar(255) NOT NULL,
    source_partition   integer      NOT NULL,
    source_offset      bigint       NOT NULL,
    previous_digest    bytea        NOT NULL,
    chain_digest       bytea        NOT NULL,
    PRIMARY KEY (seller_id, event_id),
    UNIQUE (seller_id, sku, version),
    CHECK (version > 0),
    CHECK (operation IN ('I', 'D', 'S', 'M', 'R', 'U', 'F')),
    CHECK (status IN ('accepted', 'superseded')),
    CHECK (quantity BETWEEN 0 AND 9007199254740991),
    CHECK (requested_quantity BETWEEN 0 AND 9007199254740991),
    CHECK (delta_quantity = CASE WHEN from_bucket IS NULL THEN quantity ELSE 0 END
                          - CASE WHEN to_bucket   IS NULL THEN quantity ELSE 0 END),
    CHECK ((from_bucket IS NULL) = (from_location IS NULL)),
    CHECK ((to_bucket IS NULL) = (to_location IS NULL)),
    CHECK (from_bucket IS NOT NULL OR to_bucket IS NOT NULL),
    CHECK (octet_length(request_hash) = 32),
    CHECK (octet_length(previous_digest) = 32 AND octet_length(chain_digest) = 32)
  )`;

const STOCK_ON_HAND = `
  CREATE TABLE inventory_stock_on_hand (
    seller_id     varchar(64) COLLATE "C" NOT NULL,
    sku           varchar(64) COLLATE "C" NOT NULL,
    stock_on_hand bigint      NOT NULL,
    version       bigint      NOT NULL,
    chain_digest  bytea       NOT NULL,
    updated_at    timestamptz NOT NULL,
    PRIMARY KEY (seller_id, sku),
    CHECK (stock_on_hand BETWEEN 0 AND 9007199254740991)
  ) WITH (fillfactor = 70)`;

const BUCKET = `
  CREATE TABLE inventory_bucket (
    seller_id   varchar(64) COLLATE "C" NOT NULL,
    sku         varchar(64) COLLATE "C" NOT NULL,
    bucket_type varchar(32) NOT NULL,
    location_id varchar(64) COLLATE "C" NOT NULL,
    quantity    bigint      NOT NULL,
    counted_at  timestamptz,
    updated_at  timestamptz NOT NULL,
    PRIMARY KEY (seller_id, sku, bucket_type, location_id),
    CHECK (bucket_type IN ('sellable', 'reserved', 'damaged', 'return_to_vendor')),
    CHECK (quantity BETWEEN 0 AND 9007199254740991)
  ) WITH (fillfactor = 70)`;

const REFUSE_CHANGE = `
  CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'the ledger is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
      USING ERRCODE = 'insufficient_privilege', HINT = 'append a correcting event instead';
  END $$`;

const APPEND_ONLY = `
  CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON inventory_transaction
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change()`;

/**
 * The ledger and the two tables derived from it. Keys are (seller, event) and (seller, sku), so no seller can
 * use another's ids. Every rule that concerns a single row is a CHECK; the rest is checked by reconciliation.
 */
export class CreateTheLedger1763700000001 implements MigrationInterface {
  readonly name = 'CreateTheLedger1763700000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const ddl of [LEDGER, STOCK_ON_HAND, BUCKET, REFUSE_CHANGE, APPEND_ONLY]) await runner.query(ddl);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE inventory_bucket, inventory_stock_on_hand, inventory_transaction');
    await runner.query('DROP FUNCTION refuse_ledger_change()');
  }
}
