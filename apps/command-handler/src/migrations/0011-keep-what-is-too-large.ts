import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = `
  ALTER TABLE quarantine
    ADD COLUMN value_bytes bigint, ADD COLUMN key_bytes bigint,
    ADD COLUMN value_digest bytea, ADD COLUMN digest_of text CHECK (digest_of IN ('value', 'record', 'batch')),
    ADD COLUMN held text NOT NULL DEFAULT 'whole' CHECK (held IN ('whole', 'head', 'record', 'batch'))`;

const UNTIL_NOW = `
  UPDATE quarantine
  SET value_bytes = octet_length(message_value), key_bytes = octet_length(message_key),
    value_digest = sha256(message_value), digest_of = CASE WHEN message_value IS NOT NULL THEN 'value' END`;

/**
 * For a message that is too large or unreadable, `message_value` is the head of its value, of its record or
 * of its packed batch, as `held` says; length and digest identify the message.
 */
export class KeepWhatIsTooLarge1763700000011 implements MigrationInterface {
  readonly name = 'KeepWhatIsTooLarge1763700000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(COLUMNS);
    await runner.query(UNTIL_NOW);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE quarantine DROP COLUMN value_bytes, DROP COLUMN key_bytes, DROP COLUMN value_digest, DROP COLUMN digest_of, DROP COLUMN held`);
  }
}
