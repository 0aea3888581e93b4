import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = `
  ALTER TABLE reservation
    ADD COLUMN client text,
    ADD COLUMN units bigint NOT NULL DEFAULT 0`;

/** A client's holdings are counted from the index alone at each of its requests. */
const OPEN = `
  CREATE INDEX reservation_open_by_client ON reservation (client) INCLUDE (units)
  WHERE client IS NOT NULL AND status IN ('requested', 'held', 'confirming', 'releasing')`;

/**
 * The client of a reservation, from its first event, and its units. Older reservations have no client; every
 * order service may use them until they end (ADR 0044).
 */
export class KnowTheClient1763700000005 implements MigrationInterface {
  readonly name = 'KnowTheClient1763700000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(COLUMNS);
    await runner.query(OPEN);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX reservation_open_by_client');
    await runner.query('ALTER TABLE reservation DROP COLUMN client, DROP COLUMN units');
  }
}
