import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const KEEP_KEY = `
  CREATE FUNCTION keep_api_key() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
  BEGIN
    IF (NEW.key_id, NEW.seller_id, NEW.secret_hash) IS DISTINCT FROM (OLD.key_id, OLD.seller_id, OLD.secret_hash) THEN
      RAISE EXCEPTION 'key % keeps its seller and its secret', OLD.key_id USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.revoked_at IS NOT NULL AND (NEW.revoked_at, NEW.revoked_by) IS DISTINCT FROM (OLD.revoked_at, OLD.revoked_by) THEN
      RAISE EXCEPTION 'key % was revoked, for good', OLD.key_id USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
  END $$`;

const KEPT = 'CREATE TRIGGER kept BEFORE UPDATE ON api_key FOR EACH ROW EXECUTE FUNCTION keep_api_key()';

const ANY_COLUMN: RoleGrants = { ingestion: ['UPDATE ON api_key'] };
const REVOCATION: RoleGrants = { ingestion: ['UPDATE (revoked_at, revoked_by) ON api_key'] };

/**
 * The role `ingestion` may create and revoke keys, but cannot change a key's secret or seller, nor undo a
 * revocation. A later column must be granted by name.
 */
export class ARevokedKeyStaysRevoked1763700000002 implements MigrationInterface {
  readonly name = 'ARevokedKeyStaysRevoked1763700000002';

  async up(runner: QueryRunner): Promise<void> {
    for (const ddl of [KEEP_KEY, KEPT]) await runner.query(ddl);
    await grantRoles(runner, ANY_COLUMN, (role, what) => `REVOKE ${what} FROM ${role}`);
    await grantRoles(runner, REVOCATION, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await grantRoles(runner, REVOCATION, (role, what) => `REVOKE ${what} FROM ${role}`);
    await grantRoles(runner, ANY_COLUMN, (role, what) => `GRANT ${what} TO ${role}`);
    await runner.query('DROP TRIGGER kept ON api_key');
    await runner.query('DROP FUNCTION keep_api_key()');
  }
}
