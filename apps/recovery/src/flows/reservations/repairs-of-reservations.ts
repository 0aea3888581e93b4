import { formatUtc, type ReservationRepairV1 } from '@stockproof/events';
import type { ReservationRow } from '@stockproof/verification';
import { repairId, type RepairNames, type Repairs } from '../../engine/recoverable-flow.js';
import type { ReservationVerification } from './verify-reservations.js';

/** Returns one repair per reservation whose read model is wrong; refused if its own history is in doubt. */
export function repairsOfReservations(
  { wrong, untrusted, replayed }: ReservationVerification,
  names: RepairNames,
): Repairs {
  const messages: ReservationRepairV1[] = [];
  const refused: string[] = [];
  for (const reservation_id of wrong) {
    const made = replayed.get(reservation_id);
    if (untrusted.has(reservation_id) || (made !== undefined && 'fault' in made)) {
      refused.push(`reservation ${reservation_id} was not repaired: its history is in doubt`);
    } else messages.push(repairOf(reservation_id, made?.row ?? null, names));
  }
  return { messages, refused, after: null };
}

function repairOf(
  reservation_id: string,
  row: ReservationRow | null,
  { recovery_id, prefix }: RepairNames,
): ReservationRepairV1 {
  return {
    schema_version: 1,
    type: 'repair',
    recovery_id,
    repair_id: repairId(prefix, reservation_id),
    reservation_id,
    version: row?.version ?? 0,
    state: row === null ? null : stateOf(row),
  };
}

function stateOf({
  order_id,
  status,
  requested_at_ms,
  expires_at_ms,
  attempts,
  next_step_at_ms,
  stuck,
  lines,
}: ReservationRow): ReservationRepairV1['state'] {
  type State = NonNullable<ReservationRepairV1['state']>;
  return {
    order_id: order_id ?? '',
    status: status as State['status'],
    requested_at: formatUtc(requested_at_ms ?? 0),
    expires_at: formatUtc(expires_at_ms ?? 0),
    attempts: attempts ?? 0,
    next_step_at: next_step_at_ms === null ? null : formatUtc(next_step_at_ms),
    stuck: stuck === true,
    lines: lines as State['lines'],
  };
}
