import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ensureJars } from '../jars.js';
import { javaFiles } from '../java.js';
import type { Instance } from '../instance/instance.js';
import { SIGNERS } from '../secrets/keys.js';
import { chooseUsers, type UserChoice } from '../users/choose-users.js';
import { handHome, openPublicParts } from './hand-home.js';

/**
 * Chooses the users of an instance's parts, and gives each its files of the home. The keys must exist, and
 * nothing may run yet.
 */
export async function handToUsers(instance: Instance): Promise<UserChoice> {
  const { home, users_from, contract_file, projections_dir, servers } = instance;
  await openPublicParts(home);
  const java = servers === 'embedded' ? [await ensureJars(), ...javaFiles()] : [];
  const choice = chooseUsers({
    home,
    users_from,
    code: [...SIGNERS.map((name) => resolve(`dist/apps/${name}/src/main.js`)), ...java],
    named: {
      STOCKPROOF_CONTRACT_FILE: contract_file,
      'the folder of STOCKPROOF_CONTRACT_FILE': dirname(resolve(contract_file)),
      ...(existsSync(projections_dir) ? { STOCKPROOF_PROJECTIONS_DIR: projections_dir } : {}),
    },
  });
  await handHome(home, choice.users);
  return choice;
}
