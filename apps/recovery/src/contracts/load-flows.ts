import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalDigest } from '@stockproof/evidence';
import { parseContract, type RecoveryContract } from '@stockproof/recovery-contract';
import type { RecordedFlow } from '../evidence/recorded-flow.js';

/** A contract as the service obeys it. */
export interface Flow {
  readonly contract: RecoveryContract;
  /** SHA-256 of the contract's canonical JSON: another word in it is another contract, another blank is not. */
  readonly digest: string;
  /** How its state is rebuilt. */
  readonly recoverable: RecordedFlow;
}

/** By the names of the flows in their contracts. */
export type Recoverables = Readonly<Record<RecoveryContract['flow'], RecordedFlow>>;

/** Every contract of the folder, by the name of its flow. Throws RecoveryContractError for one that is wrong. */
export async function loadFlows(
  folder: string,
  recoverables: Recoverables,
): Promise<ReadonlyMap<string, Flow>> {
  const flows = new Map<string, Flow>();
  for (const name of (await readdir(folder)).filter((file) => file.endsWith('.yaml')).sort()) {
    const file = join(folder, name);
    const contract = parseContract(await readFile(file, 'utf8'), file);
    if (flows.has(contract.flow)) throw new Error(`${file}: there is another contract for ${contract.flow}`);
    flows.set(contract.flow, {
      contract,
      digest: canonicalDigest(contract),
      recoverable: recoverables[contract.flow],
    });
  }
  return flows;
}
