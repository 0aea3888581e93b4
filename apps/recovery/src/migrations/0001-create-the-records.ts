import { CREATE_EVENT_STORE, DROP_EVENT_STORE } from '@stockproof/event-store';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const RECOVERY = `
  CREATE TABLE recovery (
    recovery_id       varchar(64) PRIMARY KEY,
    flow              varchar(128) NOT NULL,
    mode              varchar(16)  NOT NULL,
    scope             jsonb        NOT NULL,
    status            varchar(16)  NOT NULL,
    confidence_status varchar(16),
    requested_by      text         NOT NULL,
    version           bigint       NOT NULL,
    requested_at      timestamptz  NOT NULL DEFAULT now(),
    updated_at        timestamptz  NOT NULL DEFAULT now()
  )`;

const LEASE = `
  CREATE TABLE recovery_lease (
    recovery_id varchar(64) PRIMARY KEY REFERENCES recovery,
    flow        varchar(128) NOT NULL,
    scope       jsonb        NOT NULL,
    holder      text         NOT NULL,
    epoch       bigint       NOT NULL,
    expires_at  timestamptz  NOT NULL
  )`;

const EVIDENCE = `
  CREATE TABLE evidence (
    sequence    bigint PRIMARY KEY,
    recovery_id varchar(64) NOT NULL UNIQUE REFERENCES recovery,
    digest      varchar(64) NOT NULL,
    record      text        NOT NULL,
    published   boolean     NOT NULL DEFAULT false,
    recorded_at timestamptz NOT NULL DEFAULT now()
  )`;

const CHECKPOINT = `
  CREATE TABLE checkpoint (
    sequence        bigint PRIMARY KEY,
    previous_digest varchar(64) NOT NULL,
    heads           bigint      NOT NULL,
    merkle_root     varchar(64) NOT NULL,
    key_id          varchar(64) NOT NULL,
    signature       text        NOT NULL,
    taken_at        timestamptz NOT NULL
  )`;

const SIGNED_HEAD = `
  CREATE TABLE signed_head (
    source       varchar(16) NOT NULL CHECK (source IN ('evidence', 'doubted', 'checkpoint')),
    sequence     bigint      NOT NULL,
    seller_id    varchar(64) COLLATE "C" NOT NULL,
    sku          varchar(64) COLLATE "C" NOT NULL,
    version      bigint      NOT NULL,
    chain_digest varchar(64) NOT NULL,
    PRIMARY KEY (source, sequence, seller_id, sku)
  )`;

const BY_OFFER = 'CREATE INDEX signed_head_by_offer ON signed_head (sku, seller_id, version DESC)';

const VERIFIED = `
  CREATE TABLE offer_confidence (
    seller_id   varchar(64) COLLATE "C" NOT NULL,
    sku         varchar(64) COLLATE "C" NOT NULL,
    confidence  varchar(16) NOT NULL,
    recovery_id varchar(64) NOT NULL,
    verified_at timestamptz NOT NULL,
    PRIMARY KEY (seller_id, sku)
  )`;

const REFUSE = `
  CREATE FUNCTION refuse_record_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'signed records are append-only: % on % is refused', TG_OP, TG_TABLE_NAME
      USING ERRCODE = 'insufficient_privilege';
  END $$`;

const appendOnly = (table: string, what: string): string =>
  `CREATE TRIGGER append_only BEFORE ${what} OR TRUNCATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_record_change()`;

/** Runs with their history and leases, the signed records, and their verdicts on each offer. */
export class CreateTheRecords1763700000001 implements MigrationInterface {
  readonly name = 'CreateTheRecords1763700000001';

  async up(runner: QueryRunner): Promise<void> {
    const tables = [RECOVERY, LEASE, EVIDENCE, CHECKPOINT, SIGNED_HEAD, BY_OFFER, VERIFIED, REFUSE];
    const triggers = [
      appendOnly('checkpoint', 'UPDATE OR DELETE'),
      appendOnly('signed_head', 'UPDATE OR DELETE'),
      appendOnly('evidence', 'DELETE'),
    ];
    for (const ddl of [...CREATE_EVENT_STORE, ...tables, ...triggers]) await runner.query(ddl);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE offer_confidence, signed_head, checkpoint, evidence, recovery_lease, recovery',
    );
    await runner.query('DROP FUNCTION refuse_record_change()');
    for (const ddl of DROP_EVENT_STORE) await runner.query(ddl);
  }
}
