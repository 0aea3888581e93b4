import { readdirSync, readFileSync } from 'node:fs';
import { parseContract, type RecoveryContract } from '@stockproof/recovery-contract';

const FOLDER = new URL('../../../../contracts/', import.meta.url);

/** The CDC of the stock tables is not simulated. */
const NOT_SIMULATED = 'stock_cdc_matches_tables';

/**
 * The contracts of the repository, without the check that is not simulated. Call it before a world exists,
 * because it reads files.
 */
export function readContracts(): RecoveryContract[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => parseContract(readFileSync(new URL(name, FOLDER), 'utf8'), name))
    .map((contract) => ({
      ...contract,
      reconciliation: { checks: contract.reconciliation.checks.filter((name) => name !== NOT_SIMULATED) },
    }));
}
