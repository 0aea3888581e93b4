import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rows are only added and folded, so writers never wait for each other. The counts are sums. */
const OFFER_COUNT = `
  CREATE TABLE offer_count (
    state  varchar(16) NOT NULL CHECK (state IN ('trusted', 'untrusted', 'unverified', 'changed')),
    minute timestamptz NOT NULL,
    offers bigint      NOT NULL
  )`;

const MINUTE = `date_bin('1 minute', verified_at, 'epoch')`;

/** What a statement changed, as one row for each count. \`changes\` has a column n: 1 for a new row, -1 for an old one. */
const added = (state: string, minute: string, changes: string): string => `
  INSERT INTO offer_count (state, minute, offers)
  SELECT ${state}, ${minute}, sum(n) FROM (${changes}) AS changes
  GROUP BY 1, 2 HAVING sum(n) <> 0`;

const QUEUE_STATE = `CASE proof WHEN 'trusted' THEN 'changed' ELSE 'unverified' END`;
const QUEUED = `WHERE proof <> 'untrusted'`;

const fn = (name: string, statement: string): string => `
  CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN ${statement}; RETURN NULL; END $$`;

const OLD = (columns: string, where = ''): string => `SELECT ${columns}, -1 AS n FROM old_rows ${where}`;
const NEW = (columns: string, where = ''): string => `SELECT ${columns}, 1 AS n FROM new_rows ${where}`;
const BOTH = (columns: string, where = ''): string =>
  `${NEW(columns, where)} UNION ALL ${OLD(columns, where)}`;

const PROOF = 'confidence, verified_at';
const FUNCTIONS: readonly string[] = [
  fn('count_new_proofs', added('confidence', MINUTE, NEW(PROOF))),
  fn('count_changed_proofs', added('confidence', MINUTE, BOTH(PROOF))),
  fn('count_lost_proofs', added('confidence', MINUTE, OLD(PROOF))),
  fn('count_queued', added(QUEUE_STATE, `'-infinity'::timestamptz`, NEW('proof', QUEUED))),
  fn('count_queued_again', added(QUEUE_STATE, `'-infinity'::timestamptz`, BOTH('proof', QUEUED))),
  fn('count_settled', added(QUEUE_STATE, `'-infinity'::timestamptz`, OLD('proof', QUEUED))),
];

const NAMES: Readonly<Record<string, readonly [string, string, string]>> = {
  offer_confidence: ['count_new_proofs', 'count_changed_proofs', 'count_lost_proofs'],
  changed_offer: ['count_queued', 'count_queued_again', 'count_settled'],
};

const trigger = (table: string, event: string, rows: string, name: string): string => `
  CREATE TRIGGER ${name} AFTER ${event} ON ${table} REFERENCING ${rows}
  FOR EACH STATEMENT EXECUTE FUNCTION ${name}()`;

const TRIGGERS: readonly string[] = Object.entries(NAMES).flatMap(([table, [inserted, updated, deleted]]) => [
  trigger(table, 'INSERT', 'NEW TABLE AS new_rows', inserted),
  trigger(table, 'UPDATE', 'OLD TABLE AS old_rows NEW TABLE AS new_rows', updated),
  trigger(table, 'DELETE', 'OLD TABLE AS old_rows', deleted),
]);

const UP: readonly string[] = [
  OFFER_COUNT,
  `ALTER TABLE changed_offer ADD COLUMN proof varchar(16) NOT NULL DEFAULT 'none'
    CHECK (proof IN ('none', 'trusted', 'untrusted'))`,
  `UPDATE changed_offer SET proof = confidence FROM offer_confidence AS proven
    WHERE proven.seller_id = changed_offer.seller_id AND proven.sku = changed_offer.sku`,
  ...FUNCTIONS,
  ...TRIGGERS,
  added('confidence', MINUTE, `SELECT ${PROOF}, 1 AS n FROM offer_confidence`),
  added(QUEUE_STATE, `'-infinity'::timestamptz`, `SELECT proof, 1 AS n FROM changed_offer ${QUEUED}`),
  'CREATE INDEX evidence_unpublished ON evidence (sequence) WHERE NOT published',
];

const DOWN: readonly string[] = [
  'DROP INDEX evidence_unpublished',
  ...Object.entries(NAMES).flatMap(([table, names]) =>
    names.flatMap((name) => [`DROP TRIGGER ${name} ON ${table}`, `DROP FUNCTION ${name}()`]),
  ),
  'ALTER TABLE changed_offer DROP COLUMN proof',
  'DROP TABLE offer_count',
];

const GRANTS: RoleGrants = {
  recovery: ['SELECT, INSERT, DELETE ON offer_count'],
  auditor: ['SELECT ON offer_count'],
};

/**
 * Offers are counted by what is known of them, and proofs by the minute of their record, in the transaction that changes
 * them and whichever statement does. What is queued remembers what was known of its offer, so that the queue is counted
 * without the proofs.
 */
export class CountProofs1763700000020 implements MigrationInterface {
  readonly name = 'CountProofs1763700000020';

  async up(runner: QueryRunner): Promise<void> {
    for (const ddl of UP) await runner.query(ddl);
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const ddl of DOWN) await runner.query(ddl);
  }
}
