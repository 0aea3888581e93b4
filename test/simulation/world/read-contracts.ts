import { readdirSync, readFileSync } from 'node:fs';
import { parseContract, type RecoveryContract } from '@stockproof/recovery-contract';

const FOLDER = new URL('../../../../contracts/', import.meta.url);

/** The contracts of the repository. Call it before a world exists, because it reads files. */
export function readContracts(): RecoveryContract[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => parseContract(readFileSync(new URL(name, FOLDER), 'utf8'), name));
}
