import type { CheckResult } from '@stockproof/evidence';
import { checkOf, counterexample } from '../check.js';
import type { OfferName } from '../offers-in-scope.js';
import type { MatchedRow } from './match-commands.js';
import type { ReservationRow, ReservedAt, SagaLine } from './rows.js';
import { endedUnitsOf } from './saga-steps.js';

/**
 * Compares the reserved bucket with the sum of the held lines, by offer and location; `lines` say what parts of
 * them have left the hold. Decisions of the ledger
 * that the reservations have not received yet are added on their side.
 */
export function reservedMatchesHeldLines(
  buckets: readonly ReservedAt[],
  view: readonly ReservationRow[],
  rows: readonly MatchedRow[],
  lines: readonly SagaLine[],
  wanted: (offer: OfferName) => boolean,
): CheckResult {
  const places = new Map<string, ReservedAt & { held: number }>();
  const at = (place: OfferName & { readonly location_id: string }, reserved: number, held: number): void => {
    const { seller_id, sku, location_id } = place;
    const key = [seller_id, sku, location_id].join('\u001f');
    const known = places.get(key) ?? { seller_id, sku, location_id, quantity: 0, held: 0 };
    places.set(key, { ...known, quantity: known.quantity + reserved, held: known.held + held });
  };
  for (const bucket of buckets) at(bucket, bucket.quantity, 0);
  const ended = new Map(lines.map((line) => [lineKeyOf(line.reservation_id, line), endedUnitsOf(line)]));
  for (const { reservation_id, lines: viewed } of view)
    for (const line of viewed)
      if (line.status === 'held' && wanted(line))
        at(line, 0, line.quantity - (ended.get(lineKeyOf(reservation_id, line)) ?? 0));
  for (const { row, as } of rows)
    if (as === 'ahead') at(row, 0, row.operation === 'R' ? row.quantity : -row.quantity);
  const found = [...places.values()]
    .filter(({ quantity, held }) => quantity !== held)
    .map(({ seller_id, sku, location_id, quantity, held }) =>
      counterexample({
        seller_id,
        sku,
        expected: `${quantity} reserved at ${location_id}`,
        found: `${held} in held lines`,
      }),
    );
  return checkOf('reserved_bucket_matches_held_lines', places.size, found);
}

const lineKeyOf = (reservation_id: string, { line }: { readonly line: number }): string =>
  `${line} ${reservation_id}`;
