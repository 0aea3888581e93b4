import { RENAME_CONSUMER_POSITION, UNDO_RENAME_CONSUMER_POSITION } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP: readonly string[] = [
  ...RENAME_CONSUMER_POSITION,
  'ALTER TABLE published_position RENAME TO publication_offset',
  'ALTER INDEX published_position_pkey RENAME TO publication_offset_pkey',
  'ALTER INDEX projection_anomaly_by_place RENAME TO projection_anomaly_by_position',
];

const DOWN: readonly string[] = [
  'ALTER INDEX projection_anomaly_by_position RENAME TO projection_anomaly_by_place',
  'ALTER INDEX publication_offset_pkey RENAME TO published_position_pkey',
  'ALTER TABLE publication_offset RENAME TO published_position',
  ...UNDO_RENAME_CONSUMER_POSITION,
];

/**
 * Names of the glossary. Grants, policies and indexes follow their tables and columns. The services of the version before
 * must be stopped: they ask for the old names.
 */
export class RenameToTheGlossary1763700000008 implements MigrationInterface {
  readonly name = 'RenameToTheGlossary1763700000008';

  async up(runner: QueryRunner): Promise<void> {
    for (const ddl of UP) await runner.query(ddl);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const ddl of DOWN) await runner.query(ddl);
  }
}
