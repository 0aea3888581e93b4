import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const RECORDS = `
  CREATE TABLE security_event (
    sequence        bigint      PRIMARY KEY,
    recorded_at     timestamptz NOT NULL,
    recorded_by     text        NOT NULL,
    action          text        NOT NULL,
    outcome         text        NOT NULL,
    actor           text,
    target          text,
    reason          text,
    address         text,
    detail          text,
    previous_digest char(64)    NOT NULL,
    digest          char(64)    NOT NULL,
    CHECK (octet_length(concat(action, outcome, actor, target, reason, address, detail)) <= 20000)
  )`;

/** One row: whoever appends holds it until the end of the transaction, so that numbers have no gaps. */
const CHAIN = `
  CREATE TABLE security_chain (
    only_row boolean  PRIMARY KEY DEFAULT true CHECK (only_row),
    sequence bigint   NOT NULL,
    digest   char(64) NOT NULL
  )`;

const FIELD = `
  CREATE FUNCTION security_field(value text) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog
  RETURN CASE WHEN value IS NULL THEN '-' ELSE octet_length(value) || ':' || value || ',' END`;

const DIGEST = `
  CREATE FUNCTION security_digest(row security_event) RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, public
  RETURN encode(sha256(convert_to(
    security_field('stockproof.security.v1') || security_field(row.previous_digest) || security_field(row.sequence::text)
    || security_field(to_char(row.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) || security_field(row.recorded_by)
    || security_field(row.action) || security_field(row.outcome) || security_field(row.actor) || security_field(row.target)
    || security_field(row.reason) || security_field(row.address) || security_field(row.detail), 'UTF8')), 'hex')`;

/** session_user is the login: SECURITY DEFINER does not change it, and neither can who logged in. */
const APPEND = `
  CREATE FUNCTION append_security_event(action text, outcome text, actor text, target text, reason text, address text, detail text)
  RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  DECLARE
    record security_event;
  BEGIN
    UPDATE security_chain SET sequence = security_chain.sequence + 1
      RETURNING security_chain.sequence, security_chain.digest INTO record.sequence, record.previous_digest;
    record.recorded_at := clock_timestamp();
    record.recorded_by := session_user;
    record.action := action; record.outcome := outcome; record.actor := actor; record.target := target;
    record.reason := reason; record.address := address; record.detail := detail;
    record.digest := security_digest(record);
    INSERT INTO security_event SELECT record.*;
    UPDATE security_chain SET digest = record.digest;
    RETURN record.sequence;
  END $$`;

const REFUSE = `
  CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'the security log is append-only' USING ERRCODE = 'insufficient_privilege';
  END $$`;

const APPEND_ONLY = `
  CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON security_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`;

const CLOSED = [
  'REVOKE ALL ON FUNCTION append_security_event, security_digest, security_field, refuse_change FROM PUBLIC',
  'REVOKE ALL ON SCHEMA public FROM PUBLIC', 'GRANT USAGE ON SCHEMA public TO PUBLIC',
];

const APPENDS = ['EXECUTE ON FUNCTION append_security_event'];
const GRANTS: RoleGrants = {
  ingestion: APPENDS, command_handler: APPENDS, availability_projection: APPENDS, recovery: APPENDS, reservation: APPENDS,
  security_auditor: ['SELECT ON security_event'],
};

/** The log of all services. Also its owner meets the trigger; who takes that away can still not mend the chain. */
export class CreateTheLog1764150000001 implements MigrationInterface {
  readonly name = 'CreateTheLog1764150000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const ddl of [RECORDS, CHAIN, FIELD, DIGEST, APPEND, REFUSE, APPEND_ONLY, ...CLOSED]) await runner.query(ddl);
    await runner.query(`INSERT INTO security_chain (sequence, digest) VALUES (0, repeat('0', 64))`);
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE security_event, security_chain CASCADE');
    await runner.query('DROP FUNCTION append_security_event, security_field, refuse_change');
  }
}
