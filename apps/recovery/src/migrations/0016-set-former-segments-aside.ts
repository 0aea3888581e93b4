import { grantRoles } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const indexOf = (condition: string): string => `
  CREATE UNIQUE INDEX sealed_segment_now ON sealed_segment (topic, topic_id, partition, from_offset)
  WHERE ${condition}`;

/** A topic that was created again has segments of its former log until somebody decides that they do not count. */
export class SetFormerSegmentsAside1763700000016 implements MigrationInterface {
  readonly name = 'SetFormerSegmentsAside1763700000016';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE sealed_segment ADD COLUMN set_aside_at timestamptz');
    await runner.query('DROP INDEX sealed_segment_now');
    await runner.query(indexOf('replaced_by IS NULL AND set_aside_at IS NULL'));
    await grantRoles(
      runner,
      { recovery: ['UPDATE (set_aside_at) ON sealed_segment'] },
      (role, what) => `GRANT ${what} TO ${role}`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DELETE FROM sealed_segment WHERE set_aside_at IS NOT NULL');
    await runner.query('DROP INDEX sealed_segment_now');
    await runner.query(indexOf('replaced_by IS NULL'));
    await runner.query('ALTER TABLE sealed_segment DROP COLUMN set_aside_at');
  }
}
