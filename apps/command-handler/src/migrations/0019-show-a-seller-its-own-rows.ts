import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  'inventory_transaction',
  'inventory_stock_on_hand',
  'inventory_bucket',
  'inventory_rejection',
  'quarantine',
  'inventory_redelivery',
] as const;

/** An unset setting is null, and one of an earlier transaction is empty; no row has either as its seller. */
const OWN = `seller_id = current_setting('stockproof.seller_id', true)`;

const READS: RoleGrants = { seller_reader: [`SELECT ON ${TABLES.join(', ')}`] };
/** Roles that work with the rows of all sellers; their grants are elsewhere. */
const ALL_ROWS: RoleGrants = { command_handler: TABLES, debezium: TABLES, auditor: TABLES };

/**
 * A seller's reads run as a role that sees the rows of one seller, and none if no seller is set. A query
 * without a condition therefore reveals no other seller.
 */
export class ShowASellerItsOwnRows1763700000019 implements MigrationInterface {
  readonly name = 'ShowASellerItsOwnRows1763700000019';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
    await grantRoles(
      runner,
      ALL_ROWS,
      (role, table) =>
        `CREATE POLICY all_rows_of_${role} ON ${table} TO ${role} USING (true) WITH CHECK (true)`,
    );
    await grantRoles(runner, READS, (role, what) => `GRANT ${what} TO ${role}`);
    await grantRoles(
      runner,
      { seller_reader: TABLES },
      (role, table) => `CREATE POLICY own_rows ON ${table} FOR SELECT TO ${role} USING (${OWN})`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await grantRoles(runner, { seller_reader: TABLES }, (_role, table) => `DROP POLICY own_rows ON ${table}`);
    await grantRoles(runner, READS, (role, what) => `REVOKE ${what} FROM ${role}`);
    await grantRoles(runner, ALL_ROWS, (role, table) => `DROP POLICY all_rows_of_${role} ON ${table}`);
    for (const table of TABLES) await runner.query(`ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`);
  }
}
