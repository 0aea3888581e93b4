import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const GRANTS: RoleGrants = { ingestion: ['UPDATE (last_used_at) ON api_key'] };

/** A seller sees which of its keys are in use before it revokes one. */
export class NoteWhenAKeyIsUsed1763700000012 implements MigrationInterface {
  readonly name = 'NoteWhenAKeyIsUsed1763700000012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE api_key ADD COLUMN last_used_at timestamptz');
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE api_key DROP COLUMN last_used_at');
  }
}
