import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const PLACE = 'source_partition, source_offset';
/** As in the statements, so that the planner knows that the index has the rows. */
const OF_SELLERS = `operation NOT IN ('R', 'U', 'F')`;

const INDEXES = [
  `CREATE INDEX inventory_transaction_by_seller ON inventory_transaction (seller_id, accepted_at, ${PLACE}) WHERE ${OF_SELLERS}`,
  // Few, so a seller with millions of others finds them at once.
  `CREATE INDEX inventory_transaction_superseded ON inventory_transaction (seller_id, accepted_at, ${PLACE}) WHERE status = 'superseded'`,
  `CREATE INDEX inventory_rejection_by_seller ON inventory_rejection (seller_id, rejected_at, ${PLACE}) WHERE ${OF_SELLERS}`,
  `CREATE INDEX inventory_conflict_by_seller ON inventory_conflict (seller_id, seen_at, ${PLACE})`,
  `CREATE INDEX inventory_redelivery_by_seller ON inventory_redelivery (seller_id, updated_at, event_id) WHERE source_kind = 'seller' AND duplicates > 0`,
];

/** A seller sees that there was a conflict, as of the other tables; the message itself it has. */
const SEEN = 'source_topic, source_partition, source_offset, seller_id, event_id, seen_at';
const OWN = `seller_id = current_setting('stockproof.seller_id', true)`;
const ALL_ROWS: RoleGrants = {
  command_handler: ['inventory_conflict'],
  debezium: ['inventory_conflict'],
  auditor: ['inventory_conflict'],
};
const READS: RoleGrants = { seller_reader: [`SELECT (${SEEN}) ON inventory_conflict`] };

/** The time of the oldest transaction that writes; now if there is none. Nothing else of a session. */
const OLDEST_WRITER = `
  CREATE FUNCTION oldest_writer() RETURNS timestamptz
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(min(xact_start), clock_timestamp()) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_xid IS NOT NULL
  $$`;
const WRITER_READS: RoleGrants = { command_handler: ['EXECUTE ON FUNCTION oldest_writer()'] };

/** A seller lists what became of its updates, by time, and follows it. */
export class ListTheUpdatesOfASeller1763700000030 implements MigrationInterface {
  readonly name = 'ListTheUpdatesOfASeller1763700000030';

  async up(runner: QueryRunner): Promise<void> {
    for (const ddl of INDEXES) await runner.query(ddl);
    await runner.query('ALTER TABLE inventory_conflict ENABLE ROW LEVEL SECURITY');
    await grantRoles(
      runner,
      ALL_ROWS,
      (role, table) =>
        `CREATE POLICY all_rows_of_${role} ON ${table} TO ${role} USING (true) WITH CHECK (true)`,
    );
    await grantRoles(runner, READS, (role, what) => `GRANT ${what} TO ${role}`);
    await grantRoles(
      runner,
      { seller_reader: ['inventory_conflict'] },
      (role, table) => `CREATE POLICY own_rows ON ${table} FOR SELECT TO ${role} USING (${OWN})`,
    );
    await runner.query(OLDEST_WRITER);
    await runner.query('REVOKE EXECUTE ON FUNCTION oldest_writer() FROM PUBLIC');
    await grantRoles(runner, WRITER_READS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION oldest_writer()');
    await grantRoles(
      runner,
      { seller_reader: ['inventory_conflict'] },
      (_role, table) => `DROP POLICY own_rows ON ${table}`,
    );
    await grantRoles(runner, READS, (role, what) => `REVOKE ${what} FROM ${role}`);
    await grantRoles(runner, ALL_ROWS, (role, table) => `DROP POLICY all_rows_of_${role} ON ${table}`);
    await runner.query('ALTER TABLE inventory_conflict DISABLE ROW LEVEL SECURITY');
    for (const ddl of INDEXES) await runner.query(`DROP INDEX ${/INDEX (\w+)/.exec(ddl)?.[1] ?? ''}`);
  }
}
