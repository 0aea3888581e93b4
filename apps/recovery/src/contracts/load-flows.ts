import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalDigest } from '@stockproof/evidence';
import { parseContract, type RecoveryContract } from '@stockproof/recovery-contract';

/** A contract as the service obeys it. */
export interface Flow {
  readonly contract: RecoveryContract;
  /** SHA-256 of the contract's canonical JSON: another word in it is another contract, another blank is not. */
  readonly digest: string;
}

/** Every contract of the folder, by the name of its flow. Throws RecoveryContractError for one that is wrong. */
export async function loadFlows(folder: string): Promise<ReadonlyMap<string, Flow>> {
  const flows = new Map<string, Flow>();
  for (const name of (await readdir(folder)).filter((file) => file.endsWith('.yaml')).sort()) {
    const file = join(folder, name);
    const contract = parseContract(await readFile(file, 'utf8'), file);
    if (flows.has(contract.flow)) throw new Error(`${file}: there is another contract for ${contract.flow}`);
    flows.set(contract.flow, { contract, digest: canonicalDigest(contract) });
  }
  return flows;
}
