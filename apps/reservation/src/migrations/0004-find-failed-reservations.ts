import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Failed reservations are counted at each scrape; normally there are none. */
export class FindFailedReservations1763700000004 implements MigrationInterface {
  readonly name = 'FindFailedReservations1763700000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX reservation_failed ON reservation (reservation_id) WHERE status = 'failed'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX reservation_failed');
  }
}
