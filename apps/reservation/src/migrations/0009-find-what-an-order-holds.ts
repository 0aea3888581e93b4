import type { MigrationInterface, QueryRunner } from 'typeorm';

const OPEN_OF_ORDER = `
  CREATE INDEX reservation_open_of_order ON reservation (client, order_id)
  WHERE client IS NOT NULL AND status IN ('requested', 'held', 'confirming', 'releasing')`;

/** A request asks whether its order has a reservation that has not ended. */
export class FindWhatAnOrderHolds1763700000009 implements MigrationInterface {
  readonly name = 'FindWhatAnOrderHolds1763700000009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(OPEN_OF_ORDER);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX reservation_open_of_order');
  }
}
