import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const FUNCTION = `
  CREATE TABLE projection_function (
    role             varchar(8)  PRIMARY KEY CHECK (role IN ('live', 'next')),
    generation       bigint      NOT NULL,
    name             varchar(64) NOT NULL,
    version          integer     NOT NULL,
    digest           varchar(64),
    recovery_id      varchar(64),
    previous_name    varchar(64),
    previous_version integer,
    previous_digest  varchar(64),
    rows_changed     bigint      NOT NULL DEFAULT 0,
    since            timestamptz NOT NULL DEFAULT now()
  )`;

const FIRST = `INSERT INTO projection_function (role, generation, name, version) VALUES ('live', 1, 'built-in', 1)`;

const LOGGED = `
  CREATE TABLE next_generation.logged_change (
    partition     integer NOT NULL,
    seller_id     varchar(64) COLLATE "C" NOT NULL,
    sku           varchar(64) COLLATE "C" NOT NULL,
    version       bigint  NOT NULL,
    source_offset bigint  NOT NULL,
    change        jsonb   NOT NULL,
    PRIMARY KEY (sku, seller_id, version)
  )`;

const BESIDE = [
  'CREATE SCHEMA next_generation',
  'CREATE TABLE next_generation.offer_availability (LIKE offer_availability INCLUDING ALL)',
  'CREATE TABLE next_generation.offer_location_availability (LIKE offer_location_availability INCLUDING ALL)',
  LOGGED,
  'CREATE TABLE next_generation.ready_partition (partition integer PRIMARY KEY)',
];

/** A step of a generation belongs to no offer. */
const STEPS =
  'ALTER TABLE repair_outcome ALTER COLUMN seller_id DROP NOT NULL, ALTER COLUMN sku DROP NOT NULL';

const GRANTS: RoleGrants = {
  availability_projection: [
    'USAGE ON SCHEMA next_generation',
    'SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA next_generation',
    'SELECT, INSERT, UPDATE, DELETE ON projection_function',
  ],
  auditor: ['SELECT ON projection_function'],
};

/** The function of the live view, and tables to build the view of another one. */
export class BuildGenerations1763700000004 implements MigrationInterface {
  readonly name = 'BuildGenerations1763700000004';

  async up(runner: QueryRunner): Promise<void> {
    for (const ddl of [FUNCTION, FIRST, ...BESIDE, STEPS]) await runner.query(ddl);
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await grantRoles(runner, GRANTS, (role, what) => `REVOKE ${what} FROM ${role}`);
    await runner.query('DROP SCHEMA next_generation CASCADE');
    await runner.query('DROP TABLE projection_function');
  }
}
