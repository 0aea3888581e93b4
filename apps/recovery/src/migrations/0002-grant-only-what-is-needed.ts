import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const GRANTS: RoleGrants = {
  recovery: [
    'SELECT, INSERT ON event, checkpoint, signed_head',
    'SELECT, INSERT, UPDATE ON recovery, offer_confidence',
    'SELECT, INSERT, UPDATE, DELETE ON recovery_lease',
    'SELECT, INSERT ON evidence',
    'UPDATE (published) ON evidence',
  ],
  auditor: ['SELECT ON ALL TABLES IN SCHEMA public'],
};

/** The service cannot change what it has signed. */
export class GrantOnlyWhatIsNeeded1763700000002 implements MigrationInterface {
  readonly name = 'GrantOnlyWhatIsNeeded1763700000002';

  async up(runner: QueryRunner): Promise<void> {
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await grantRoles(runner, GRANTS, (role, what) => `REVOKE ${what} FROM ${role}`);
  }
}
