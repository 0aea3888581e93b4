import { readFile } from 'node:fs/promises';
import { parseContract, partitionProblems, type RecoveryContract } from '@stockproof/recovery-contract';
import type { Broker } from './port.js';

/** The topics are not as the Recovery Contract says: SKUs would be in other partitions than their history. */
export class ContractMismatchError extends Error {
  override readonly name = 'ContractMismatchError';
}

/**
 * Reads the contract a service obeys and compares it with the broker. Throws ContractMismatchError naming
 * every topic whose partition count differs, so that the service does not start (design, rule 1).
 */
export async function requireContract(broker: Broker, file: string, topic_prefix: string): Promise<RecoveryContract> {
  const contract = parseContract(await readFile(file, 'utf8'), file);
  const admin = await broker.admin();
  try {
    const counts = new Map<string, number | null>();
    for (const topic of contract.ordering.topics) {
      counts.set(topic, await admin.partitionCount(topic_prefix + topic));
    }
    const problems = partitionProblems(contract, counts);
    if (problems.length > 0) throw new ContractMismatchError(problems.join('; '));
    return contract;
  } finally {
    await admin.close();
  }
}
