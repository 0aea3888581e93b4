import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const OUTCOME = `
  CREATE TABLE repair_outcome (
    repair_id      varchar(128) PRIMARY KEY,
    recovery_id    varchar(64)  NOT NULL,
    reservation_id varchar(64)  COLLATE "C" NOT NULL,
    outcome        varchar(16)  NOT NULL CHECK (outcome IN ('applied', 'stale')),
    decided_at     timestamptz  NOT NULL DEFAULT now()
  )`;

const GRANTS: RoleGrants = {
  reservation: ['SELECT, INSERT ON repair_outcome', 'DELETE ON reservation, reservation_line'],
  auditor: ['SELECT ON repair_outcome'],
};

/**
 * Recovery requests repairs of the read model; the reservation service applies them and stores the result.
 */
export class TakeRepairs1763700000002 implements MigrationInterface {
  readonly name = 'TakeRepairs1763700000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(OUTCOME);
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await grantRoles(runner, GRANTS, (role, what) => `REVOKE ${what} FROM ${role}`);
    await runner.query('DROP TABLE repair_outcome');
  }
}
