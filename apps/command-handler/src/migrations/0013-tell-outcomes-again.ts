import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const EMISSION = `
  CREATE TABLE outcome_emission (
    repair_id   varchar(128) PRIMARY KEY,
    recovery_id varchar(64)  NOT NULL,
    emitted     integer      NOT NULL,
    decided_at  timestamptz  NOT NULL DEFAULT now()
  )`;

const CLOSING = `
  ALTER TABLE quarantine
    ADD COLUMN closed_at timestamptz,
    ADD COLUMN closed_as varchar(16) CHECK (closed_as IN ('redriven', 'dismissed')),
    ADD COLUMN closed_by text,
    ADD COLUMN closed_event_id varchar(128) COLLATE "C",
    ADD COLUMN closed_reason text,
    ADD CHECK ((closed_at IS NULL) = (closed_as IS NULL) AND (closed_at IS NULL) = (closed_by IS NULL))`;

// Searches by time are rare, and these indexes cost next to nothing per row.
const INDEXES = [
  'CREATE INDEX rejection_by_time ON inventory_rejection USING brin (rejected_at)',
  'CREATE INDEX quarantine_by_time ON quarantine USING brin (quarantined_at)',
  'CREATE INDEX quarantine_open ON quarantine (quarantined_at, source_topic, source_partition, source_offset) WHERE closed_at IS NULL',
];

const GRANTS: RoleGrants = {
  command_handler: [
    'SELECT, INSERT ON outcome_emission',
    'UPDATE (closed_at, closed_as, closed_by, closed_event_id, closed_reason) ON quarantine',
  ],
  auditor: ['SELECT ON outcome_emission'],
};

/**
 * Rejections and dead letters can be published again from their tables, and a settled dead letter is closed.
 */
export class TellOutcomesAgain1763700000013 implements MigrationInterface {
  readonly name = 'TellOutcomesAgain1763700000013';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE outbox ADD COLUMN emitted_again varchar(64)');
    for (const ddl of [EMISSION, CLOSING, ...INDEXES]) await runner.query(ddl);
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await grantRoles(runner, GRANTS, (role, what) => `REVOKE ${what} FROM ${role}`);
    for (const index of ['rejection_by_time', 'quarantine_by_time', 'quarantine_open'])
      await runner.query(`DROP INDEX ${index}`);
    await runner.query(
      'ALTER TABLE quarantine DROP COLUMN closed_at, DROP COLUMN closed_as, DROP COLUMN closed_by, DROP COLUMN closed_event_id, DROP COLUMN closed_reason',
    );
    await runner.query('DROP TABLE outcome_emission');
    await runner.query('ALTER TABLE outbox DROP COLUMN emitted_again');
  }
}
