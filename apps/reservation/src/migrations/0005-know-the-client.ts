import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = `
  ALTER TABLE reservation
    ADD COLUMN client text,
    ADD COLUMN units bigint NOT NULL DEFAULT 0`;

/** What a client holds is counted from the index alone, with each request of its. */
const OPEN = `
  CREATE INDEX reservation_open_by_client ON reservation (client) INCLUDE (units)
  WHERE client IS NOT NULL AND status IN ('requested', 'held', 'confirming', 'releasing')`;

/**
 * Whose a reservation is, as its first event says, and how many units it asks for. Of reservations from before nobody is known: they
 * are every order service's until they end (ADR 0044).
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
