import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Everything is verified in ranges of SKUs, and the keys of these tables begin with the seller: each range read the whole
 * table. The columns of the indexes never change, so an update of stock touches neither of them.
 */
export class FindOffersBySku1763700000025 implements MigrationInterface {
  readonly name = 'FindOffersBySku1763700000025';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE INDEX inventory_stock_on_hand_by_sku ON inventory_stock_on_hand (sku, seller_id)',
    );
    await runner.query('CREATE INDEX inventory_bucket_by_sku ON inventory_bucket (sku, seller_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX inventory_bucket_by_sku');
    await runner.query('DROP INDEX inventory_stock_on_hand_by_sku');
  }
}
