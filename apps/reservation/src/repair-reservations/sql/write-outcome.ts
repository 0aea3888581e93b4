import type { ReservationRepairV1 } from '@stockproof/events';
import type { Queryable } from '@stockproof/postgres';

const SQL = `
  INSERT INTO repair_outcome (repair_id, recovery_id, reservation_id, outcome) VALUES ($1, $2, $3, $4)
  ON CONFLICT (repair_id) DO NOTHING`;

/** Whether the outcome is new: a message that comes twice was decided before. */
export async function writeReservationRepairOutcome(
  db: Queryable,
  repair: ReservationRepairV1,
  outcome: 'applied' | 'stale',
): Promise<boolean> {
  const { repair_id, recovery_id, reservation_id } = repair;
  const { rowCount } = await db.query({
    name: 'write-outcome',
    text: SQL,
    values: [repair_id, recovery_id, reservation_id, outcome],
  });
  return rowCount === 1;
}
