import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SERVER = `
  CREATE TABLE capture_server (
    one_row           boolean     PRIMARY KEY DEFAULT true CHECK (one_row),
    system_identifier text        NOT NULL,
    timeline          integer     NOT NULL,
    accepted_at       timestamptz NOT NULL DEFAULT now()
  )`;

/**
 * The timeline of the WAL that is written now; after a promotion the control file has the old one for a
 * while.
 */
const SERVER_NOW = `
  CREATE FUNCTION capture_server_now(OUT system_identifier text, OUT timeline integer) LANGUAGE sql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp AS $$
    SELECT system_identifier::text, ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::integer FROM pg_control_system()
  $$`;

const ACCEPT = `
  CREATE FUNCTION accept_capture_server() RETURNS capture_server LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO capture_server (system_identifier, timeline) SELECT system_identifier, timeline FROM capture_server_now()
    ON CONFLICT (one_row) DO UPDATE
      SET system_identifier = excluded.system_identifier, timeline = excluded.timeline, accepted_at = now()
    RETURNING *
  $$`;

/**
 * Each connector calls this on every connection, before it looks up its slot (`database.initial.statements`).
 * Without it Debezium creates a missing slot, and waits for half an hour for a lost one. Debezium treats only
 * SQLSTATE class 28 as permanent; with any other the task stays RUNNING and retries forever.
 */
const REQUIRE_SLOT = `
  CREATE FUNCTION require_capture_slot(slot text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
  DECLARE
    held record;
    server record;
    accepted record;
  BEGIN
    SELECT * INTO server FROM capture_server_now();
    SELECT * INTO accepted FROM capture_server;
    IF (server.system_identifier, server.timeline) IS DISTINCT FROM (accepted.system_identifier, accepted.timeline) THEN
      RAISE EXCEPTION 'other_server: % timeline % is not the server that was captured (% timeline %)',
        server.system_identifier, server.timeline, accepted.system_identifier, accepted.timeline
        USING HINT = 'docs/runbooks/10-connector-down.md', ERRCODE = 'invalid_authorization_specification';
    END IF;
    SELECT * INTO held FROM pg_replication_slots WHERE slot_name = slot AND database = current_database();
    IF NOT FOUND THEN
      RAISE EXCEPTION 'slot_missing: there is no slot %, and none is made in its place: what it would have sent is unknown', slot
        USING HINT = 'docs/runbooks/10-connector-down.md', ERRCODE = 'invalid_authorization_specification';
    ELSIF held.wal_status = 'lost' THEN
      RAISE EXCEPTION 'slot_lost: the server has invalidated slot % (%)', slot, held.invalidation_reason
        USING HINT = 'docs/runbooks/10-connector-down.md', ERRCODE = 'invalid_authorization_specification';
    END IF;
  END $$`;

const GRANTS: RoleGrants = {
  command_handler: ['SELECT ON capture_server'],
  debezium: ['SELECT ON capture_server'],
  auditor: ['SELECT ON capture_server'],
};

/**
 * A WAL position is valid on one server only. The server's identity is stored, so a restored or promoted
 * server is noticed, and nobody continues from a position of another WAL until an operator has accepted it.
 */
export class KnowTheServerThatIsCaptured1763700000014 implements MigrationInterface {
  readonly name = 'KnowTheServerThatIsCaptured1763700000014';

  async up(runner: QueryRunner): Promise<void> {
    for (const ddl of [SERVER, SERVER_NOW, ACCEPT, REQUIRE_SLOT]) await runner.query(ddl);
    await runner.query('REVOKE EXECUTE ON FUNCTION accept_capture_server() FROM PUBLIC');
    await runner.query('SELECT accept_capture_server()');
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await grantRoles(runner, GRANTS, (role, what) => `REVOKE ${what} FROM ${role}`);
    await runner.query('DROP FUNCTION require_capture_slot, accept_capture_server, capture_server_now');
    await runner.query('DROP TABLE capture_server');
  }
}
