import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP: readonly string[] = [
  'ALTER TABLE signed_head DISABLE TRIGGER append_only',
  'ALTER TABLE signed_head DROP CONSTRAINT signed_head_source_check',
  `UPDATE signed_head SET source = 'untrusted' WHERE source = 'doubted'`,
  `ALTER TABLE signed_head ADD CONSTRAINT signed_stream_head_source_check CHECK (source IN ('evidence', 'untrusted', 'checkpoint'))`,
  'ALTER TABLE signed_head ENABLE TRIGGER append_only',
  'ALTER TABLE signed_head RENAME TO signed_stream_head',
  'ALTER INDEX signed_head_pkey RENAME TO signed_stream_head_pkey',
  'ALTER INDEX signed_head_by_offer RENAME TO signed_stream_head_by_offer',
  'ALTER TABLE redrive RENAME COLUMN by_subject TO redriven_by',
  'ALTER TABLE redrive RENAME COLUMN times TO attempts',
  'ALTER TABLE redrive_released RENAME COLUMN by_subject TO redriven_by',
  'ALTER TABLE emission RENAME COLUMN by_subject TO requested_by',
  'ALTER TABLE emission RENAME COLUMN what TO selection',
  'ALTER TABLE emission RENAME COLUMN found_before TO check_before',
  'ALTER TABLE emission RENAME COLUMN found_after TO check_after',
  'ALTER TABLE emission RENAME COLUMN asked TO requested',
  'ALTER TABLE emission RENAME COLUMN asked_at TO requested_at',
];

const DOWN: readonly string[] = [
  'ALTER TABLE emission RENAME COLUMN requested_at TO asked_at',
  'ALTER TABLE emission RENAME COLUMN requested TO asked',
  'ALTER TABLE emission RENAME COLUMN check_after TO found_after',
  'ALTER TABLE emission RENAME COLUMN check_before TO found_before',
  'ALTER TABLE emission RENAME COLUMN selection TO what',
  'ALTER TABLE emission RENAME COLUMN requested_by TO by_subject',
  'ALTER TABLE redrive_released RENAME COLUMN redriven_by TO by_subject',
  'ALTER TABLE redrive RENAME COLUMN attempts TO times',
  'ALTER TABLE redrive RENAME COLUMN redriven_by TO by_subject',
  'ALTER INDEX signed_stream_head_by_offer RENAME TO signed_head_by_offer',
  'ALTER INDEX signed_stream_head_pkey RENAME TO signed_head_pkey',
  'ALTER TABLE signed_stream_head RENAME TO signed_head',
  'ALTER TABLE signed_head DISABLE TRIGGER append_only',
  'ALTER TABLE signed_head DROP CONSTRAINT signed_stream_head_source_check',
  `UPDATE signed_head SET source = 'doubted' WHERE source = 'untrusted'`,
  `ALTER TABLE signed_head ADD CONSTRAINT signed_head_source_check CHECK (source IN ('evidence', 'doubted', 'checkpoint'))`,
  'ALTER TABLE signed_head ENABLE TRIGGER append_only',
];

/**
 * Names of the glossary. Grants, policies and indexes follow their tables and columns. The services of the version before
 * must be stopped: they ask for the old names.
 *
 * A head is refused every change by a trigger. Its source is not signed: it is given its new name while the trigger is off.
 */
export class RenameToTheGlossary1763700000013 implements MigrationInterface {
  readonly name = 'RenameToTheGlossary1763700000013';

  async up(runner: QueryRunner): Promise<void> {
    for (const ddl of UP) await runner.query(ddl);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const ddl of DOWN) await runner.query(ddl);
  }
}
