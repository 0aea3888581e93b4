import { readFile } from 'node:fs/promises';
import {
  parseContract,
  partitionProblems,
  type RecoveryContract,
  retentionProblems,
} from '@stockproof/recovery-contract';
import type { Broker } from './port.js';

/**
 * Thrown if the topics differ from the Recovery Contract: SKUs would be in other partitions than their
 * history.
 */
export class ContractMismatchError extends Error {
  override readonly name = 'ContractMismatchError';
}

/**
 * Reads the contract of a service and compares it with the broker. Throws ContractMismatchError that names
 * every topic with another partition count, and every setting that would delete history inside the recovery
 * window, so that the service does not start (docs/design.md#ordering-boundary).
 */
export async function requireContract(
  broker: Broker,
  file: string,
  topic_prefix: string,
): Promise<RecoveryContract> {
  const contract = parseContract(await readFile(file, 'utf8'), file);
  const admin = await broker.admin();
  try {
    const counts = new Map<string, number | null>();
    for (const topic of contract.ordering_boundary.topics) {
      counts.set(topic, await admin.partitionCount(topic_prefix + topic));
    }
    const problems = partitionProblems(contract, counts);
    const cdc_topic = topic_prefix + contract.history.cdc_topic;
    if ((counts.get(contract.history.cdc_topic) ?? null) !== null) {
      problems.push(...retentionProblems(contract, await admin.topicConfig(cdc_topic)));
    }
    if (problems.length > 0) throw new ContractMismatchError(problems.join('; '));
    return contract;
  } finally {
    await admin.close();
  }
}
