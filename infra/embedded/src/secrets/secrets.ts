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
    const known = JSON.parse(await readFile(file, 'utf8')) as Secrets;
    if (ROLES.every((role) => role in known.role_passwords)) return known;
    // A role that came with a newer version gets its password; the others keep theirs.
    return await write(file, { ...known, role_passwords: { ...newPasswords(), ...known.role_passwords } });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return write(file, { superuser_password: password(), role_passwords: newPasswords() });
}

async function write(file: string, secrets: Secrets): Promise<Secrets> {
  await writeFile(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}

function newPasswords(): Record<Role, string> {
  return Object.fromEntries(ROLES.map((role) => [role, password()])) as Record<Role, string>;
}

function password(): string {
  return randomBytes(18).toString('base64url');
}
