import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const CHANGED_OFFER = `
  CREATE TABLE changed_offer (
    seller_id varchar(64) COLLATE "C" NOT NULL,
    sku       varchar(64) COLLATE "C" NOT NULL,
    version   bigint      NOT NULL,
    queued_at timestamptz NOT NULL,
    noted_at  timestamptz NOT NULL,
    attempts  smallint    NOT NULL DEFAULT 0,
    PRIMARY KEY (seller_id, sku)
  )`;

const UP: readonly string[] = [
  CHANGED_OFFER,
  'CREATE INDEX changed_offer_by_time ON changed_offer (queued_at, sku, seller_id)',
  `ALTER TABLE offer_confidence ADD COLUMN version bigint, ADD COLUMN due_from timestamptz,
    ADD COLUMN attempts smallint NOT NULL DEFAULT 0`,
  'UPDATE offer_confidence SET due_from = verified_at',
  'ALTER TABLE offer_confidence ALTER COLUMN due_from SET NOT NULL',
  'CREATE INDEX offer_confidence_by_time ON offer_confidence (verified_at, seller_id, sku)',
  'CREATE INDEX offer_confidence_by_age ON offer_confidence (due_from, sku, seller_id)',
];

const DOWN: readonly string[] = [
  'DROP INDEX offer_confidence_by_age',
  'DROP INDEX offer_confidence_by_time',
  'ALTER TABLE offer_confidence DROP COLUMN version, DROP COLUMN due_from, DROP COLUMN attempts',
  'DROP TABLE changed_offer',
];

const GRANTS: RoleGrants = {
  recovery: ['SELECT, INSERT, UPDATE, DELETE ON changed_offer'],
  auditor: ['SELECT ON changed_offer'],
};

/**
 * What is verified next is read from indexes: offers that changed since their proof, and proofs by age. An offer whose
 * verification gave no verdict is queued later, by `queued_at` or `due_from`.
 */
export class QueueWhatIsToVerify1763700000014 implements MigrationInterface {
  readonly name = 'QueueWhatIsToVerify1763700000014';

  async up(runner: QueryRunner): Promise<void> {
    for (const ddl of UP) await runner.query(ddl);
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const ddl of DOWN) await runner.query(ddl);
  }
}
