import type { MigrationInterface, QueryRunner } from 'typeorm';

const LATE = 'late_is_a_movement';
const SHORT = 'short_counts_on_hand';

const CHECKS = [
  ['late_is_of_a_seller', `status <> 'accepted_late' OR operation IN ('I', 'D', 'M', 'S', 'C')`],
  ['short_is_a_count', `status <> 'accepted_short' OR operation IN ('S', 'C')`],
] as const;

const FORMER = [
  [LATE, `status <> 'accepted_late' OR operation IN ('I', 'D', 'M')`],
  [SHORT, `status <> 'accepted_short' OR operation = 'C'`],
] as const;

/** What happened to an offer after a time; counts are not among it. */
const BY_TIME = `CREATE INDEX inventory_transaction_by_time ON inventory_transaction (seller_id, sku,
    (CASE WHEN operation IN ('R', 'U', 'F') THEN accepted_at ELSE least(event_time, accepted_at) END))
  WHERE operation IN ('I', 'D', 'M', 'R', 'U', 'F') AND quantity > 0`;

const drop = (name: string): string => `ALTER TABLE inventory_transaction DROP CONSTRAINT ${name}`;
const add = ([name, rule]: readonly [string, string]): string =>
  `ALTER TABLE inventory_transaction ADD CONSTRAINT ${name} CHECK (${rule})`;

/** Counts keep movements of a later time that were decided before them, and can be short by those. */
export class LetCountsBeLate1763700000042 implements MigrationInterface {
  readonly name = 'LetCountsBeLate1763700000042';

  async up(runner: QueryRunner): Promise<void> {
    for (const [name] of FORMER) await runner.query(drop(name));
    for (const check of CHECKS) await runner.query(add(check));
    await runner.query(BY_TIME);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX inventory_transaction_by_time');
    for (const [name] of CHECKS) await runner.query(drop(name));
    for (const check of FORMER) await runner.query(add(check));
  }
}
