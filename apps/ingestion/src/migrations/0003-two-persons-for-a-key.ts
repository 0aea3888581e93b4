import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const KEY = `
  ALTER TABLE api_key
    ADD COLUMN approved_by  varchar(128),
    ADD COLUMN reason       text,
    ADD COLUMN successor_of varchar(32) REFERENCES api_key,
    ADD COLUMN expires_at   timestamptz`;

/** Existing keys get the default lifetime of a new one. */
const FROM_BEFORE = [
  `UPDATE api_key SET expires_at = now() + interval '90 days'`,
  'ALTER TABLE api_key ALTER COLUMN expires_at SET NOT NULL',
];

const REQUEST = `
  CREATE TABLE key_request (
    request_id   varchar(64)  PRIMARY KEY,
    seller_id    varchar(64)  COLLATE "C" NOT NULL,
    reason       text         NOT NULL,
    requested_by varchar(128) NOT NULL,
    requested_at timestamptz  NOT NULL DEFAULT now(),
    approved_by  varchar(128),
    approved_at  timestamptz,
    expires_at   timestamptz,
    key_id       varchar(32)  REFERENCES api_key,
    collected_at timestamptz,
    CONSTRAINT two_persons CHECK (approved_by <> requested_by),
    CONSTRAINT whole_approval CHECK (num_nulls(approved_by, approved_at, expires_at) IN (0, 3)),
    CONSTRAINT collected_when_approved CHECK (
      num_nulls(key_id, collected_at) = 2 OR (num_nulls(key_id, collected_at, expires_at) = 0 AND collected_at < expires_at))
  )`;

const BY_TIME = 'CREATE INDEX key_request_by_time ON key_request (requested_at DESC, request_id DESC)';

/** No statement can extend the life of a key. */
const NO_LATER = [
  `CREATE FUNCTION refuse_later_expiry() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
   BEGIN
     RAISE EXCEPTION 'a key ends when it was to end, or earlier' USING ERRCODE = 'insufficient_privilege';
   END $$`,
  `CREATE TRIGGER ends_no_later BEFORE UPDATE OF expires_at ON api_key FOR EACH ROW
   WHEN (NEW.expires_at > OLD.expires_at) EXECUTE FUNCTION refuse_later_expiry()`,
];

const GRANTS: RoleGrants = {
  ingestion: [
    'UPDATE (expires_at) ON api_key',
    'SELECT, INSERT ON key_request',
    'UPDATE (approved_by, approved_at, expires_at, key_id, collected_at) ON key_request',
  ],
};

/**
 * Keys expire, store who created and approved them, and are created by two operators or by their predecessor.
 */
export class TwoPersonsForAKey1763700000003 implements MigrationInterface {
  readonly name = 'TwoPersonsForAKey1763700000003';

  async up(runner: QueryRunner): Promise<void> {
    for (const ddl of [KEY, ...FROM_BEFORE, REQUEST, BY_TIME, ...NO_LATER]) await runner.query(ddl);
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE key_request');
    await runner.query('DROP TRIGGER ends_no_later ON api_key');
    await runner.query('DROP FUNCTION refuse_later_expiry()');
    await runner.query(
      'ALTER TABLE api_key DROP COLUMN approved_by, DROP COLUMN reason, DROP COLUMN successor_of, DROP COLUMN expires_at',
    );
  }
}
