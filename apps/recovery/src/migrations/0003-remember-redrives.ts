import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const REDRIVE = `
  CREATE TABLE redrive (
    source_topic     varchar(255) NOT NULL,
    source_partition integer      NOT NULL,
    source_offset    bigint       NOT NULL,
    seller_id        varchar(64)  COLLATE "C" NOT NULL,
    event_id         varchar(128) COLLATE "C" NOT NULL,
    by_subject       text         NOT NULL,
    redriven_at      timestamptz  NOT NULL DEFAULT now(),
    PRIMARY KEY (source_topic, source_partition, source_offset)
  )`;

const GRANTS: RoleGrants = {
  recovery: ['SELECT, INSERT, UPDATE ON redrive'],
  auditor: ['SELECT ON redrive'],
};

/** Which dead letter became which event, and who sent it. */
export class RememberRedrives1763700000003 implements MigrationInterface {
  readonly name = 'RememberRedrives1763700000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(REDRIVE);
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE redrive');
  }
}
