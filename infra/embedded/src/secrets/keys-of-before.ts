import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { privateKeyFile, SIGNERS } from './keys.js';
import { producerRootsFile } from './producer-keys.js';

/** Moves keys of earlier versions to the folders of the services. */
export async function moveKeysOfBefore(home: string): Promise<void> {
  const moved = [
    ...SIGNERS.map((signer) => [`${signer}.jwk.json`, privateKeyFile(home, signer)] as const),
    ['producers/roots.keys', producerRootsFile(home)] as const,
  ];
  for (const [before, now] of moved) {
    const from = join(home, 'keys', before);
    if (!existsSync(from) || existsSync(now)) continue;
    await mkdir(dirname(now), { recursive: true, mode: 0o700 });
    await rename(from, now);
  }
  // The others are made from the roots at each start.
  await rm(join(home, 'keys', 'producers'), { recursive: true, force: true });
}
