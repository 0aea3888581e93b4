import type { RecoveryContract } from '@stockproof/recovery-contract';

/** What the contracts say of continuous verification. */
export interface ProofAge {
  /** Longest age of a proof; null if no contract names one. */
  readonly proof_valid_hours: number | null;
  /** Checks of contracts with an age that a verification of the view does not make, one sentence each. */
  readonly not_covered: readonly string[];
}

type Terms = Pick<RecoveryContract, 'flow' | 'continuous' | 'reconciliation'>;

/**
 * The shortest age of all contracts holds for every offer: one verification of the view makes the checks of the stock
 * tables too, so its record is a proof under each of them. Where a contract asks for a check that it does not make,
 * `not_covered` says so.
 */
export function proofAge(view: Terms, contracts: readonly Terms[]): ProofAge {
  const made = new Set(view.reconciliation.checks);
  const named = contracts.flatMap(({ flow, continuous, reconciliation }) =>
    continuous === undefined ? [] : [{ flow, hours: continuous.proof_valid_hours, reconciliation }],
  );
  const not_covered = named.flatMap(({ flow, reconciliation }) =>
    reconciliation.checks
      .filter((check) => !made.has(check))
      .map((check) => `${flow}: ${check} is only made by a recovery that is asked for`),
  );
  const hours = named.map((one) => one.hours);
  return { proof_valid_hours: hours.length === 0 ? null : Math.min(...hours), not_covered };
}
