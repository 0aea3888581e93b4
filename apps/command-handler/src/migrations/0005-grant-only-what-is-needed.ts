import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const GRANTS: RoleGrants = {
  command_handler: [
    'SELECT, INSERT ON inventory_transaction, inventory_rejection, quarantine, inventory_conflict',
    'SELECT, INSERT, UPDATE ON inventory_stock_on_hand, inventory_bucket, inventory_redelivery',
    'SELECT, INSERT, UPDATE ON accounting, consumer_position',
    'SELECT, INSERT, DELETE ON outbox',
  ],
  debezium: [
    'SELECT ON inventory_transaction, inventory_stock_on_hand, inventory_bucket, outbox, debezium_heartbeat',
    'INSERT, UPDATE ON debezium_heartbeat',
  ],
  auditor: ['SELECT ON ALL TABLES IN SCHEMA public'],
};

/** No role of a service may change or delete a ledger row. */
export class GrantOnlyWhatIsNeeded1763700000005 implements MigrationInterface {
  readonly name = 'GrantOnlyWhatIsNeeded1763700000005';

  async up(runner: QueryRunner): Promise<void> {
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await grantRoles(runner, GRANTS, (role, what) => `REVOKE ${what} FROM ${role}`);
  }
}
