import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const GRANTS: RoleGrants = { identity_provider: ['EXECUTE ON FUNCTION append_security_event'] };

/** The identity provider appends too, because only it sees logins of people. */
export class LetTheProviderAppend1764150000002 implements MigrationInterface {
  readonly name = 'LetTheProviderAppend1764150000002';

  async up(runner: QueryRunner): Promise<void> {
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await grantRoles(runner, GRANTS, (role, what) => `REVOKE ${what} FROM ${role}`);
  }
}
