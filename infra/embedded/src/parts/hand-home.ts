import { chmod, open, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { replaceFile } from '@stockproof/files';
import { evidenceKeysDir, jwksFile, keysOf, sealedDir, SIGNERS } from '../secrets/keys.js';
import { caFile } from '../tls/ensure-tls.js';
import { giveTo, handTo, makeOwnFolders } from '../users/hand-over.js';
import { READ_AND_WRITE, refusal } from '../users/choose-users.js';
import type { SystemUser } from '../part.js';
import type { PartUsers } from '../users/part-users.js';

/**
 * Files of the operator that all services use. Each service gets a copy, because the original belongs to
 * root.
 */
export const COPIED = { STOCKPROOF_TLS_CERT_FILE: 'http.crt', STOCKPROOF_TLS_KEY_FILE: 'http.key' } as const;

/** Opens the public files of the home and the path to them. This reveals no secret. */
export async function openPublicParts(home: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  // Nobody else puts anything next to what root writes there.
  await chmod(home, ((await stat(home)).mode & 0o755) | 0o011);
  for (const folder of ['keys', 'tls']) await chmod(join(home, folder), 0o711);
  for (const file of [caFile(home), jwksFile(home)]) await chmod(file, 0o644);
}

/**
 * Gives each part the files of the home that it reads or writes; null: everything belongs to root. The keys
 * must exist.
 */
export async function handHome(
  home: string,
  users: PartUsers | null,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  if (users !== null) {
    await makeOwnFolders(home, users);
    await copyFiles(home, env);
  }
  for (const name of [...SIGNERS, 'identity-provider'] as const)
    await handTo(keysOf(home, name), users?.[name] ?? null);
  for (const folder of [evidenceKeysDir(home), join(home, 'evidence'), sealedDir(home)])
    await giveTo(folder, users?.recovery ?? null);
  if (users !== null && env['STOCKPROOF_ANCHOR_FILE'])
    await giveAnchorFile(resolve(env['STOCKPROOF_ANCHOR_FILE']), users.recovery);
}

async function copyFiles(home: string, env: NodeJS.ProcessEnv): Promise<void> {
  for (const [setting, name] of Object.entries(COPIED)) {
    const file = env[setting];
    if (!file) continue;
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new Error(`${setting} cannot be read (${error.code})`);
    });
    for (const signer of SIGNERS) await replaceFile(join(keysOf(home, signer), name), text);
  }
}

/** Recovery adds to it. Made where it is not there; of an existing one only the owner changes. */
async function giveAnchorFile(file: string, { uid, gid }: SystemUser): Promise<void> {
  const handle = await open(file, 'a', 0o644);
  try {
    const { uid: owner } = await handle.stat();
    if (owner !== uid) await handle.chown(uid, gid);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(
      `STOCKPROOF_ANCHOR_FILE: it cannot be given to the user ${uid} that adds to it (${code})`,
    );
  } finally {
    await handle.close();
  }
  const problem = refusal({ uid, gid }, [file], READ_AND_WRITE);
  if (problem !== null)
    throw new Error(`STOCKPROOF_ANCHOR_FILE: the user ${uid} cannot add to it: ${problem}`);
}
