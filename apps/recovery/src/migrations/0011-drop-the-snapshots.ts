import { DROP_SNAPSHOTS } from '@stockproof/event-store';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** No version of the service ever used the table, so it may be dropped while an older one runs. */
export class DropTheSnapshots1763700000011 implements MigrationInterface {
  readonly name = 'DropTheSnapshots1763700000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(DROP_SNAPSHOTS);
  }

  /** An empty table is no loss. */
  async down(): Promise<void> {
    await Promise.resolve();
  }
}
