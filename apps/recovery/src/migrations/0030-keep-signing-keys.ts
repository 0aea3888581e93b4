import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `entry` is public. `box` authenticates it, and holds the private key of the newest one, encrypted. */
const KEY = `
  CREATE TABLE evidence_key (
    number     integer     PRIMARY KEY CHECK (number > 0),
    entry      text        NOT NULL,
    box        text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  )`;

const GRANTS: RoleGrants = {
  recovery: ['SELECT, INSERT ON evidence_key', 'UPDATE (entry, box) ON evidence_key'],
  auditor: ['SELECT (number, entry, created_at) ON evidence_key'],
};

/** The keys that sign evidence, which every copy of the service reads. */
export class KeepSigningKeys1763700000030 implements MigrationInterface {
  readonly name = 'KeepSigningKeys1763700000030';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(KEY);
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE evidence_key');
  }
}
