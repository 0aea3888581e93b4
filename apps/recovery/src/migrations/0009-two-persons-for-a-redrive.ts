import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const REQUEST = `
  CREATE TABLE redrive_request (
    redrive_id       varchar(64)  PRIMARY KEY,
    source_topic     varchar(255) NOT NULL,
    source_partition integer      NOT NULL,
    source_offset    bigint       NOT NULL,
    seller_id        varchar(64)  COLLATE "C" NOT NULL,
    event_id         varchar(128) COLLATE "C" NOT NULL,
    value            text         NOT NULL,
    payload_digest   varchar(64)  NOT NULL,
    digest           varchar(64)  NOT NULL,
    reason           text         NOT NULL,
    requested_by     text         NOT NULL,
    requested_at     timestamptz  NOT NULL DEFAULT now(),
    approved_by      text,
    approved_at      timestamptz,
    expires_at       timestamptz,
    sent_by          text,
    sent_at          timestamptz,
    CONSTRAINT two_persons CHECK (approved_by <> requested_by),
    CONSTRAINT whole_approval CHECK (num_nulls(approved_by, approved_at, expires_at) IN (0, 3)),
    CONSTRAINT sent_when_approved CHECK (num_nulls(sent_by, sent_at) = 2 OR (num_nulls(sent_by, sent_at, expires_at) = 0 AND sent_at < expires_at))
  )`;

const BY_TIME =
  'CREATE INDEX redrive_request_by_time ON redrive_request (requested_at DESC, redrive_id DESC)';

/** A request cannot be changed: another event needs another request. */
const GRANTS: RoleGrants = {
  recovery: [
    'SELECT, INSERT ON redrive_request',
    'UPDATE (approved_by, approved_at, expires_at, sent_by, sent_at) ON redrive_request',
  ],
  auditor: ['SELECT ON redrive_request'],
};

/** Requested redrives, their approvals, and which were sent. */
export class TwoPersonsForARedrive1763700000009 implements MigrationInterface {
  readonly name = 'TwoPersonsForARedrive1763700000009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(REQUEST);
    await runner.query(BY_TIME);
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE redrive_request');
  }
}
