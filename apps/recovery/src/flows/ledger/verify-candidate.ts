import type {
  AvailabilityFunction,
  AvailabilityState,
  FunctionName,
  ProjectionFunctions,
} from '@stockproof/availability';
import { type OffersInScope, scopeCondition } from '@stockproof/verification';
import { compareFunctions, type Comparison, type ReplayFold } from '@stockproof/replay';
import { replayWith } from './replay-ledger.js';
import type { CandidateToVerify } from '../../engine/recoverable-flow.js';
import type { RunControl } from '../../engine/run-control.js';
import type { Snapshot } from '../../engine/snapshot.js';
import type { ProjectionSeen } from '../histories/sql/projection.js';
import { readSellable } from './sql/ledger.js';

/** The result of another function over the histories of a verification. */
export interface CandidateVerification extends Comparison {
  readonly name: FunctionName;
  readonly compared_with: FunctionName;
  readonly fold: ReplayFold<AvailabilityState>;
}

interface VerifiedHistories {
  readonly snapshot: Snapshot;
  readonly reader: Snapshot;
  readonly scope: OffersInScope;
  readonly fold: ReplayFold<AvailabilityState>;
  readonly live: AvailabilityFunction;
  readonly promoted_by: ProjectionSeen['promoted_by'];
}

/**
 * Replays the same snapshot with the candidate and compares. If this recovery has promoted it already (after
 * it was resumed), it is compared with the previous function.
 */
export async function verifyCandidate(
  functions: ProjectionFunctions,
  { snapshot, reader, scope, fold, live, promoted_by }: VerifiedHistories,
  { recovery_id, name }: CandidateToVerify,
  control: RunControl,
): Promise<CandidateVerification> {
  const replay = async (wanted: FunctionName): Promise<ReplayFold<AvailabilityState>> => {
    control.beginReading(control.progress().events_total);
    return replayWith(reader, scope, await functions(wanted), () => [], control);
  };
  const in_place = promoted_by?.recovery_id === recovery_id;
  const before = in_place ? await replay(promoted_by.before) : fold;
  const candidate = in_place ? fold : await replay(name);
  const in_ledger = await readSellable(snapshot.db, scopeCondition(scope));
  const { name: known, version, digest } = live;
  return {
    ...compareFunctions(before.offers, candidate.offers, in_ledger),
    name,
    compared_with: in_place ? promoted_by.before : { name: known, version, digest },
    fold: candidate,
  };
}
