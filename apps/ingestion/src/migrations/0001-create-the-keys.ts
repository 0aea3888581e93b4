import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const API_KEY = `
  CREATE TABLE api_key (
    key_id      varchar(32)  PRIMARY KEY,
    seller_id   varchar(64)  COLLATE "C" NOT NULL,
    secret_hash bytea        NOT NULL,
    created_at  timestamptz  NOT NULL DEFAULT now(),
    created_by  varchar(128) NOT NULL,
    revoked_at  timestamptz,
    revoked_by  varchar(128),
    CHECK (length(secret_hash) = 32)
  )`;

const BY_SELLER = 'CREATE INDEX api_key_by_seller ON api_key (seller_id)';

const GRANTS: RoleGrants = { ingestion: ['SELECT, INSERT, UPDATE ON api_key'] };

/** Keys of sellers. A secret has 256 random bits, so it cannot be guessed from a plain SHA-256. */
export class CreateTheKeys1763700000001 implements MigrationInterface {
  readonly name = 'CreateTheKeys1763700000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const ddl of [API_KEY, BY_SELLER]) await runner.query(ddl);
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE api_key');
  }
}
