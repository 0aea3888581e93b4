import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One row: its holder runs the loops that must run once. */
const LEASE = `
  CREATE TABLE leader_lease (
    role       text        PRIMARY KEY,
    holder     text        NOT NULL,
    epoch      bigint      NOT NULL,
    expires_at timestamptz NOT NULL,
    since      timestamptz NOT NULL DEFAULT now()
  )`;

const GRANTS: RoleGrants = {
  recovery: ['SELECT, INSERT, UPDATE ON leader_lease'],
  auditor: ['SELECT ON leader_lease'],
};

/** Which copy of the service runs the loops that must run once. */
export class ElectALeader1763700000031 implements MigrationInterface {
  readonly name = 'ElectALeader1763700000031';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LEASE);
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE leader_lease');
  }
}
