import type { MigrationInterface, QueryRunner } from 'typeorm';

const COUNT = `
  UPDATE reservation SET units = (
    SELECT least(sum(quantity), 9007199254740991) FROM reservation_line AS line
    WHERE line.reservation_id = reservation.reservation_id)
  WHERE units = 0 AND EXISTS (
    SELECT FROM reservation_line AS line WHERE line.reservation_id = reservation.reservation_id)`;

/**
 * Reservations from before units were recorded have none in their row. A replay counts them, so the row must
 * have them too.
 */
export class CountUnitsOfOlderReservations1763700000007 implements MigrationInterface {
  readonly name = 'CountUnitsOfOlderReservations1763700000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(COUNT);
  }

  /** A count that is right is no loss. */
  async down(): Promise<void> {
    await Promise.resolve();
  }
}
