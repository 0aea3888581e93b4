import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const COPY = `
  CREATE TABLE ingestion_copy (
    copy_id uuid        PRIMARY KEY,
    seen_at timestamptz NOT NULL DEFAULT now()
  )`;

const GRANTS: RoleGrants = { ingestion: ['SELECT, INSERT, UPDATE, DELETE ON ingestion_copy'] };

/** Which processes of the service accept updates now; they divide the limits of the sellers. */
export class CountTheCopies1763700000030 implements MigrationInterface {
  readonly name = 'CountTheCopies1763700000030';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(COPY);
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE ingestion_copy');
  }
}
