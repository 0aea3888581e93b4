import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = `
  ALTER TABLE key_request
    ADD COLUMN withdrawn_at     timestamptz,
    ADD COLUMN withdrawn_reason text,
    ADD CONSTRAINT withdrawn_with_a_reason CHECK (num_nulls(withdrawn_at, withdrawn_reason) IN (0, 2)),
    ADD CONSTRAINT collected_or_withdrawn CHECK (key_id IS NULL OR withdrawn_at IS NULL)`;

const GRANTS: RoleGrants = { ingestion: ['UPDATE (withdrawn_at, withdrawn_reason) ON key_request'] };

/** The requester of a key can withdraw the request until it is collected. */
export class LetAKeyRequestBeWithdrawn1763700000011 implements MigrationInterface {
  readonly name = 'LetAKeyRequestBeWithdrawn1763700000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(COLUMNS);
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE key_request DROP COLUMN withdrawn_at, DROP COLUMN withdrawn_reason');
  }
}
