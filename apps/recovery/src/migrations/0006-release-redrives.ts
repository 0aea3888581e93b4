import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const RELEASED = `
  CREATE TABLE redrive_released (
    source_topic     varchar(255) NOT NULL,
    source_partition integer      NOT NULL,
    source_offset    bigint       NOT NULL,
    seller_id        varchar(64)  COLLATE "C" NOT NULL,
    event_id         varchar(128) COLLATE "C" NOT NULL,
    by_subject       text         NOT NULL,
    redriven_at      timestamptz  NOT NULL,
    released_by      text         NOT NULL,
    reason           text         NOT NULL,
    released_at      timestamptz  NOT NULL DEFAULT now()
  )`;

const GRANTS: RoleGrants = {
  recovery: ['DELETE ON redrive', 'SELECT, INSERT ON redrive_released'],
  auditor: ['SELECT ON redrive_released'],
};

/**
 * A dead letter is bound to the content of an event, not only to its id, and can be released from it. The
 * hash is null in older rows.
 */
export class ReleaseRedrives1763700000006 implements MigrationInterface {
  readonly name = 'ReleaseRedrives1763700000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE redrive ADD COLUMN request_hash bytea CHECK (octet_length(request_hash) = 32)',
    );
    await runner.query(RELEASED);
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await grantRoles(runner, GRANTS, (role, what) => `REVOKE ${what} FROM ${role}`);
    await runner.query('DROP TABLE redrive_released');
    await runner.query('ALTER TABLE redrive DROP COLUMN request_hash');
  }
}
