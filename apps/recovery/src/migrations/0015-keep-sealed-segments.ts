import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SEGMENT = `
  CREATE TABLE sealed_segment (
    digest      char(64)    PRIMARY KEY,
    topic       text        NOT NULL,
    topic_id    text        NOT NULL,
    partition   integer     NOT NULL,
    from_offset bigint      NOT NULL,
    to_offset   bigint      NOT NULL CHECK (to_offset > from_offset),
    level       integer     NOT NULL,
    signed      jsonb       NOT NULL,
    sealed_at   timestamptz NOT NULL DEFAULT now(),
    replaced_by char(64),
    replaced_at timestamptz,
    deleted_at  timestamptz,
    CONSTRAINT replaced_at_a_time CHECK (num_nulls(replaced_by, replaced_at) IN (0, 2))
  )`;
/** One segment begins at an offset: of two processes that seal the same range, one is refused. */
const ONE_AT_AN_OFFSET = `
  CREATE UNIQUE INDEX sealed_segment_now ON sealed_segment (topic, topic_id, partition, from_offset)
  WHERE replaced_by IS NULL`;

const GRANTS: RoleGrants = {
  recovery: [
    'SELECT, INSERT ON sealed_segment',
    'UPDATE (replaced_by, replaced_at, deleted_at) ON sealed_segment',
  ],
  auditor: ['SELECT ON sealed_segment'],
};

/** The signed manifests of sealed history, and which of them were merged into another one. */
export class KeepSealedSegments1763700000015 implements MigrationInterface {
  readonly name = 'KeepSealedSegments1763700000015';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SEGMENT);
    await runner.query(ONE_AT_AN_OFFSET);
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE sealed_segment');
  }
}
