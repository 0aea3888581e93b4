import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const PLAN = `
  CREATE TABLE redrive_plan (
    plan_id            varchar(64) PRIMARY KEY,
    filter             jsonb       NOT NULL,
    patch              jsonb,
    redrives_per_second integer     NOT NULL CHECK (redrives_per_second BETWEEN 1 AND 100),
    left_out           boolean     NOT NULL,
    digest             varchar(64) NOT NULL,
    reason             text        NOT NULL,
    requested_by       text        NOT NULL,
    requested_at       timestamptz NOT NULL DEFAULT now(),
    approved_by        text,
    approved_at        timestamptz,
    expires_at         timestamptz,
    withdrawn_by       text,
    withdrawn_at       timestamptz,
    withdrawn_reason   text,
    voided_at          timestamptz,
    void_reason        text,
    started_at         timestamptz,
    verified_before    text,
    verified_after     text,
    finished_at        timestamptz,
    holder             text,
    held_until         timestamptz,
    CONSTRAINT plan_two_persons CHECK (approved_by <> requested_by),
    CONSTRAINT plan_whole_approval CHECK (num_nulls(approved_by, approved_at, expires_at) IN (0, 3)),
    CONSTRAINT plan_withdrawn_with_a_reason CHECK (num_nulls(withdrawn_by, withdrawn_at, withdrawn_reason) IN (0, 3)),
    CONSTRAINT plan_void_with_a_reason CHECK (num_nulls(voided_at, void_reason) IN (0, 2)),
    CONSTRAINT plan_started_when_approved CHECK (started_at IS NULL OR (approved_by IS NOT NULL AND voided_at IS NULL))
  )`;

/** The exact set of a plan: what each dead letter would be sent as, or why it is not, and what became of it. */
const PLAN_LINE = `
  CREATE TABLE redrive_plan_line (
    plan_id          varchar(64)  NOT NULL REFERENCES redrive_plan,
    line             integer      NOT NULL,
    source_topic     varchar(255) NOT NULL,
    source_partition integer      NOT NULL,
    source_offset    bigint       NOT NULL,
    attempts_before  integer      NOT NULL,
    seller_id        varchar(64)  COLLATE "C",
    event_id         varchar(128) COLLATE "C",
    sku              varchar(64)  COLLATE "C",
    value            text,
    request_hash     varchar(64),
    claimed_at       timestamptz,
    result           text         CHECK (result IN ('redriven', 'refused', 'already_closed', 'undecided')),
    code             text,
    detail           text,
    outcome          text,
    settled_at       timestamptz,
    PRIMARY KEY (plan_id, line),
    CONSTRAINT plan_line_once UNIQUE (plan_id, source_topic, source_partition, source_offset),
    CONSTRAINT plan_line_sent_as CHECK (num_nulls(seller_id, event_id, sku, value, request_hash) IN (0, 5)),
    CONSTRAINT plan_line_sent_or_refused CHECK (value IS NOT NULL OR result = 'refused')
  )`;

const BY_TIME = 'CREATE INDEX redrive_plan_by_time ON redrive_plan (requested_at DESC, plan_id DESC)';
const NOT_FINISHED = `
  CREATE INDEX redrive_plan_to_do ON redrive_plan (approved_at)
  WHERE approved_at IS NOT NULL AND finished_at IS NULL AND voided_at IS NULL`;

/** Neither the set nor what is sent can be changed: another set needs another plan. */
const GRANTS: RoleGrants = {
  recovery: [
    'SELECT, INSERT ON redrive_plan, redrive_plan_line',
    `UPDATE (approved_by, approved_at, expires_at, withdrawn_by, withdrawn_at, withdrawn_reason, voided_at, void_reason, started_at, verified_before, verified_after, finished_at, holder, held_until) ON redrive_plan`,
    'UPDATE (claimed_at, result, code, detail, outcome, settled_at) ON redrive_plan_line',
  ],
  auditor: ['SELECT ON redrive_plan, redrive_plan_line'],
};

/** Plans to redrive an exact set of dead letters, and what became of each. */
export class PlanRedrives1763700000021 implements MigrationInterface {
  readonly name = 'PlanRedrives1763700000021';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [PLAN, PLAN_LINE, BY_TIME, NOT_FINISHED]) await runner.query(statement);
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE redrive_plan_line, redrive_plan');
  }
}
