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

/** One row. Each append locks it until the end of its transaction, so the numbers have no gaps. */
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
  CREATE FUNCTION security_digest(event security_event) RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, public
  RETURN encode(sha256(convert_to(
    security_field('stockproof.security.v1') || security_field(event.previous_digest) || security_field(event.sequence::text)
    || security_field(to_char(event.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) || security_field(event.recorded_by)
    || security_field(event.action) || security_field(event.outcome) || security_field(event.actor) || security_field(event.target)
    || security_field(event.reason) || security_field(event.address) || security_field(event.detail), 'UTF8')), 'hex')`;

/** session_user is the login; neither SECURITY DEFINER nor the session can change it. */
const APPEND = `
  CREATE FUNCTION append_security_event(action text, outcome text, actor text, target text, reason text, address text, detail text)
  RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  DECLARE
    event security_event;
  BEGIN
    UPDATE security_chain SET sequence = security_chain.sequence + 1
      RETURNING security_chain.sequence, security_chain.digest INTO event.sequence, event.previous_digest;
    event.recorded_at := clock_timestamp();
    event.recorded_by := session_user;
    event.action := action; event.outcome := outcome; event.actor := actor; event.target := target;
    event.reason := reason; event.address := address; event.detail := detail;
    event.digest := security_digest(event);
    INSERT INTO security_event SELECT event.*;
    UPDATE security_chain SET digest = event.digest;
    RETURN event.sequence;
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
  'REVOKE ALL ON SCHEMA public FROM PUBLIC',
  'GRANT USAGE ON SCHEMA public TO PUBLIC',
];

const APPENDS = ['EXECUTE ON FUNCTION append_security_event'];
const GRANTS: RoleGrants = {
  ingestion: APPENDS,
  command_handler: APPENDS,
  availability_projection: APPENDS,
  recovery: APPENDS,
  reservation: APPENDS,
  security_auditor: ['SELECT ON security_event'],
};

/**
 * The log of all services. The trigger also applies to the owner; somebody who drops it still cannot repair
 * the chain.
 */
export class CreateTheLog1764150000001 implements MigrationInterface {
  readonly name = 'CreateTheLog1764150000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const ddl of [RECORDS, CHAIN, FIELD, DIGEST, APPEND, REFUSE, APPEND_ONLY, ...CLOSED])
      await runner.query(ddl);
    await runner.query(`INSERT INTO security_chain (sequence, digest) VALUES (0, repeat('0', 64))`);
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE security_event, security_chain CASCADE');
    await runner.query('DROP FUNCTION append_security_event, security_field, refuse_change');
  }
}
