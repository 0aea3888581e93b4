import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = `
  ALTER TABLE redrive_request
    ADD COLUMN withdrawn_at     timestamptz,
    ADD COLUMN withdrawn_reason text,
    ADD CONSTRAINT withdrawn_with_a_reason CHECK (num_nulls(withdrawn_at, withdrawn_reason) IN (0, 2)),
    ADD CONSTRAINT sent_or_withdrawn CHECK (sent_at IS NULL OR withdrawn_at IS NULL)`;

const GRANTS: RoleGrants = { recovery: ['UPDATE (withdrawn_at, withdrawn_reason) ON redrive_request'] };

/** The requester of a redrive can withdraw it until it is sent. */
export class LetARedriveBeWithdrawn1763700000012 implements MigrationInterface {
  readonly name = 'LetARedriveBeWithdrawn1763700000012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(COLUMNS);
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE redrive_request DROP COLUMN withdrawn_at, DROP COLUMN withdrawn_reason');
  }
}
