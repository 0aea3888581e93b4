import { readdirSync, readFileSync } from 'node:fs';
import { parseContract, type RecoveryContract } from '@stockproof/recovery-contract';

const FOLDER = new URL('../../../../contracts/', import.meta.url);

/** The contracts as they are in the repository. Call before there is a world: it reads files. */
export function readContracts(): RecoveryContract[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => parseContract(readFileSync(new URL(name, FOLDER), 'utf8'), name));
}
