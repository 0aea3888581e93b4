import type { MigrationInterface, QueryRunner } from 'typeorm';

const SENT = `
  ALTER TABLE redrive
    ADD COLUMN times integer NOT NULL DEFAULT 1,
    ADD COLUMN sent_topic varchar(255),
    ADD COLUMN sent_partition integer,
    ADD COLUMN sent_offset bigint,
    ADD CONSTRAINT redrive_sent CHECK (num_nulls(sent_topic, sent_partition, sent_offset) IN (0, 3))`;

const DISMISSED = `
  ALTER TABLE redrive
    ALTER COLUMN seller_id DROP NOT NULL,
    ALTER COLUMN event_id DROP NOT NULL,
    ADD CONSTRAINT redrive_event CHECK (num_nulls(seller_id, event_id) IN (0, 2))`;

/**
 * A row without an event means that the dead letter is dismissed, so a dead letter is either sent or
 * dismissed. The record position of the event shows whether that message was refused; it is null while the
 * message may be on its way.
 */
export class SettleLettersOnce1763700000008 implements MigrationInterface {
  readonly name = 'SettleLettersOnce1763700000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SENT);
    await runner.query(DISMISSED);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DELETE FROM redrive WHERE event_id IS NULL');
    await runner.query(
      'ALTER TABLE redrive DROP CONSTRAINT redrive_event, ALTER COLUMN seller_id SET NOT NULL, ALTER COLUMN event_id SET NOT NULL',
    );
    await runner.query(
      'ALTER TABLE redrive DROP COLUMN times, DROP COLUMN sent_topic, DROP COLUMN sent_partition, DROP COLUMN sent_offset',
    );
  }
}
