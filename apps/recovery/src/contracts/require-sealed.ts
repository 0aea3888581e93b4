import type { Flow } from './load-flows.js';

/**
 * Throws if Kafka may lose history that is sealed and a contract that has CDC among its histories reads it
 * from Kafka: its verifications would miss what was deleted. Also throws if nothing is sealed.
 */
export function requireSealed(
  flows: ReadonlyMap<string, Pick<Flow, 'contract'>>,
  { delete_after_ms, store }: { readonly delete_after_ms: number; readonly store: string },
): void {
  if (delete_after_ms === 0) return;
  const setting = 'STOCKPROOF_SEALED_DELETE_AFTER_MS is set';
  if (store === '') throw new Error(`${setting}, but STOCKPROOF_SEALED_STORE is not: nothing is sealed`);
  for (const { contract } of flows.values()) {
    const reads_cdc = contract.authoritative_history.some((one) => one.startsWith('debezium.'));
    if (!reads_cdc || contract.history.trusts === 'sealed') continue;
    const trusts = contract.history.trusts ?? 'kafka';
    throw new Error(`${setting}, but the contract of ${contract.flow} trusts ${trusts}, not sealed`);
  }
}
