import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const GRANTS: RoleGrants = {
  command_handler: ['UPDATE (source_topic) ON quarantine', 'UPDATE (source_topic) ON inventory_conflict'],
};

/** The offsets of a new log are used again, so rows of the old log get another topic name. */
export class SetPlacesOfAnOldLogAside1763700000016 implements MigrationInterface {
  readonly name = 'SetPlacesOfAnOldLogAside1763700000016';

  async up(runner: QueryRunner): Promise<void> {
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await grantRoles(runner, GRANTS, (role, what) => `REVOKE ${what} FROM ${role}`);
  }
}
