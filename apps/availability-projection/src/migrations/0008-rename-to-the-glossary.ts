import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP: readonly string[] = [
  'ALTER INDEX projection_anomaly_by_place RENAME TO projection_anomaly_by_position',
];

const DOWN: readonly string[] = [
  'ALTER INDEX projection_anomaly_by_position RENAME TO projection_anomaly_by_place',
];

/** The index is named for the record position, as the glossary has it. */
export class RenameToTheGlossary1763700000008 implements MigrationInterface {
  readonly name = 'RenameToTheGlossary1763700000008';

  async up(runner: QueryRunner): Promise<void> {
    for (const ddl of UP) await runner.query(ddl);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const ddl of DOWN) await runner.query(ddl);
  }
}
