import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `shared` is bounded: it has offsets by partition and digests of segments. */
const UNIT_SET = `
  CREATE TABLE unit_set (
    set_id            uuid        PRIMARY KEY,
    recovery_id       text,
    coordinator       text        NOT NULL,
    code_version      text        NOT NULL,
    shared            text        NOT NULL CHECK (octet_length(shared) <= 8388608),
    mac               char(64)    NOT NULL,
    paused            boolean     NOT NULL DEFAULT false,
    events_per_second float8,
    expires_at        timestamptz NOT NULL,
    created_at        timestamptz NOT NULL DEFAULT now()
  )`;
/** Results are signed as texts, so they are stored as texts. */
const RUN_UNIT = `
  CREATE TABLE run_unit (
    set_id      uuid        NOT NULL REFERENCES unit_set ON DELETE CASCADE,
    number      integer     NOT NULL,
    from_sku    text        NOT NULL,
    to_sku      text,
    status      text        NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'claimed', 'done')),
    holder      text,
    epoch       integer     NOT NULL DEFAULT 0,
    expires_at  timestamptz,
    events_read bigint      NOT NULL DEFAULT 0,
    result      text,
    mac         char(64),
    failure     text,
    PRIMARY KEY (set_id, number),
    CONSTRAINT claimed_by_a_holder CHECK (status <> 'claimed' OR num_nulls(holder, expires_at) = 0),
    CONSTRAINT done_with_a_result CHECK ((status = 'done') = (num_nulls(result, mac) = 0))
  )`;

const GRANTS: RoleGrants = {
  recovery: ['SELECT, INSERT, UPDATE, DELETE ON unit_set, run_unit'],
  auditor: ['SELECT ON unit_set, run_unit'],
};

/** The units of verifications under way, which any recovery process can claim. */
export class DivideVerifications1763700000017 implements MigrationInterface {
  readonly name = 'DivideVerifications1763700000017';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UNIT_SET);
    await runner.query(RUN_UNIT);
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE run_unit, unit_set');
  }
}
