import type { QueryRunner } from 'typeorm';

/** Role name -> privileges, as written between GRANT and TO. */
export type RoleGrants = Readonly<Record<string, readonly string[]>>;

/**
 * Runs one GRANT or REVOKE per entry. Set-up creates the roles; a role that does not exist (for example on a
 * test server) is skipped.
 */
export async function grantRoles(
  runner: QueryRunner,
  grants: RoleGrants,
  sql: (role: string, what: string) => string,
): Promise<void> {
  for (const [role, rights] of Object.entries(grants)) {
    const found = (await runner.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role])) as unknown[];
    if (found.length === 0) continue;
    for (const what of rights) await runner.query(sql(role, what));
  }
}
