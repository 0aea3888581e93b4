import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const BREAK_GLASS = `
  CREATE TABLE break_glass (
    recovery_id   varchar(64) NOT NULL REFERENCES recovery,
    version       bigint      NOT NULL,
    requested_by  text        NOT NULL,
    broken_by     text        NOT NULL,
    reason        text        NOT NULL,
    broken_at     timestamptz NOT NULL DEFAULT now(),
    review        text,
    reviewed_by   text,
    reviewed_at   timestamptz,
    PRIMARY KEY (recovery_id, version),
    CONSTRAINT another_person CHECK (reviewed_by <> requested_by AND reviewed_by <> broken_by),
    CONSTRAINT whole_review CHECK (num_nulls(review, reviewed_by, reviewed_at) IN (0, 3))
  )`;

const UNREVIEWED = 'CREATE INDEX break_glass_unreviewed ON break_glass (broken_at) WHERE reviewed_at IS NULL';

/** Older break-glass approvals have no row, because no reason was required. */
const GRANTS: RoleGrants = {
  recovery: ['SELECT, INSERT ON break_glass', 'UPDATE (review, reviewed_by, reviewed_at) ON break_glass'],
  auditor: ['SELECT ON break_glass'],
};

/** Each break-glass approval, and its signed review. */
export class ReviewBrokenGlass1763700000010 implements MigrationInterface {
  readonly name = 'ReviewBrokenGlass1763700000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(BREAK_GLASS);
    await runner.query(UNREVIEWED);
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE break_glass');
  }
}
