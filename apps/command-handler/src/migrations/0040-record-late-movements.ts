import type { MigrationInterface, QueryRunner } from 'typeorm';

const STATUS = 'inventory_transaction_status_check';
const OPERATION = 'inventory_transaction_operation_check';
const PLACE = 'source_partition, source_offset';

const CHECKS = [
  [STATUS, `status IN ('accepted', 'accepted_late', 'accepted_short', 'superseded', 'absorbed')`],
  [OPERATION, `operation IN ('I', 'D', 'S', 'M', 'R', 'U', 'F', 'C')`],
  ['absorbed_moves_nothing', `status <> 'absorbed' OR (quantity = 0 AND operation IN ('I', 'D', 'M'))`],
  ['late_is_a_movement', `status <> 'accepted_late' OR operation IN ('I', 'D', 'M')`],
  ['short_counts_on_hand', `status <> 'accepted_short' OR operation = 'C'`],
  ['on_hand_moves_sellable', `operation <> 'C' OR coalesce(to_bucket, from_bucket) = 'sellable'`],
] as const;

const FORMER = [
  [STATUS, `status IN ('accepted', 'superseded')`],
  [OPERATION, `operation IN ('I', 'D', 'S', 'M', 'R', 'U', 'F')`],
] as const;

/** Few rows have another status, so a seller with millions of rows finds those at once. */
const BY_STATUS = `CREATE INDEX inventory_transaction_by_status
  ON inventory_transaction (seller_id, accepted_at, ${PLACE}) WHERE status <> 'accepted'`;
const FORMER_INDEX = `CREATE INDEX inventory_transaction_superseded
  ON inventory_transaction (seller_id, accepted_at, ${PLACE}) WHERE status = 'superseded'`;

const drop = (name: string): string => `ALTER TABLE inventory_transaction DROP CONSTRAINT ${name}`;
const add = ([name, rule]: readonly [string, string]): string =>
  `ALTER TABLE inventory_transaction ADD CONSTRAINT ${name} CHECK (${rule})`;

/** Rows can be late, absorbed or short, and count everything on hand. Rows from before keep their digests. */
export class RecordLateMovements1763700000040 implements MigrationInterface {
  readonly name = 'RecordLateMovements1763700000040';

  async up(runner: QueryRunner): Promise<void> {
    for (const [name] of FORMER) await runner.query(drop(name));
    for (const check of CHECKS) await runner.query(add(check));
    await runner.query('DROP INDEX inventory_transaction_superseded');
    await runner.query(BY_STATUS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX inventory_transaction_by_status');
    await runner.query(FORMER_INDEX);
    for (const [name] of CHECKS) await runner.query(drop(name));
    for (const check of FORMER) await runner.query(add(check));
  }
}
