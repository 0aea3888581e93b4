import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const TOKEN_REVOCATION = `
  CREATE TABLE token_revocation (
    revocation_id uuid         PRIMARY KEY DEFAULT gen_random_uuid(),
    kind          varchar(8)   NOT NULL CHECK (kind IN ('token', 'session', 'subject')),
    id            varchar(255) COLLATE "C" NOT NULL,
    reason        varchar(1000) NOT NULL,
    revoked_at    timestamptz  NOT NULL DEFAULT now(),
    revoked_by    varchar(255) NOT NULL
  )`;

const BY_TIME = 'CREATE INDEX token_revocation_by_time ON token_revocation (revoked_at)';

/** Nobody may delete or change a revocation. */
const GRANTS: RoleGrants = { ingestion: ['SELECT, INSERT ON token_revocation'] };

/** Operators' tokens that are refused although their issuer signed them. */
export class ListRevokedTokens1763700000010 implements MigrationInterface {
  readonly name = 'ListRevokedTokens1763700000010';

  async up(runner: QueryRunner): Promise<void> {
    for (const ddl of [TOKEN_REVOCATION, BY_TIME]) await runner.query(ddl);
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE token_revocation');
  }
}
