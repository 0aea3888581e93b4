import { DROP_SNAPSHOTS } from '@stockproof/event-store';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** No version of the service ever used the table: it may go while an older one still runs. */
export class DropTheSnapshots1763700000006 implements MigrationInterface {
  readonly name = 'DropTheSnapshots1763700000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(DROP_SNAPSHOTS);
  }

  /** An empty table is no loss, and nothing asks for it. */
  async down(): Promise<void> {
    await Promise.resolve();
  }
}
