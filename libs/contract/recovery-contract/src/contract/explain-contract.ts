import type { Contract, TrustedHistory } from './recovery-contract.js';

const READ_FROM: Readonly<Record<TrustedHistory, string>> = {
  kafka: 'Kafka',
  sealed: 'sealed segments and the rest from Kafka',
  both: 'sealed segments and from Kafka, which must be the same',
};

/** The ten questions of the checklist with this contract's answers, for people. */
export function explainContract(
  contract: Contract,
): readonly (readonly [question: string, answer: string])[] {
  const { history, ordering_boundary, idempotency, projection_function, authority, republication } = contract;
  const list = (values: readonly string[]): string => values.join(', ');
  return [
    [
      'What is the authoritative history?',
      `${list(contract.authoritative_history)}, for ${history.recovery_window}, read from ${READ_FROM[history.trusts ?? 'kafka']}`,
    ],
    [
      'What is the ordering boundary?',
      `${ordering_boundary.key}, in ${ordering_boundary.partitions} partitions: ${ordering_boundary.rationale}`,
    ],
    [
      'What is the idempotency key?',
      `${list(idempotency.key)}; the same again: ${idempotency.duplicate_policy}, another body: ${idempotency.conflict_policy}`,
    ],
    [
      'Can the projection be rebuilt deterministically?',
      `yes, by ${projection_function.name}; side effects ${projection_function.side_effects}`,
    ],
    [
      'What replay scopes are supported?',
      `${list(contract.replay_scope.supported)}; to ${list(contract.replay_scope.modes)}`,
    ],
    ['What reconciliation checks prove correctness?', list(contract.reconciliation.checks)],
    [
      'What evidence is emitted after replay?',
      `${list(contract.recovery_evidence.emit)}; signed (${contract.recovery_evidence.signature}), to ${contract.recovery_evidence.topic}`,
    ],
    [
      'Who is allowed to trigger replay?',
      `asked by ${list(authority.may_request)}; a repair is approved by another ${list(authority.may_approve)} within ${authority.approval_valid_minutes} minutes; in an emergency ${authority.may_break_glass.length === 0 ? 'nobody' : list(authority.may_break_glass)}`,
    ],
    [
      'Which downstream systems are republished?',
      `${list(republication.topics)}, through ${republication.repairs_through}, marked by ${republication.marked_by}`,
    ],
    [
      'What does "trusted" mean after recovery?',
      [
        ...Object.entries(contract.trusted).map(([term, value]) => `${term}: ${value}`),
        ...(contract.continuous === undefined
          ? []
          : [`verified again after ${contract.continuous.proof_valid_hours} hours`]),
      ].join('; '),
    ],
  ];
}
