import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const GRANTS: RoleGrants = {
  availability_projection: [
    'SELECT, INSERT, UPDATE ON offer_availability, offer_location_availability, consumer_position',
    'SELECT, INSERT, UPDATE ON published_position, partition_freshness, projection_accounting',
    'SELECT, INSERT ON schema_fingerprint, projection_anomaly',
  ],
  auditor: ['SELECT ON ALL TABLES IN SCHEMA public'],
};

/** Only the projection writes the view; the auditor reads it. */
export class GrantOnlyWhatIsNeeded1763700000002 implements MigrationInterface {
  readonly name = 'GrantOnlyWhatIsNeeded1763700000002';

  async up(runner: QueryRunner): Promise<void> {
    await grantRoles(runner, GRANTS, (role, what) => `GRANT ${what} TO ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await grantRoles(runner, GRANTS, (role, what) => `REVOKE ${what} FROM ${role}`);
  }
}
