import { UPDATE_PROBLEMS, type UpdateProblemCode } from '@stockproof/events';
import { RECORD_FAULTS } from '@stockproof/kafka';
import { SIGNATURE_PROBLEMS } from '@stockproof/producer-signature';

/** What the command handler itself finds, beside what cannot be read, decoded or believed. */
const OWN = [
  'wrong_partition',
  /** The stored stock of its offer contradicts itself. */
  'offer_state_corrupt',
  'refused_by_database',
] as const;

/** Why a message is quarantined; it can have no other reason. */
export type QuarantineReason =
  | UpdateProblemCode
  | (typeof RECORD_FAULTS)[number]
  | (typeof SIGNATURE_PROBLEMS)[number]
  | (typeof OWN)[number];

/** Every reason once, from the lists of those who decide: metrics have one series for each. */
export const QUARANTINE_REASONS: ReadonlySet<QuarantineReason> = new Set([
  ...(Object.keys(UPDATE_PROBLEMS) as UpdateProblemCode[]),
  ...RECORD_FAULTS,
  ...SIGNATURE_PROBLEMS,
  ...OWN,
]);
