import type { MigrationInterface, QueryRunner } from 'typeorm';
import { SLOTS } from './slots.js';

/**
 * The slots exist before the first row does, so the connectors need no snapshot and cannot miss a change.
 * A connector that made its own slot could make it again after a loss and skip what lay between, silently
 * (docs/design.md#slots-come-first). PostgreSQL makes a slot only outside a transaction that has written.
 */
export class CreateTheSlots1763700000004 implements MigrationInterface {
  readonly name = 'CreateTheSlots1763700000004';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const slot of await slotNames(runner)) {
      await runner.query(
        `SELECT pg_create_logical_replication_slot($1, 'pgoutput')
         WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = $1)`,
        [slot],
      );
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const slot of await slotNames(runner))
      await runner.query('SELECT pg_drop_replication_slot($1)', [slot]);
  }
}

/** Slots are named across the whole server: any database but `inventory` (a test's) puts its name before. */
async function slotNames(runner: QueryRunner): Promise<string[]> {
  const [row] = (await runner.query('SELECT current_database() AS name')) as { name: string }[];
  const prefix = row === undefined || row.name === 'inventory' ? '' : `${row.name}_`;
  return SLOTS.map((slot) => `${prefix}${slot}`);
}
