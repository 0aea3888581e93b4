import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Numbers only: no statement, user or address of a session. Maintenance databases are not Stockproof's. */
const FIGURES = `
  CREATE FUNCTION server_figures() RETURNS TABLE (
    database text, connections bigint, size_bytes bigint, oldest_transaction_seconds double precision, max_connections integer
  )
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT known.datname::text, count(session.pid), pg_database_size(known.oid),
      coalesce(max(extract(epoch FROM clock_timestamp() - session.xact_start)), 0)::double precision,
      current_setting('max_connections')::integer
    FROM pg_database known
    LEFT JOIN pg_stat_activity session
      ON session.datid = known.oid AND session.backend_type = 'client backend' AND session.pid <> pg_backend_pid()
    WHERE NOT known.datistemplate AND known.datname <> 'postgres'
    GROUP BY known.oid, known.datname ORDER BY known.datname
  $$`;

const READER: RoleGrants = { command_handler: ['EXECUTE ON FUNCTION server_figures()'] };

/**
 * The command handler tells figures of the server, as it does of the slots. A role that may read all of
 * pg_stat_activity would also see the statements of other services.
 */
export class ShowFiguresOfTheServer1763700000023 implements MigrationInterface {
  readonly name = 'ShowFiguresOfTheServer1763700000023';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(FIGURES);
    await runner.query('REVOKE EXECUTE ON FUNCTION server_figures() FROM PUBLIC');
    await grantRoles(runner, READER, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION server_figures()');
  }
}
