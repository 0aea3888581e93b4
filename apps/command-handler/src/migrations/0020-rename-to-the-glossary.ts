import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP: readonly string[] = [
  'ALTER TABLE quarantine RENAME COLUMN owner TO assignee',
  'ALTER FUNCTION ask_for_recapture(text, text, text, bigint) RENAME TO request_recapture',
];

const DOWN: readonly string[] = [
  'ALTER FUNCTION request_recapture(text, text, text, bigint) RENAME TO ask_for_recapture',
  'ALTER TABLE quarantine RENAME COLUMN assignee TO owner',
];

/**
 * Names of the glossary. Grants, policies and indexes follow their tables and columns. The services of the version before
 * must be stopped: they ask for the old names.
 */
export class RenameToTheGlossary1763700000020 implements MigrationInterface {
  readonly name = 'RenameToTheGlossary1763700000020';

  async up(runner: QueryRunner): Promise<void> {
    for (const ddl of UP) await runner.query(ddl);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const ddl of DOWN) await runner.query(ddl);
  }
}
