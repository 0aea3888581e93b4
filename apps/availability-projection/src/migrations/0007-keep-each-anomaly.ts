import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * One record position can have several anomalies: history that was lost before it, its own message, and one
 * of another log.
 */
export class KeepEachAnomaly1763700000007 implements MigrationInterface {
  readonly name = 'KeepEachAnomaly1763700000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE projection_anomaly
        DROP CONSTRAINT projection_anomaly_pkey,
        ADD COLUMN anomaly_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY`);
    await runner.query(
      'CREATE INDEX projection_anomaly_by_place ON projection_anomaly (source_topic, source_partition, source_offset)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX projection_anomaly_by_place');
    await runner.query(`
      DELETE FROM projection_anomaly AS one USING projection_anomaly AS first
      WHERE first.source_topic = one.source_topic AND first.source_partition = one.source_partition
        AND first.source_offset = one.source_offset AND first.anomaly_id < one.anomaly_id`);
    await runner.query(
      'ALTER TABLE projection_anomaly DROP COLUMN anomaly_id, ADD PRIMARY KEY (source_topic, source_partition, source_offset)',
    );
  }
}
