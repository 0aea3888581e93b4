import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS: Readonly<Record<string, string>> = {
  recovery_by_time: '',
  recovery_by_flow: 'flow, ',
  recovery_by_mode: 'mode, ',
  recovery_by_status: 'status, ',
  recovery_by_verdict: 'confidence_status, ',
  recovery_by_requester: 'requested_by, ',
};

/**
 * Runs are listed by index, the newest first, whatever is asked for; the progress of a run is kept with its lease, so that
 * every process can show it.
 */
export class ListRunsByWhatIsAsked1763700000018 implements MigrationInterface {
  readonly name = 'ListRunsByWhatIsAsked1763700000018';

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, columns] of Object.entries(COLUMNS))
      await runner.query(`CREATE INDEX ${name} ON recovery (${columns}requested_at DESC, recovery_id DESC)`);
    await runner.query(
      'ALTER TABLE recovery_lease ADD COLUMN progress jsonb, ADD COLUMN progress_at timestamptz',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE recovery_lease DROP COLUMN progress, DROP COLUMN progress_at');
    for (const name of Object.keys(COLUMNS)) await runner.query(`DROP INDEX ${name}`);
  }
}
