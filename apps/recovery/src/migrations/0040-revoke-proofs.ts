import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const DAMAGE = `
  CREATE TABLE sealed_damage (
    damage_id   bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    place       text        NOT NULL UNIQUE,
    topic       text        NOT NULL,
    partition   integer     NOT NULL,
    from_offset bigint      NOT NULL,
    to_offset   bigint      NOT NULL CHECK (to_offset > from_offset),
    first_sku   varchar     COLLATE "C",
    last_sku    varchar     COLLATE "C",
    set_aside   boolean     NOT NULL,
    reason      text        NOT NULL,
    found_at    timestamptz NOT NULL DEFAULT date_trunc('milliseconds', now()),
    findings    integer     NOT NULL DEFAULT 1,
    handled_at  timestamptz,
    CONSTRAINT both_skus_or_none CHECK (num_nulls(first_sku, last_sku) IN (0, 2))
  )`;

const UP: readonly string[] = [
  DAMAGE,
  'ALTER TABLE offer_confidence ADD COLUMN revoked_by bigint REFERENCES sealed_damage',
  `CREATE INDEX offer_confidence_revoked ON offer_confidence (revoked_by, seller_id, sku)
    WHERE revoked_by IS NOT NULL`,
];

const DOWN: readonly string[] = [
  'DROP INDEX offer_confidence_revoked',
  'ALTER TABLE offer_confidence DROP COLUMN revoked_by',
  'DROP TABLE sealed_damage',
];

const GRANTS: RoleGrants = {
  recovery: ['SELECT, INSERT, UPDATE ON sealed_damage'],
  auditor: ['SELECT ON sealed_damage'],
};

/** Damage of sealed history that was found, and the proofs that were revoked because of it. */
export class RevokeProofs1763700000040 implements MigrationInterface {
  readonly name = 'RevokeProofs1763700000040';

  async up(runner: QueryRunner): Promise<void> {
    for (const ddl of UP) await runner.query(ddl);
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const ddl of DOWN) await runner.query(ddl);
  }
}
