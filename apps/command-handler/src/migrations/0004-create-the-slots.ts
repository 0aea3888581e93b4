import type { MigrationInterface, QueryRunner } from 'typeorm';
import { SLOTS } from './slots.js';

/**
 * The slots exist before the first row, so the connectors need no snapshot and cannot miss a change. A
 * connector that created its own slot could create it again after a loss and silently skip what was written
 * in between (docs/design.md#slots-come-first). PostgreSQL creates a slot only outside a transaction that has
 * written.
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

/**
 * Slot names are global in a server, so a database other than `inventory` (of a test) adds its name as a
 * prefix.
 */
async function slotNames(runner: QueryRunner): Promise<string[]> {
  const [row] = (await runner.query('SELECT current_database() AS name')) as { name: string }[];
  const prefix = row === undefined || row.name === 'inventory' ? '' : `${row.name}_`;
  return SLOTS.map((slot) => `${prefix}${slot}`);
}
