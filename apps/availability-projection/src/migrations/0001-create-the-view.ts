import { CREATE_CONSUMER_POSITION } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const OFFER = `
  CREATE TABLE offer_availability (
    seller_id            varchar(64) COLLATE "C" NOT NULL,
    sku                  varchar(64) COLLATE "C" NOT NULL,
    version              bigint      NOT NULL,
    revision             bigint      NOT NULL DEFAULT 0,
    stock_on_hand        bigint      NOT NULL,
    sellable             bigint      NOT NULL,
    reserved             bigint      NOT NULL,
    damaged              bigint      NOT NULL,
    return_to_vendor     bigint      NOT NULL,
    event_time           timestamptz NOT NULL,
    newest_event_time    timestamptz NOT NULL,
    accepted_at          timestamptz NOT NULL,
    status               varchar(16) NOT NULL DEFAULT 'current',
    expected_version     bigint,
    found_version        bigint,
    partition            integer     NOT NULL,
    changed_offset       bigint      NOT NULL,
    traceparent          varchar(64),
    PRIMARY KEY (sku, seller_id),
    CHECK (status IN ('current', 'suspect')),
    CHECK (stock_on_hand BETWEEN 0 AND 9007199254740991),
    CHECK (sellable >= 0 AND reserved >= 0 AND damaged >= 0 AND return_to_vendor >= 0)
  ) WITH (fillfactor = 70)`;

const UNPUBLISHED = 'CREATE INDEX offer_by_change ON offer_availability (partition, changed_offset)';

const LOCATION = `
  CREATE TABLE offer_location_availability (
    seller_id   varchar(64) COLLATE "C" NOT NULL,
    sku         varchar(64) COLLATE "C" NOT NULL,
    location_id varchar(64) COLLATE "C" NOT NULL,
    sellable    bigint      NOT NULL,
    PRIMARY KEY (sku, seller_id, location_id),
    CHECK (sellable BETWEEN 0 AND 9007199254740991)
  ) WITH (fillfactor = 70)`;

const PUBLISHED = `
  CREATE TABLE published_position (
    topic            varchar(255) NOT NULL,
    partition        integer      NOT NULL,
    published_offset bigint       NOT NULL,
    epoch            bigint       NOT NULL,
    PRIMARY KEY (topic, partition)
  )`;

const FRESHNESS = `
  CREATE TABLE partition_freshness (
    topic     varchar(255) NOT NULL,
    partition integer      NOT NULL,
    as_of     timestamptz  NOT NULL,
    PRIMARY KEY (topic, partition)
  )`;

const FINGERPRINT = `
  CREATE TABLE schema_fingerprint (
    topic         varchar(255) NOT NULL,
    fingerprint   varchar(64)  NOT NULL,
    first_seen_at timestamptz  NOT NULL,
    schema_json   text         NOT NULL,
    PRIMARY KEY (topic, fingerprint)
  )`;

const ANOMALY = `
  CREATE TABLE projection_anomaly (
    source_topic     varchar(255) NOT NULL,
    source_partition integer      NOT NULL,
    source_offset    bigint       NOT NULL,
    kind             varchar(32)  NOT NULL,
    seller_id        varchar(64)  COLLATE "C",
    sku              varchar(64)  COLLATE "C",
    expected_version bigint,
    found_version    bigint,
    detail           text         NOT NULL,
    seen_at          timestamptz  NOT NULL,
    PRIMARY KEY (source_topic, source_partition, source_offset)
  )`;

const ACCOUNTING = `
  CREATE TABLE projection_accounting (
    topic     varchar(255) NOT NULL,
    partition integer      NOT NULL,
    received  bigint NOT NULL,
    applied   bigint NOT NULL,
    late      bigint NOT NULL,
    duplicate bigint NOT NULL,
    anomalous bigint NOT NULL,
    PRIMARY KEY (topic, partition),
    CHECK (received = applied + duplicate + anomalous),
    CHECK (late <= applied)
  )`;

/** The database of the read side: the view, the offset `published`, freshness and anomalies. */
export class CreateTheView1763700000001 implements MigrationInterface {
  readonly name = 'CreateTheView1763700000001';

  async up(runner: QueryRunner): Promise<void> {
    const tables = [OFFER, UNPUBLISHED, LOCATION, PUBLISHED, FRESHNESS, FINGERPRINT, ANOMALY, ACCOUNTING];
    for (const ddl of [...tables, CREATE_CONSUMER_POSITION]) await runner.query(ddl);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP TABLE consumer_position, projection_accounting, projection_anomaly, schema_fingerprint,
         partition_freshness, published_position, offer_location_availability, offer_availability`,
    );
  }
}
