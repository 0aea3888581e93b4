import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const POLICY = `
  CREATE TABLE late_movements_policy (
    seller_id  varchar(64) COLLATE "C" NOT NULL,
    policy     varchar(16)  NOT NULL,
    revision   bigint       NOT NULL,
    reason     text         NOT NULL,
    changed_by text         NOT NULL,
    changed_at timestamptz  NOT NULL,
    PRIMARY KEY (seller_id),
    CHECK (policy IN ('apply', 'absorb')),
    CHECK (revision > 0)
  )`;

const GRANTS: RoleGrants = { command_handler: ['SELECT, INSERT, UPDATE ON late_movements_policy'] };

/** What is done with movements that come after a count of a later time, for each seller that has chosen. */
export class LetASellerChooseForLateMovements1763700000041 implements MigrationInterface {
  readonly name = 'LetASellerChooseForLateMovements1763700000041';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(POLICY);
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE late_movements_policy');
  }
}
