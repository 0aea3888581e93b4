import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalDigest } from '@stockproof/evidence';
import { parseContract, type RecoveryContract } from '@stockproof/recovery-contract';
import type { RecordedFlow } from '../evidence/recorded-flow.js';

/** A contract with the flow that implements it. */
export interface Flow {
  readonly contract: RecoveryContract;
  /** SHA-256 of the contract's canonical JSON (hex): it changes with the content, not with the formatting. */
  readonly digest: string;
  /** The flow that rebuilds its state. */
  readonly recoverable: RecordedFlow;
}

/** Keyed by the flow names of the contracts. */
export type Recoverables = Readonly<Record<RecoveryContract['flow'], RecordedFlow>>;

/**
 * Loads every contract of the folder, keyed by its flow. Rejects with RecoveryContractError if one is not
 * valid.
 */
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
