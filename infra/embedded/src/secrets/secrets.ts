import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Role, ROLES } from '../postgres/databases.js';

export interface Secrets {
  readonly superuser_password: string;
  readonly role_passwords: Readonly<Record<Role, string>>;
}

/** Database passwords of this instance: random, made once, readable by the owner alone. */
export async function ensureSecrets(home: string): Promise<Secrets> {
  const file = join(home, 'secrets.json');
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Secrets;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const secrets: Secrets = {
    superuser_password: password(),
    role_passwords: Object.fromEntries(ROLES.map((role) => [role, password()])) as Record<Role, string>,
  };
  await writeFile(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}

function password(): string {
  return randomBytes(18).toString('base64url');
}
