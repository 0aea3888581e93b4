import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = 'inventory_stock_on_hand, inventory_bucket, debezium_heartbeat';

/**
 * The connector of the stock tables publishes heartbeats from now on, so a verification that writes one sees
 * soon what the connector has delivered. Not those of the other connectors: it would do work at rest.
 */
export class PublishBarriersOfTheStockTables1763700000022 implements MigrationInterface {
  readonly name = 'PublishBarriersOfTheStockTables1763700000022';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER PUBLICATION stockproof_stock SET TABLE ${TABLES} WHERE (connector IN ('stock', 'barrier'))`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER PUBLICATION stockproof_stock SET TABLE ${TABLES}`);
  }
}
