import { EXTEND_EVENT_STORE } from '@stockproof/event-store';
import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const GRANTS: RoleGrants = { recovery: ['SELECT, INSERT, UPDATE ON snapshot'] };

/** Transaction ids, versions and message ids for the events of the runs. */
export class ExtendTheEventStore1763700000004 implements MigrationInterface {
  readonly name = 'ExtendTheEventStore1763700000004';

  async up(runner: QueryRunner): Promise<void> {
    for (const ddl of EXTEND_EVENT_STORE) await runner.query(ddl);
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await grantRoles(runner, GRANTS, (role, what) => `REVOKE ${what} FROM ${role}`);
    await runner.query('DROP TABLE IF EXISTS snapshot');
    await runner.query(
      'ALTER TABLE event DROP COLUMN transaction_id, DROP COLUMN schema_version, DROP COLUMN message_id',
    );
  }
}
