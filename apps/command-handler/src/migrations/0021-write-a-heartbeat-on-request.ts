import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Each heartbeat has a time of its own, also if two are written in one microsecond or the clock goes back. */
const WRITE = `
  CREATE FUNCTION write_barrier_heartbeat(OUT connector text, OUT beat_us bigint)
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO public.debezium_heartbeat AS kept (connector, beat_at) VALUES ('barrier', clock_timestamp())
    ON CONFLICT (connector) DO UPDATE
      SET beat_at = greatest(clock_timestamp(), kept.beat_at + interval '1 microsecond')
    RETURNING kept.connector, (extract(epoch FROM kept.beat_at) * 1000000)::bigint
  $$`;

const AUDITOR: RoleGrants = { auditor: ['EXECUTE ON FUNCTION write_barrier_heartbeat()'] };

/**
 * A verification sets its barrier with a heartbeat of its own, instead of waiting for the connector's next
 * one. The auditor may write nothing else.
 */
export class WriteAHeartbeatOnRequest1763700000021 implements MigrationInterface {
  readonly name = 'WriteAHeartbeatOnRequest1763700000021';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(WRITE);
    await runner.query('REVOKE EXECUTE ON FUNCTION write_barrier_heartbeat() FROM PUBLIC');
    await grantRoles(runner, AUDITOR, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION write_barrier_heartbeat()');
  }
}
