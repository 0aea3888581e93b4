import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Two indexes of the ledger began with the seller. A planner that assumes a small table considered the wrong
 * one equally good for `(seller_id, event_id)`, and each duplicate check read all rows of the seller. Now the
 * column orders differ.
 */
export class LookRowsUpInOneIndex1763700000009 implements MigrationInterface {
  readonly name = 'LookRowsUpInOneIndex1763700000009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE inventory_transaction
        ADD CONSTRAINT inventory_transaction_sku_seller_id_version_key UNIQUE (sku, seller_id, version),
        DROP CONSTRAINT inventory_transaction_seller_id_sku_version_key`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE inventory_transaction
        ADD CONSTRAINT inventory_transaction_seller_id_sku_version_key UNIQUE (seller_id, sku, version),
        DROP CONSTRAINT inventory_transaction_sku_seller_id_version_key`);
  }
}
