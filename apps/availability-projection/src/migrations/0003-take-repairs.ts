import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const MARKS = `
  ALTER TABLE offer_availability
    ADD COLUMN recovery_id varchar(64),
    ADD COLUMN confidence varchar(16) CHECK (confidence IN ('trusted', 'untrusted')),
    ADD COLUMN verified_at timestamptz`;

const OUTCOME = `
  CREATE TABLE repair_outcome (
    repair_id   varchar(128) PRIMARY KEY,
    recovery_id varchar(64)  NOT NULL,
    partition   integer      NOT NULL,
    seller_id   varchar(64)  COLLATE "C" NOT NULL,
    sku         varchar(64)  COLLATE "C" NOT NULL,
    outcome     varchar(16)  NOT NULL CHECK (outcome IN ('applied', 'stale')),
    removed     boolean      NOT NULL,
    published   boolean      NOT NULL,
    decided_at  timestamptz  NOT NULL DEFAULT now()
  )`;

const UNPUBLISHED = 'CREATE INDEX repair_unpublished ON repair_outcome (partition) WHERE NOT published';

const GRANTS: RoleGrants = {
  availability_projection: [
    'DELETE ON offer_availability, offer_location_availability',
    'SELECT, INSERT, UPDATE ON repair_outcome',
  ],
  auditor: ['SELECT ON repair_outcome'],
};

/** Repairs from recovery are applied by compare-and-set, and their results stored for recovery to read. */
export class TakeRepairs1763700000003 implements MigrationInterface {
  readonly name = 'TakeRepairs1763700000003';

  async up(runner: QueryRunner): Promise<void> {
    for (const ddl of [MARKS, OUTCOME, UNPUBLISHED]) await runner.query(ddl);
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await grantRoles(runner, GRANTS, (role, what) => `REVOKE ${what} FROM ${role}`);
    await runner.query('DROP TABLE repair_outcome');
    await runner.query(
      'ALTER TABLE offer_availability DROP COLUMN recovery_id, DROP COLUMN confidence, DROP COLUMN verified_at',
    );
  }
}
