import type { MigrationInterface, QueryRunner } from 'typeorm';

const INDEXES: Readonly<Record<string, string>> = {
  reservation_by_age: 'requested_at, reservation_id',
  reservation_by_status: 'status, requested_at, reservation_id',
  reservation_by_order: 'order_id, requested_at, reservation_id',
};

/** Reservations are listed oldest first, also those of a status or of an order. */
export class ListReservationsByAge1763700000010 implements MigrationInterface {
  readonly name = 'ListReservationsByAge1763700000010';

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, columns] of Object.entries(INDEXES))
      await runner.query(`CREATE INDEX ${name} ON reservation (${columns})`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of Object.keys(INDEXES)) await runner.query(`DROP INDEX ${name}`);
  }
}
