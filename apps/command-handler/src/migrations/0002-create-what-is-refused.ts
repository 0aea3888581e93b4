import { CREATE_CONSUMER_POSITION } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const REJECTION = `
  CREATE TABLE inventory_rejection (
    seller_id        varchar(64)  COLLATE "C" NOT NULL,
    event_id         varchar(128) COLLATE "C" NOT NULL,
    sku              varchar(64)  COLLATE "C" NOT NULL,
    operation        varchar(1)   NOT NULL,
    quantity         bigint       NOT NULL,
    reason           varchar(64)  NOT NULL,
    facts            jsonb        NOT NULL,
    event_time       timestamptz  NOT NULL,
    rejected_at      timestamptz  NOT NULL,
    request_hash     bytea        NOT NULL,
    source_topic     varchar(255) NOT NULL,
    source_partition integer      NOT NULL,
    source_offset    bigint       NOT NULL,
    PRIMARY KEY (seller_id, event_id)
  )`;

const QUARANTINE = `
  CREATE TABLE quarantine (
    source_topic     varchar(255) NOT NULL,
    source_partition integer      NOT NULL,
    source_offset    bigint       NOT NULL,
    reason           varchar(64)  NOT NULL,
    detail           text         NOT NULL,
    owner            text         NOT NULL,
    seller_id        varchar(64)  COLLATE "C",
    event_id         varchar(128) COLLATE "C",
    sku              varchar(64)  COLLATE "C",
    message_key      bytea,
    message_value    bytea,
    message_headers  jsonb        NOT NULL,
    quarantined_at   timestamptz  NOT NULL,
    PRIMARY KEY (source_topic, source_partition, source_offset)
  )`;

const QUARANTINE_BY_EVENT = `
  CREATE INDEX quarantine_by_event ON quarantine (seller_id, event_id) WHERE event_id IS NOT NULL`;

const REDELIVERY = `
  CREATE TABLE inventory_redelivery (
    seller_id  varchar(64)  COLLATE "C" NOT NULL,
    event_id   varchar(128) COLLATE "C" NOT NULL,
    duplicates bigint       NOT NULL,
    conflicts  bigint       NOT NULL,
    updated_at timestamptz  NOT NULL,
    PRIMARY KEY (seller_id, event_id)
  )`;

const CONFLICT = `
  CREATE TABLE inventory_conflict (
    source_topic     varchar(255) NOT NULL,
    source_partition integer      NOT NULL,
    source_offset    bigint       NOT NULL,
    seller_id        varchar(64)  COLLATE "C" NOT NULL,
    event_id         varchar(128) COLLATE "C" NOT NULL,
    request_hash     bytea        NOT NULL,
    message_value    bytea        NOT NULL,
    seen_at          timestamptz  NOT NULL,
    PRIMARY KEY (source_topic, source_partition, source_offset)
  )`;

const ACCOUNTING = `
  CREATE TABLE accounting (
    topic       varchar(255) NOT NULL,
    partition   integer      NOT NULL,
    received    bigint NOT NULL,
    accepted    bigint NOT NULL,
    superseded  bigint NOT NULL,
    duplicate   bigint NOT NULL,
    conflict    bigint NOT NULL,
    rejected    bigint NOT NULL,
    quarantined bigint NOT NULL,
    PRIMARY KEY (topic, partition),
    CHECK (received = accepted + superseded + duplicate + conflict + rejected + quarantined)
  )`;

/** Tables for what is not in the ledger: rejections, poison, redeliveries, conflicts, and the counts. */
export class CreateWhatIsRefused1763700000002 implements MigrationInterface {
  readonly name = 'CreateWhatIsRefused1763700000002';

  async up(runner: QueryRunner): Promise<void> {
    const tables = [REJECTION, QUARANTINE, QUARANTINE_BY_EVENT, REDELIVERY, CONFLICT, ACCOUNTING];
    for (const ddl of [...tables, CREATE_CONSUMER_POSITION]) await runner.query(ddl);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP TABLE consumer_position, accounting, inventory_conflict, inventory_redelivery, quarantine,
         inventory_rejection`,
    );
  }
}
