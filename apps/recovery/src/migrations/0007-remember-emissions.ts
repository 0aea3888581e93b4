import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const EMISSION = `
  CREATE TABLE emission (
    emission_id  varchar(64) PRIMARY KEY,
    by_subject   text        NOT NULL,
    intent       text        NOT NULL,
    what         varchar(16) NOT NULL CHECK (what IN ('missing', 'all')),
    from_time    timestamptz NOT NULL,
    to_time      timestamptz NOT NULL,
    found_before jsonb       NOT NULL,
    asked        integer,
    emitted      integer,
    found_after  jsonb,
    asked_at     timestamptz NOT NULL DEFAULT now(),
    ended_at     timestamptz
  )`;

const GRANTS: RoleGrants = {
  recovery: ['SELECT, INSERT, UPDATE ON emission'],
  auditor: ['SELECT ON emission'],
};

/**
 * Who had rejections and dead letters published again, why, and the results of the checks before and after.
 */
export class RememberEmissions1763700000007 implements MigrationInterface {
  readonly name = 'RememberEmissions1763700000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(EMISSION);
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE emission');
  }
}
