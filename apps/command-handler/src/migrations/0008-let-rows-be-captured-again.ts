import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SIGNAL = `
  CREATE TABLE debezium_signal (
    id   varchar(255) PRIMARY KEY,
    type varchar(64)  NOT NULL,
    data text
  )`;

const GRANTS: RoleGrants = {
  command_handler: ['INSERT ON debezium_signal'],
  debezium: ['SELECT, INSERT, UPDATE, DELETE ON debezium_signal'],
  auditor: ['SELECT ON debezium_signal'],
};

/**
 * Rows that a lost slot skipped are published again through Debezium's incremental snapshot, which a row in
 * this table requests. The table is in the publication, because the connector reads its signals from the WAL.
 */
export class LetRowsBeCapturedAgain1763700000008 implements MigrationInterface {
  readonly name = 'LetRowsBeCapturedAgain1763700000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SIGNAL);
    await runner.query('ALTER PUBLICATION stockproof_ledger ADD TABLE debezium_signal');
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await grantRoles(runner, GRANTS, (role, what) => `REVOKE ${what} FROM ${role}`);
    await runner.query('ALTER PUBLICATION stockproof_ledger DROP TABLE debezium_signal');
    await runner.query('DROP TABLE debezium_signal');
  }
}
